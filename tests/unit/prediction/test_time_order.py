"""A model for days to come is chosen by how its probabilities fared on days that came later."""

import numpy as np

from leadwright.features.prediction.training.evaluating import Task, choose
from leadwright.features.prediction.training.inputs import Levels, Numbers
from leadwright.features.prediction.training.learners import Learner
from leadwright.features.prediction.training.numbers import as_dates

ROWS = 1_000


def task(won: np.ndarray, seed: int) -> Task:
    random = np.random.default_rng(seed)
    size = random.normal(size=len(won))
    levels = Levels(
        "source", "source", ["", "ads", "fair"], random.integers(1, 3, len(won), np.int32)
    )
    place = np.arange(len(won))
    return Task([Numbers("size", "size", size), levels], won, place, place.astype(float))


def test_a_line_is_judged_on_leads_that_came_after_those_it_was_drawn_on() -> None:
    """Of every 20 leads one is won, but in one stretch every second: its line is wrong later."""
    won = (np.arange(ROWS) % 20 == 0).astype(float)
    won[600:800] = np.arange(200) % 2
    choice = choose(task(won, 1), np.arange(ROWS))
    assert choice.losses[Learner.LOGISTIC] > 0.5  # 0.2 where the line was drawn


def test_trees_are_chosen_in_time_order_where_columns_only_work_together() -> None:
    random = np.random.default_rng(1)
    left, right = random.normal(size=(2, ROWS))
    together = ((left > 0) & (right > 0)).astype(float)
    inputs = [Numbers("left", "left", left), Numbers("right", "right", right)]
    crossed = Task(list(inputs), together, np.arange(ROWS), np.arange(ROWS, dtype=float))
    assert choose(crossed, np.arange(ROWS)).learner in {Learner.LIGHTGBM, Learner.DEEP}


def test_dates_of_several_forms_in_one_column_are_read() -> None:
    mixed = ["2026-01-31T10:00:00Z", "31/01/2026 10:00", "2026-01-31 10:00", "31 Jan 2026"] * 30
    found = as_dates([*mixed, "soon", ""])
    ten, midnight = 1769853600.0, 1769817600.0
    assert found[:120].tolist() == [ten, ten, ten, midnight] * 30
    assert np.isnan(found[120:]).all()


def test_day_and_month_keep_one_order() -> None:
    found = as_dates(["01/31/2026", "02/28/2026", "13/05/2026"])
    assert np.isfinite(found).tolist() == [True, True, False]
