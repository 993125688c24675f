"""Feasts that people name as deadlines, and the day they fall on."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

_EASTER_BEGINS: Final = (
    "east",
    "oster",
    "pâqu",
    "pascua",
    "semana s",
    "pasqua",
    "páscoa",
    "pasen",
    "wielk",
)


def next_feast(word: str, today: date) -> date:
    """The day of the feast still to come; whatever is neither Easter nor Thanksgiving is Christmas."""
    falls = _christmas
    if word.startswith(_EASTER_BEGINS):
        falls = _easter
    elif word == "thanksgiving":
        falls = _thanksgiving
    return _to_come(falls, today)


def _to_come(falls: Callable[[int], date], today: date) -> date:
    day = falls(today.year)
    return day if day >= today else falls(today.year + 1)


def _christmas(year: int) -> date:
    return date(year, 12, 25)


def _thanksgiving(year: int) -> date:
    """The fourth Thursday of November, as in the United States."""
    first = date(year, 11, 1)
    return first + timedelta((3 - first.weekday()) % 7 + 21)


def _easter(year: int) -> date:
    """Gregorian Easter Sunday, by the anonymous algorithm of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - ((b - (b + 8) // 25 + 1) // 3) + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - (c % 4)) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)
