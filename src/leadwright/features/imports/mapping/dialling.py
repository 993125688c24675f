"""Codes in columns of their own beside the number: `+49 | 170 1234567`, `+49 | 711 | 5550100`."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from leadwright.features.imports.cleaning.text import shown
from leadwright.features.imports.mapping.columns import Column
from leadwright.features.imports.mapping.headers import plain
from leadwright.features.imports.reading.sheet import Cell, filled

_CODE: Final = re.compile(r"(?:\+|00)\d{1,3}|\+1[ -]?\d{3}")
_DIGITS: Final = re.compile(r"[1-9]\d{0,2}|0[1-9]\d{1,4}")
_SEVEN: Final = re.compile(r"\d{3}[ .-]?\d{4}")
"""A number in America behind its area."""
NO_CODE: Final = -1
_AREA: Final = re.compile(r"\(?0?\d{1,5}\)?")
_SAYS_AREA: Final = re.compile(
    r"(?:orts)?vorwahl|area(?: code)?|city code|std(?: code)?|netnummer|kierunkowy|ddd|prefisso|市外局番"
)
_SAYS: Final = re.compile(
    r"\b(?:country code|dial\w*|calling|isd|idd|ddi|vorwahl|landervorwahl|landesvorwahl|indicatif|"
    r"prefijo|prefisso|prefixo|kierunkowy|landnummer|netnummer|area code|ddd)\b|国番号|市外局番"
)


def find(columns: Sequence[Column], cells: Mapping[int, Sequence[Cell]]) -> tuple[int, ...]:
    """The column of codes left of a column of numbers, and that of areas between them.

    They are none of our fields themselves then. Areas alone stand behind a -1.
    """
    for column in columns:
        if column.decided and column.field != "phone":
            continue
        texts = [shown(cell).strip() for cell in cells.get(column.index, ()) if filled(cell)][:300]
        codes = sum(_CODE.fullmatch(text) is not None for text in texts)
        digits = sum(_DIGITS.fullmatch(text) is not None for text in texts)
        told = _SAYS.search(plain(column.header)) is not None
        if not texts or max(codes, (codes + digits) if told else 0) < 0.8 * len(texts):
            continue
        if any(one.field == "phone" and 0 < one.index - column.index <= 2 for one in columns):
            column.field = column.also = None
            if _says_area(column) and not codes:
                return (NO_CODE, column.index)
            return (column.index, *_area(column.index + 1, columns, cells))
    return ()


def _says_area(column: Column) -> bool:
    """`Area code`, and `Phone Number - Area Code`."""
    return _SAYS_AREA.fullmatch(plain(column.header.rpartition(" - ")[2])) is not None


def _area(
    index: int, columns: Sequence[Column], cells: Mapping[int, Sequence[Cell]]
) -> Sequence[int]:
    """The column right of the codes, where its header and its cells say that it holds areas."""
    column = next((one for one in columns if one.index == index), None)
    texts = [shown(cell).strip() for cell in cells.get(index, ()) if filled(cell)]
    if column is None or not _SAYS_AREA.fullmatch(plain(column.header)):
        return ()
    if not texts or not all(_AREA.fullmatch(text) for text in texts):
        return ()
    column.field = column.also = None
    return (index,)


def with_code(number: str, cells: Sequence[Cell], columns: Sequence[int]) -> str:
    """The number behind its code, unless it has one; behind an area's code all of its digits."""
    if not columns or columns[0] >= len(cells):
        return number
    column, *areas = columns
    for area in areas:
        digits = re.sub(r"\D", "", shown(cells[area])).lstrip("0") if area < len(cells) else ""
        if len(digits) == 3 and _SEVEN.fullmatch(number):
            number = f"({digits}) {number[:3]}-{number[-4:]}"
        elif digits and not number.startswith(("+", "0")):
            number = f"0{digits} {number}"
    code = "" if column == NO_CODE else shown(cells[column]).strip()
    if not code or number.startswith(("+", "00")):
        return number
    if code.startswith("0") and not code.startswith("00"):
        return number if number.startswith("0") else f"{code} {number}"
    digits = re.sub(r"^00|\D", "", code)
    return f"+{digits} {re.sub(r'^[(]?0[)]?', '', number)}"
