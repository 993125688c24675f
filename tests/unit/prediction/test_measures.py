"""What is said of a model: one figure is the same wherever it stands, and luck is not called drift."""

import numpy as np
import pytest

from leadwright.features.prediction.training.measures import (
    deciles,
    figures,
    intervals,
    is_off,
    judge,
)


@pytest.mark.parametrize("rows", [27, 100, 241])
@pytest.mark.parametrize("levels", [3, 1000])
def test_the_best_tenth_of_the_curve_is_the_best_tenth_of_the_figures(
    rows: int, levels: int
) -> None:
    random = np.random.default_rng(rows + levels)
    chance = np.round(random.random(rows) * levels) / levels
    won = (random.random(rows) < chance).astype(np.float64)
    judged = judge(won, chance)
    bars = deciles(judged)
    assert bars[0]["lift"] == pytest.approx(figures(judged)["lift_top_decile"])
    assert sum(one["lift"] for one in bars) == pytest.approx(10)
    assert sum(one["rate"] for one in bars) / 10 == pytest.approx(won.mean())


def test_a_curve_of_leads_of_which_none_got_there_is_flat() -> None:
    assert {one["lift"] for one in deciles(judge(np.zeros(30), np.full(30, 0.2)))} == {0.0}


def test_honest_chances_of_few_leads_are_not_called_off_and_shifted_ones_are() -> None:
    random = np.random.default_rng(5)
    chance = random.uniform(0.2, 0.8, (200, 27))
    honest = (random.random((200, 27)) < chance).astype(np.float64)
    assert np.mean([is_off(judge(*each)) for each in zip(honest, chance, strict=True)]) < 0.1
    assert is_off(judge(np.ones(60), np.full(60, 0.5)))


def test_the_interval_of_the_calibration_error_holds_the_true_one() -> None:
    """Chances told 0.06 too high; of 300 leads luck alone would make the error look larger."""
    random = np.random.default_rng(8)
    held = 0
    for _ in range(40):
        chance = random.uniform(0.1, 0.9, 300)
        won = (random.random(300) < chance - 0.06).astype(np.float64)
        low, high = intervals(judge(won, chance), np.arange(300), 1)["ece"]
        held += low <= 0.06 <= high
    assert held >= 34
