"""Whether a score rises, falls or stands, by what its history says."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

WINDOW = timedelta(days=14)
LEAST = timedelta(days=3)
STEP = 5


class Trend(StrEnum):
    """Where a score is going."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"
    NOT_ENOUGH_DATA = "not_enough_data"


class Point(Protocol):
    """One step of a series: the total that stood from `at` on."""

    @property
    def at(self) -> datetime: ...
    @property
    def total(self) -> int: ...


def trend(series: Sequence[Point], total: int, now: datetime) -> Trend:
    """The total now against the one that stood two weeks ago, or first since then.

    `STEP` points make a direction. Without a total at least three days old nothing is said.
    """
    start = now - WINDOW
    before = [point for point in series if point.at <= start]
    since = [point for point in series if start < point.at <= now - LEAST]
    reference = before[-1] if before else next(iter(since), None)
    if reference is None:
        return Trend.NOT_ENOUGH_DATA
    if total - reference.total >= STEP:
        return Trend.RISING
    return Trend.FALLING if reference.total - total >= STEP else Trend.STEADY
