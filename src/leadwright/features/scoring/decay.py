"""What is left of an event's points after a while, in decimals that every engine can repeat."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


def remaining(half_life_days: float, age: timedelta) -> Decimal:
    """2 ** (-age / half-life), rounded to 12 decimals; 1 for an age below zero.

    Floating point computes the power, and engines may differ in its last bit (1e-16). Twelve
    decimals hide that, so that Python, SQL and Spark go on with the same decimal number.
    """
    if age <= timedelta(0):
        return Decimal(1)
    half_lives = age.total_seconds() / (half_life_days * 86_400)
    return Decimal(f"{2.0**-half_lives:.12f}")


def decayed(
    points: Decimal, half_life_days: float | None, at: datetime | None, now: datetime
) -> Decimal:
    """Points left at `now` of points earned `at`, to 0.01, half to even. Negative points fade, too.

    Without a half-life or without a time they are permanent.
    """
    if half_life_days is None or at is None:
        return points.quantize(CENT, ROUND_HALF_EVEN)
    return (points * remaining(half_life_days, now - at)).quantize(CENT, ROUND_HALF_EVEN)
