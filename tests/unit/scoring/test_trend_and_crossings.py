"""Where a score is going, and which thresholds it crossed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadwright.features.scoring.cards.scorecards import default_scorecard
from leadwright.features.scoring.crossing import crossings, standing
from leadwright.features.scoring.trend import Trend, trend

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
CARD = default_scorecard()


@dataclass
class Step:
    """One step of a series."""

    at: datetime
    total: int


@pytest.mark.parametrize(
    ("series", "total", "found"),
    [
        ([], 50, Trend.NOT_ENOUGH_DATA),
        ([(2, 10)], 50, Trend.NOT_ENOUGH_DATA),
        ([(3, 45), (1, 49)], 50, Trend.RISING),
        ([(3, 46)], 50, Trend.STEADY),
        ([(30, 55)], 50, Trend.FALLING),
        ([(30, 10), (20, 54), (13, 80)], 50, Trend.STEADY),
        ([(13, 20), (4, 50)], 50, Trend.RISING),
    ],
)
def test_the_trend_is_said_against_two_weeks_ago(
    series: list[tuple[int, int]], total: int, found: Trend
) -> None:
    steps = [Step(NOW - timedelta(days=days), points) for days, points in series]
    assert trend(steps, total, NOW) is found


@given(st.lists(st.integers(0, 100), max_size=30))
def test_crossings_go_up_and_down_in_turn_and_never_twice_the_same_way(totals: list[int]) -> None:
    above: tuple[str, ...] = ()
    told: list[str] = []
    for total in totals:
        now = standing(CARD, total, above)
        told += [crossing.direction for crossing in crossings(CARD, above, now)]
        above = now
    assert told == ["up", "down"] * (len(told) // 2) + ["up"] * (len(told) % 2)
    assert bool(above) == bool(len(told) % 2)


def test_between_threshold_and_hysteresis_a_score_stays_where_it_was() -> None:
    assert standing(CARD, 69, ()) == ()
    assert standing(CARD, 70, ()) == ("hot",)
    assert standing(CARD, 65, ("hot",)) == ("hot",)
    assert standing(CARD, 64, ("hot",)) == ()
