"""What a column holds: numbers, categories, dates, texts, identifiers, or nothing to learn from."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from leadwright.features.prediction.training.numbers import as_dates, as_numbers
from leadwright.features.prediction.training.table import Column, Flags, Floats


class Kind(StrEnum):
    """How a column is learned from; the last three are not."""

    NUMBER = "number"
    CATEGORY = "category"
    DATE = "date"
    TEXT = "text"
    IDENTIFIER = "identifier"
    CONSTANT = "constant"
    EMPTY = "empty"


@dataclass(frozen=True)
class Typed:
    """A column, its kind and, for numbers and dates, the number of each distinct value."""

    column: Column
    kind: Kind
    numbers: Floats | None = None

    @property
    def name(self) -> str:
        """The column's name in the file."""
        return self.column.name


_ID_NAME: Final = re.compile(
    r"(?:^|[\s_\-.#])(?:id|ids|uuid|guid|key|no|nr|num|number|ref|reference|code|hash|token|index|idx"
    r"|rownum|e-?mail|mail|phone|mobile|tel|telephone|fax|url|link|linkedin|website|ip)$|^unnamed",
    re.IGNORECASE,
)
_CAMEL_ID: Final = re.compile(r"[a-z0-9](?:ID|Id|Guid|Uuid|Key|Number)$")
_CODE_NAME: Final = re.compile(
    r"(?:^|[\s_\-.])(?:zip|zip[ _-]?code|post[ _-]?code|postal[ _-]?code|plz|cap|naics|sic)(?:$|[\s_\-.])",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(
    r"[^@\s]+@[^@\s]+\.[a-z]{2,}|https?://\S+|www\.\S+|\+?\d[\d ()/.-]{8,}\d"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24,64}"
    r"|\d{1,3}(?:\.\d{1,3}){3}",
    re.IGNORECASE,
)
_MOSTLY: Final = 0.95


def read_kind(column: Column, distinct_rows: int) -> Typed:
    """Look at the values that occur; `distinct_rows` is the number of rows without their copies."""
    counts = column.counts
    present = (counts > 0) & ~column.missing_values
    if not present.any():
        return Typed(column, Kind.EMPTY)
    if present.sum() == 1 and not column.missing.any():
        return Typed(column, Kind.CONSTANT)
    if present.sum() > 2 and not _CODE_NAME.search(column.name):
        numbers = _numbers(column, present, as_numbers, least=0.7)
        if numbers is not None:
            unique = _nearly_unique(column, present, distinct_rows)
            kind = Kind.IDENTIFIER if unique and _counts_up(column, numbers) else Kind.NUMBER
            return Typed(column, kind, numbers)
        dates = _numbers(column, present, as_dates, least=0.9)
        if dates is not None:
            return Typed(column, Kind.DATE, dates)
    return Typed(column, _kind_of_words(column, present, distinct_rows))


def _numbers(
    column: Column, present: Flags, read: Callable[[list[str]], Floats], least: float
) -> Floats | None:
    places = np.flatnonzero(present)
    values = [column.values[place] for place in places]
    counts = column.counts[places]
    found = read(values)
    good = np.isfinite(found)
    if counts[good].sum() < least * counts.sum() or good.sum() < 2:
        return None
    if any(value[0] == "0" and value.isdigit() and len(value) > 1 for value in values[:200]):
        return None  # leading zeros belong to codes
    numbers = np.full(len(column.values), np.nan)
    numbers[places] = found
    return numbers


def _nearly_unique(column: Column, present: Flags, distinct_rows: int) -> bool:
    rows = min(int(column.counts[present].sum()), distinct_rows)
    return rows >= 20 and int(present.sum()) >= _MOSTLY * rows


def _counts_up(column: Column, numbers: Floats) -> bool:
    """Numbers that name a row: whole, and called so, or running, or dense, or too long to measure."""
    seen = numbers[np.isfinite(numbers)]
    if not (seen == np.round(seen)).all():
        return False
    if _ID_NAME.search(column.name) or _CAMEL_ID.search(column.name):
        return True
    rows = numbers[column.codes]
    steps = np.diff(rows[np.isfinite(rows)])
    running = len(steps) > 0 and max((steps >= 0).mean(), (steps <= 0).mean()) > 0.99
    span = (seen.max() - seen.min()) / len(seen)
    return bool(span < 1.2 or (running and span < 50) or seen.min() >= 1e9)


def _kind_of_words(column: Column, present: Flags, distinct_rows: int) -> Kind:
    places = np.flatnonzero(present)
    sample = [column.values[place] for place in places[:500]]
    contacts = np.mean([bool(_CONTACT.fullmatch(value)) for value in sample])
    if contacts > 0.8 and len(places) > 20:
        return Kind.IDENTIFIER
    words = float(np.mean([len(value.split()) for value in sample]))
    if len(places) > 20 and (words >= 5 or np.mean([len(value) for value in sample]) > 60):
        return Kind.TEXT
    if _CODE_NAME.search(column.name):
        return Kind.CATEGORY  # many places are no identifiers, they stand for where people live
    if _nearly_unique(column, present, distinct_rows):
        return Kind.IDENTIFIER
    named_so = _ID_NAME.search(column.name) or _CAMEL_ID.search(column.name)
    if named_so and len(places) > 0.5 * distinct_rows and len(places) > 20:
        return Kind.IDENTIFIER
    return Kind.CATEGORY
