"""What a replay adds up: shares with their intervals, ties, crossings by the week."""

import pytest

from leadwright.features.scoring import replay_figures
from leadwright.features.scoring.cards.scorecards import default_scorecard
from leadwright.features.scoring.replay_figures import Figures, Verdicts, add_weeks, top, wilson


def verdicts(*found: tuple[int, int, int]) -> Verdicts:
    return Verdicts(by_total={total: (good, bad) for total, good, bad in found})


def test_the_interval_is_wilsons_and_stays_within_0_and_1() -> None:
    assert wilson(20, 50) == pytest.approx((0.2761, 0.5382), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1), abs=1e-4)


def test_those_who_tie_at_the_edge_count_by_an_even_part() -> None:
    found = top(verdicts((90, 2, 0), (50, 4, 4)))  # the best 3 of 10: both of 90, one of the eight
    assert found is not None
    assert (found.leads, found.reached) == (3, 2.5)
    assert top(Verdicts()) is None


def test_few_outcomes_or_outcomes_of_one_kind_are_not_enough() -> None:
    assert not replay_figures.is_enough(verdicts((50, 19, 20)))
    assert not replay_figures.is_enough(verdicts((50, 91, 9)))
    assert replay_figures.is_enough(verdicts((50, 20, 20)))


def test_a_crossing_is_raised_once_and_not_for_where_a_lead_began() -> None:
    card = default_scorecard()
    (hot,) = [one for one in card.thresholds if one.id == "hot"]
    at, below = hot.at, hot.at - hot.hysteresis - 1
    figures = Figures()
    totals = [at, at, below, at, at - 1, at, 0, 0, 0]
    add_weeks(figures, card, list(enumerate(totals, -1)), is_new=False)
    assert figures.raised["hot"].old == [0, 0, 1, 0, 0, 0, 0, 0]
    late = [None, None, None, at, at, at, at, at, at]
    add_weeks(figures, card, list(enumerate(late, -1)), is_new=True)
    assert figures.raised["hot"].new == [0, 0, 1, 0, 0, 0, 0, 0]
    twice = [(-1, 0), (0, 0), (3, at), (3, below), (3, at), (7, 0)]
    add_weeks(figures, card, twice, is_new=True)
    assert figures.raised["hot"].new == [0, 0, 1, 2, 0, 0, 0, 0]
