"""A country's code in a column of its own beside the number: `+49 | 170 1234567`."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from leadwright.features.imports.cleaning.text import shown
from leadwright.features.imports.mapping.columns import Column
from leadwright.features.imports.mapping.headers import plain
from leadwright.features.imports.reading.sheet import Cell, filled

_CODE: Final = re.compile(r"(?:\+|00)\d{1,3}|\+1[ -]?\d{3}")
_DIGITS: Final = re.compile(r"[1-9]\d{0,2}|0[1-9]\d{1,4}")
_SAYS: Final = re.compile(
    r"\b(?:country code|dial\w*|calling|isd|idd|ddi|vorwahl|landervorwahl|landesvorwahl|indicatif|"
    r"prefijo|prefisso|prefixo|kierunkowy|landnummer|netnummer|area code)\b|国番号|市外局番"
)


def find(columns: Sequence[Column], cells: Mapping[int, Sequence[Cell]]) -> int | None:
    """The column of codes left of a column of numbers, which then is none of our fields itself."""
    for column in columns:
        texts = [shown(cell).strip() for cell in cells.get(column.index, ()) if filled(cell)][:300]
        codes = sum(_CODE.fullmatch(text) is not None for text in texts)
        digits = sum(_DIGITS.fullmatch(text) is not None for text in texts)
        told = _SAYS.search(plain(column.header)) is not None
        if not texts or max(codes, (codes + digits) if told else 0) < 0.8 * len(texts):
            continue
        if any(one.field == "phone" and 0 < one.index - column.index <= 2 for one in columns):
            column.field = column.also = None
            return column.index
    return None


def with_code(number: str, cells: Sequence[Cell], column: int | None) -> str:
    """The number behind its code, unless it has one; behind an area's code all of its digits."""
    if column is None or column >= len(cells):
        return number
    code = shown(cells[column]).strip()
    if not code or number.startswith(("+", "00")):
        return number
    if code.startswith("0") and not code.startswith("00"):
        return number if number.startswith("0") else f"{code} {number}"
    digits = re.sub(r"^00|\D", "", code)
    return f"+{digits} {re.sub(r'^[(]?0[)]?', '', number)}"
