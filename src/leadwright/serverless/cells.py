"""One cell's text: numbers as people wrote them, dates of both calendars, escaped characters."""

import re
from datetime import datetime, timedelta

# ECMA-376 part 1, 18.8.30: the built-in formats that show a date or time, East Asian ones too.
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 -- a sheet's dates have no zone
_DAY_ZERO_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 -- the same
MOST_COLUMNS = 16_384
_LAST_SERIAL = 2_958_466  # the day after 9999-12-31


def shows_date(number: int, code: str | None) -> bool:
    """Whether a number format shows dates; `code` is a format of the workbook's own."""
    if code is None:
        return number in _BUILT_IN_DATES
    first = _NOT_A_CODE.sub("", code).split(";")[0]
    return "general" not in first.casefold() and bool(_DATE_CODE.search(first))


def unescaped(text: str) -> str:
    """`_x000D_` and the like are how XML 1.0 holds what it cannot."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def number(text: str) -> str:
    """Whole numbers without a point or exponent (telephones!), others in their shortest form."""
    try:
        value = float(text)
    except ValueError:
        return text
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if abs(value) < 1e15 else text


def date(text: str, *, is_1904: bool) -> str | None:
    """A serial number as ISO date, with the time if there is one; None where no such day exists.

    Serials below 61 stand a day later: Excel believes in 29 February 1900 (serial 60).
    """
    try:
        serial = float(text)
    except ValueError:
        return None
    if not 0 <= serial < _LAST_SERIAL:
        return None
    seconds = timedelta(seconds=round(serial % 1 * 86_400))
    if serial < 1 and not is_1904:
        return (_DAY_ZERO + seconds).time().isoformat()
    start = _DAY_ZERO_1904 if is_1904 else _DAY_ZERO
    if serial < 60 and not is_1904:
        start += timedelta(days=1)
    try:
        moment = start + timedelta(days=int(serial)) + seconds
    except OverflowError:
        return None
    if moment.time() == moment.min.time():
        return moment.date().isoformat()
    return moment.isoformat()


def column(reference: str) -> int | None:
    """`C7` is 2; None where the letters go beyond XFD."""
    index = 0
    for letter in reference:
        if not ("A" <= letter <= "Z"):
            break
        index = index * 26 + ord(letter) - 64
        if index > MOST_COLUMNS:
            return None
    return index - 1 if index else None
