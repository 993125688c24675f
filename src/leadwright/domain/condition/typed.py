"""How a value is read for comparing: as folded text, as a number, as a moment.

The one conversion for both readings of a condition: `matches` applies it to a lead's values, and
whoever fills the table `lead_value` writes what it returns. So Python and SQL compare the same.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from unicodedata import normalize

from pydantic import JsonValue

TEXT_LIMIT = 500
"""Characters of a text that count. Four bytes each still fit into a b-tree entry (2,704 bytes)."""

CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead another machine's clock may run before its events count as not yet happened."""

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)

Value = JsonValue | datetime | date
"""What a lead's field may hold. A list holds when one of its elements does."""

# Canonical numbers only: "01234" is a postal code and "+49171" a phone number, not quantities.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}.*)?")


class Readings(NamedTuple):
    """One value in all the ways it can be compared; None where it has no such meaning."""

    text: str | None = None
    number: float | None = None
    moment: datetime | None = None

    @property
    def value(self) -> Value:
        """The value again, as far as it was understood."""
        return next((one for one in self if one is not None), None)


class Wanted(NamedTuple):
    """Several values to be equal to: one shared reading is enough."""

    texts: frozenset[str]
    numbers: frozenset[float]
    moments: frozenset[datetime]


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, case-folded, trimmed, storable, cut to `TEXT_LIMIT`.

    Idempotent. Written by Python into folded columns, because `lower()` in SQL is not leakproof
    and knows fewer scripts.
    """
    if text.isascii():
        folded = text.lower()
    else:
        storable = text.encode("utf-8", "ignore").decode()
        folded = normalize("NFKC", normalize("NFKC", storable).casefold())
    return folded.replace("\x00", "").strip()[:TEXT_LIMIT].rstrip()


def readings(value: Value) -> tuple[Readings, ...]:
    """The comparable elements of a value; empty when the value counts as missing.

    Missing are null, blank text, empty lists, objects, NaN, infinities and dates no calendar holds.
    """
    elements = value if isinstance(value, list) else (value,)
    found = (_read(element) for element in elements)
    return tuple(reading for reading in found if reading is not None)


def custom_fields(extra: Mapping[str, Value]) -> dict[str, Readings]:
    """What is kept of a form's further fields, to be compared with. Lists are not."""
    return {
        name: reading
        for name, value in extra.items()
        if not isinstance(value, list)
        for reading in readings(value)
    }


def stored_values(rows: Iterable[Sequence[Any]] | None) -> dict[str, Value]:
    """Values back from the columns of `lead_value`: (key, text, number, moment in ISO) each."""
    found: dict[str, Value] = {}
    for key, words, number, moment in rows or ():
        if words is not None:
            found[key] = words
        elif number is not None:
            found[key] = number
        elif moment is not None:
            found[key] = datetime.fromisoformat(moment)
    return found


def gather(values: Iterable[Value]) -> Wanted:
    """All readings of some values, to ask whether another value is one of them."""
    known: Sequence[Readings] = [reading for value in values for reading in readings(value)]
    return Wanted(
        texts=frozenset(r.text for r in known if r.text is not None),
        numbers=frozenset(r.number for r in known if r.number is not None),
        moments=frozenset(r.moment for r in known if r.moment is not None),
    )


def moment_of(text: str) -> datetime | None:
    """An ISO date or time in UTC; without a zone it is taken as UTC, a date alone as its midnight."""
    if not _MOMENT.fullmatch(text.upper()):
        return None
    try:
        return _utc(datetime.fromisoformat(text.upper()))
    except ValueError:
        return None


def shifted(moment: datetime, days: float) -> datetime:
    """The moment that many days away, kept inside the calendar."""
    try:
        return max(EARLIEST, min(LATEST, moment + timedelta(days=days)))
    except OverflowError:
        return LATEST if days > 0 else EARLIEST


def _read(value: Value) -> Readings | None:
    if isinstance(value, str):
        return _read_text(value)
    if isinstance(value, bool):
        return Readings(text="true" if value else "false")
    if isinstance(value, int | float):
        return _read_number(value)
    if isinstance(value, datetime):
        return _read_moment(value)
    if isinstance(value, date):
        return _read_moment(datetime(value.year, value.month, value.day, tzinfo=UTC))
    return None


def _read_text(text: str) -> Readings | None:
    folded = fold(text)
    if not folded:
        return None
    if not (folded[0].isdigit() or folded[0] == "-"):
        return Readings(text=folded)
    number = float(folded) if _NUMBER.fullmatch(folded) else None
    return Readings(text=folded, number=number, moment=moment_of(folded))


def _read_number(value: float) -> Readings | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return Readings(number=number) if math.isfinite(number) else None


def _read_moment(value: datetime) -> Readings | None:
    moment = _utc(value)
    return None if moment is None else Readings(moment=moment)


def _utc(value: datetime) -> datetime | None:
    aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    if not 1 < aware.year < LATEST.year:
        # A zone could push these over the calendar's edge, and no lead has such a date.
        return None
    return aware.astimezone(UTC)
