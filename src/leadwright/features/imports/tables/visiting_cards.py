"""Visiting cards in one cell each, typed line by line or a scanned vCard: what they say becomes columns."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from leadwright.features.imports.mapping.profiles import JOB, LEGAL, looks_like_phone
from leadwright.features.imports.reading.sheet import Cell, Sheet, filled

_LOOKED_AT: Final = 60
_LONGEST: Final = 600
_EMAIL: Final = re.compile(r"\S+@\S+\.\w{2,}")
_KIND: Final = re.compile(r"(?i)(?:tel|fon|phone|mob|mobil|mobile|handy|cell|[tm])\b[.:]*\s*")
_FAX: Final = re.compile(r"(?i)(?:tele)?fax\b|f\b[.:]")
_SCANNED: Final = re.compile(
    r"\b(FN|ORG|TITLE|EMAIL|TEL)(?:;[^:\s]*)?:(.*?)(?=\s+[A-Z-]{1,9}(?:;[^:\s]*)?:|\s*$)", re.DOTALL
)
_HEADERS: Final = ("Name", "Company", "Job title", "E-mail", "Phone")


def unfolded(sheet: Sheet) -> tuple[Sheet, dict[int, int]]:
    """The sheet, with what its cards say behind its columns, and which column that came from."""
    column = _column(sheet.rows[:_LOOKED_AT])
    if column is None:
        return sheet, {}
    width = max(len(cells) for _, cells in sheet.rows)
    first = next(at for at, (_, cells) in enumerate(sheet.rows) if _is_card(cells, column))
    made = replace(sheet, rows=[])
    for at, (number, cells) in enumerate(sheet.rows):
        told: Sequence[Cell] = _HEADERS if at == first - 1 else ()
        if _is_card(cells, column):
            told = _read(str(cells[column])[:_LONGEST])
        made.rows.append((number, [*cells, *[None] * (width - len(cells)), *told]))
    return made, dict.fromkeys(range(width, width + len(_HEADERS)), column)


def _column(rows: Sequence[tuple[int, list[Cell]]]) -> int | None:
    """The one column that holds addresses, in cards of three lines or more."""
    cards: dict[int, int] = {}
    plain = 0
    for _, cells in rows:
        for n, cell in enumerate(cells):
            if isinstance(cell, str) and "@" in cell:
                if _is_card(cells, n):
                    cards[n] = cards.get(n, 0) + 1
                else:
                    plain += 1
    column = max(cards, key=lambda n: cards[n], default=None)
    if column is None or len(cards) > 1:
        return None
    lines = sum(column < len(cells) and filled(cells[column]) for _, cells in rows)
    return column if cards[column] > plain and cards[column] * 2 >= lines else None


def _is_card(cells: Sequence[Cell], column: int) -> bool:
    cell = cells[column] if column < len(cells) else None
    return (
        isinstance(cell, str)
        and (cell.count("\n") > 1 or cell.startswith("BEGIN:VCARD"))
        and _EMAIL.search(cell[:_LONGEST]) is not None
    )


def _read(card: str) -> tuple[str | None, ...]:
    """Name, firm, position, address and number: by what lines look like, the rest by their order."""
    if card.startswith("BEGIN:VCARD"):
        told = {key: value.strip(" ;") for key, value in reversed(_SCANNED.findall(card))}
        return tuple(told.get(key) for key in ("FN", "ORG", "TITLE", "EMAIL", "TEL"))
    found: dict[str, str] = {}
    rest: list[str] = []
    for line in filter(None, (line.strip() for line in card.split("\n"))):
        kind = _kind(line)
        if kind:
            found.setdefault(kind, line)
        elif not any(map(str.isdecimal, line)):
            rest.append(line)
    name = rest[0] if rest else None
    position = found.get("position") or next(iter(rest[1:]), None)
    return name, found.get("firm"), position, found.get("address"), found.get("number")


def _kind(line: str) -> str | None:
    if _EMAIL.search(line):
        return "address"
    if _FAX.match(line):
        return "fax"
    if looks_like_phone(_KIND.sub("", line, count=1)):
        return "number"
    if LEGAL.search(line):
        return "firm"
    return "position" if JOB.search(line) else None
