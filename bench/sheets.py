"""A list of a fair, 12 columns wide, as CSV or workbook: people of `people.py` with firms and numbers."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from bench.people import FIRMS, FIRST, LAST

HEAD = (
    "First name", "Last name", "E-mail", "Phone", "Company", "Job title", "Country",
    "Product interest", "Event", "Date", "Source", "Notes",
)  # fmt: skip
_COUNTRIES = (
    ("Germany", "+49 30"), ("France", "+33 1"), ("United Kingdom", "+44 20 7"), ("Spain", "+34 91"),
    ("USA", "+1 212 5"),
)  # fmt: skip
_ENDS = ("GmbH", "AG", "Ltd", "SE", "Inc.")
_TITLES = ("CTO", "Head of Sales", "Buyer", "Engineer", "CEO", "Marketing Manager")
_REPEATED = 50
"""One row in so many is one that stood above."""


def rows(count: int, seed: int = 7) -> Iterator[tuple[str, ...]]:
    """That many rows, the head not counted; the same for the same seed."""
    draw = random.Random(seed)
    above: list[tuple[str, ...]] = []
    for n in range(count):
        if above and n % _REPEATED == 0:
            yield draw.choice(above)
            continue
        row = _row(n, draw)
        if n % 7 == 0:
            above.append(row)
        yield row


def _row(n: int, draw: random.Random) -> tuple[str, ...]:
    first, last = draw.choice(FIRST), f"{draw.choice(LAST)}-{draw.choice(LAST)}"
    firm, (country, code) = f"{draw.choice(FIRMS)} {n % 997}", draw.choice(_COUNTRIES)
    number = f"{code}{draw.randrange(10**6, 10**7)}" if draw.random() < 0.8 else ""
    wish = draw.choice(("A1", "A2"))
    return (
        first, last, f"lead.{n}@firm-{n % 997}.example.com", number, f"{firm} {draw.choice(_ENDS)}",
        draw.choice(_TITLES), country, wish, "Expo 2026", f"{draw.randrange(1, 28):02d}.10.2026",
        draw.choice(("Booth", "Talk")), f"Wants to see {wish}" if draw.random() < 0.5 else "",
    )  # fmt: skip


def write(path: Path, count: int) -> Path:
    """The list as a file of the kind that the path's ending says."""
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEAD, *rows(count)])
        return path
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate((HEAD, *rows(count))):
            sheet.write_row(at, 0, row)
    return path
