"""The test that may be looked at any time: seldom wrong where nothing differs, done where something does."""

import random
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadwright.domain.always_valid import Proportion, difference, evidence, interval

ALPHA = 0.05
ENOUGH = log(1 / ALPHA)


@st.composite
def tallies(draw: st.DrawFn) -> Proportion:
    n = draw(st.integers(0, 2_000))
    return Proportion(n, draw(st.integers(0, n)))


def stops_after(seed: int, rates: tuple[float, float], leads: int) -> int | None:
    """How many leads it takes until a look, taken after each of them, proves a difference."""
    chance = random.Random(seed)
    n, won = [0, 0], [0, 0]
    for number in range(1, leads + 1):
        arm = chance.randrange(2)
        n[arm] += 1
        won[arm] += chance.random() < rates[arm]
        if evidence(Proportion(n[0], won[0]), Proportion(n[1], won[1])) >= ENOUGH:
            return number
    return None


@pytest.mark.parametrize("rate", [0.05, 0.4])
def test_looking_after_every_lead_finds_a_winner_among_equals_seldom_enough(rate: float) -> None:
    wrong = sum(stops_after(seed, (rate, rate), 250) is not None for seed in range(2_000))
    assert wrong / 2_000 <= ALPHA


def test_a_real_difference_ends_the_test() -> None:
    needed = [stops_after(seed, (0.1, 0.3), 1_200) for seed in range(100)]
    assert sum(one is not None for one in needed) >= 99
    assert sorted(one or 9_999 for one in needed)[50] < 400


@pytest.mark.parametrize("rates", [(0.1, 0.1), (0.05, 0.25)])
def test_the_interval_covers_the_true_difference_at_every_look(rates: tuple[float, float]) -> None:
    missed = 0
    for seed in range(150):
        chance = random.Random(seed)
        n, won, out = [0, 0], [0, 0], False
        for number in range(240):
            arm = chance.randrange(2)
            n[arm] += 1
            won[arm] += chance.random() < rates[arm]
            if number % 40 == 39:
                low, high = difference(Proportion(n[0], won[0]), Proportion(n[1], won[1]), ALPHA)
                out = out or not low <= rates[1] - rates[0] <= high
        missed += out
    assert missed / 150 <= ALPHA


@given(tallies(), tallies())
def test_an_interval_holds_what_was_seen_and_turns_round_with_the_arms(
    a: Proportion, b: Proportion
) -> None:
    low, high = difference(a, b, ALPHA)
    assert -1 <= low <= high <= 1
    if a.n and b.n:
        assert low - 1e-6 <= b.rate - a.rate <= high + 1e-6
    back = difference(b, a, ALPHA)
    assert back == pytest.approx((-high, -low), abs=1e-4)


@given(tallies())
def test_one_rate_lies_between_nought_and_one_around_what_was_seen(tally: Proportion) -> None:
    low, high = interval(tally, ALPHA)
    assert 0 <= low <= high <= 1
    if tally.n:
        assert low - 1e-6 <= tally.rate <= high + 1e-6


@given(tallies(), tallies())
def test_nought_is_outside_just_where_the_evidence_is_enough(a: Proportion, b: Proportion) -> None:
    found = evidence(a, b)
    if abs(found - ENOUGH) > 1e-3:
        low, high = difference(a, b, ALPHA)
        assert (low > 0 or high < 0) == (found > ENOUGH)


def test_less_willingness_to_err_widens_the_interval() -> None:
    a, b = Proportion(200, 30), Proportion(200, 50)
    strict, mild = difference(a, b, 0.01), difference(a, b, 0.1)
    assert strict[0] < mild[0] < mild[1] < strict[1]


def test_nothing_seen_says_nothing() -> None:
    assert difference(Proportion(0, 0), Proportion(0, 0), ALPHA) == (-1.0, 1.0)
    assert interval(Proportion(0, 0), ALPHA) == (0.0, 1.0)
