"""What a number in a workbook means: a date, a duration, or digits with their leading zeros."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from leadwright.features.imports.reading.sheet import Cell

_BUILTIN: Final = {
    **dict.fromkeys((14, 15, 16, 17, 30, 36, 50, 51, 52, 53, 54, 57, 58), "d"),
    **dict.fromkeys((27, 28, 29, 31, 34, 35), "d"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 47), "t"),
    **dict.fromkeys((22, 55, 56), "dt"),
    46: "e",
}
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKET: Final = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_MASK: Final = re.compile(r"[0#?+() /.\-]+")
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 -- a sheet's wall time
_EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001


def kind_of(number_format_id: int, code: str | None) -> str:
    """`d` date, `t` time, `dt` both, `e` elapsed, `m…` a mask of digits, or nothing."""
    if code is None:
        return _BUILTIN.get(number_format_id, "")
    return _kind_of_code(code)


@lru_cache(maxsize=512)
def _kind_of_code(code: str) -> str:
    first = code.split(";", maxsplit=1)[0]
    if mask := _mask(first):
        return "m" + mask
    plain = _BRACKET.sub("", _QUOTED.sub("", first)).lower()
    if "general" in plain or "standard" in plain:
        return ""
    if re.search(r"\[(h+|m+|s+)\]", plain):
        return "e"
    day = bool(re.search(r"[dyejgtaj]|mmm", plain.replace("am/pm", "").replace("a/p", "")))
    hour = bool(re.search(r"[hs]", plain))
    if not day and not hour and "m" in plain:
        day = True
    return ("d" if day else "") + ("t" if hour else "")


def _mask(code: str) -> str:
    """`00000`, `"+"00 000 0000`: a format that writes digits and nothing a sum would have."""
    text = _BRACKET.sub("", code)
    text = re.sub(r'"([^"]*)"|\\(.)', lambda m: m.group(1) or m.group(2) or "", text)
    if not _MASK.fullmatch(text) or re.search(r"0\.0|#\.0", text):
        return ""
    return text if text.count("0") >= 3 or text.startswith("+") else ""


def as_cell(raw: str, kind: str, *, date_1904: bool) -> Cell:
    """The cell for a number as the file writes it."""
    number = plain_number(raw)
    if isinstance(number, str) or not kind:
        return number
    if kind[0] == "m":
        return _masked(number, kind[1:])
    return from_serial(number, kind, date_1904=date_1904)


def plain_number(raw: str) -> str | int | float:
    """An int where it is whole; text that is no number stays text."""
    try:
        return int(raw)
    except ValueError:
        pass
    try:
        number = float(raw)
    except ValueError:
        return raw
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124
        return raw
    return int(number) if number.is_integer() and abs(number) < 1e18 else number


def _masked(number: float, mask: str) -> Cell:
    if not isinstance(number, int) or number < 0:
        return number
    digits = str(number).rjust(mask.count("0"), "0")
    return ("+" if mask.startswith("+") else "") + digits


def from_serial(number: float, kind: str = "dt", *, date_1904: bool = False) -> Cell:
    """Days since the workbook's epoch to a date, with its time where it has one."""
    if kind == "e":
        return timedelta(days=min(number, 1e6)) if number >= 0 else number
    if not 0 <= number < 2_958_466:
        return number
    if number < 1 and "t" in kind:
        whole = timedelta(seconds=round(number * 86_400) % 86_400)
        return (_EPOCH + whole).time()
    if number < 61 and not date_1904:  # Excel believes in 29 February 1900
        number += 1
    when = (_EPOCH_1904 if date_1904 else _EPOCH) + timedelta(seconds=round(number * 86_400))
    # a time that the format hides is there all the same
    midnight = not (when.hour or when.minute or when.second)
    return date(when.year, when.month, when.day) if midnight else when
