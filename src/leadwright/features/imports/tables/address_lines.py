"""Lists that are addresses and nothing else, several in a line as mail programs copy them: a row each."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from leadwright.features.imports.cleaning.text import shown
from leadwright.features.imports.reading.sheet import Cell, Sheet, filled
from leadwright.features.imports.tables.header_rows import Heading

_ADDRESS: Final = r"[^\s@<>;,\"']++@[^\s@<>;,\"']+\.[^\W\d_]{2,}"
_PERSON: Final = re.compile(
    rf"\s*(?:(?:\"(?P<quoted>[^\"<>]*+)\"|(?P<plain>[^\"<>;@]*+))\s*<\s*(?:mailto:)?(?P<inside>{_ADDRESS})\s*>"
    rf"|(?P<mark>['\"]?)(?:mailto:)?(?P<bare>{_ADDRESS})(?P=mark))\s*(?:[;,\s]|$)+"
)
_LOOKED_AT: Final = 2_000

People = list[tuple[str, str]]


def apart(sheet: Sheet) -> tuple[Sheet, Heading | None] | None:
    """The sheet with one address in a row, and its owner's name where one is told; else None.

    The heading says which is which where the list has none of its own.
    """
    if len(sheet.rows) > _LOOKED_AT:
        return None
    told = [(number, _people(cells)) for number, cells in sheet.rows]
    if not told or any(people is None for _, people in told[1:]):
        return None
    first = told[0][1]
    if (first is None and len(told) == 1) or (first is None and len(sheet.rows[0][1]) > 1):
        return None
    if not any(len(people or ()) > 1 for _, people in told):
        return None
    named = any(name for _, people in told for name, _ in people or ())
    rows: list[tuple[int, list[Cell]]] = []
    if first is None:
        rows.append((sheet.rows[0][0], ["Name", "E-mail"] if named else sheet.rows[0][1]))
    for number, people in told:
        rows += [
            (number, [name or None, address] if named else [address])
            for name, address in people or ()
        ]
    heading = Heading(0, {0: "Name", 1: "E-mail"}, 0, 1.0) if named and first else None
    return replace(sheet, rows=rows), heading


def _people(cells: Sequence[Cell]) -> People | None:
    """Everybody in the line, where it says nothing else."""
    text = "; ".join(shown(cell).replace("\n", "; ") for cell in cells if filled(cell))
    found: People = []
    at = 0
    while at < len(text):
        told = _PERSON.match(text, at)
        if told is None:
            return None
        name = (told["quoted"] or told["plain"] or "").strip()
        found.append((name, told["inside"] or told["bare"]))
        at = told.end()
    return found or None
