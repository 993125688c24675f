"""What is left of points after a while."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from leadwright.features.scoring.decay import decayed, remaining

NOW = datetime(2026, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("half_lives", "left"),
    [
        (0, "1"),
        (-3, "1"),
        (1, "0.5"),
        (2, "0.25"),
        (0.5, "0.707106781187"),
        (1 / 7, "0.905723664264"),
        (40, "0.000000000001"),
        (5000, "0"),
    ],
)
def test_half_is_left_after_each_half_life_to_twelve_decimals(half_lives: float, left: str) -> None:
    assert remaining(7, timedelta(days=7 * half_lives)) == Decimal(left)


@pytest.mark.parametrize(
    ("points", "left"), [("10.01", "5.00"), ("10.03", "5.02"), ("-10.01", "-5.00")]
)
def test_a_tie_goes_to_the_even_cent(points: str, left: str) -> None:
    assert decayed(Decimal(points), 7, NOW - timedelta(days=7), NOW) == Decimal(left)


def test_points_without_a_half_life_or_a_time_are_permanent() -> None:
    long_ago = NOW - timedelta(days=3000)
    assert decayed(Decimal(5), None, long_ago, NOW) == 5
    assert decayed(Decimal(5), 7, None, NOW) == 5
