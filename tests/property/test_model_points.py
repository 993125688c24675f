"""Laws of a model's points: whatever a lead brings, the lines add up exactly and can be read."""

import math
from decimal import Decimal
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from leadwright.features.prediction.points import PointsTable, contributions, from_text, to_text
from leadwright.features.prediction.training.child import LEARNERS
from leadwright.features.prediction.training.evaluating import Task, finish
from leadwright.features.prediction.training.export import points_table
from leadwright.features.prediction.training.inputs import Input, Levels, Numbers
from leadwright.features.prediction.training.learners import Learner

ROWS = 400
NAMES = ["", "Ads", "Fair", "Élan", "a\u202eb"]
values = st.fixed_dictionaries(
    {},
    optional={
        "size": st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        "source": st.sampled_from(NAMES) | st.text(max_size=80) | st.integers() | st.none(),
        "strange": st.lists(st.integers(), max_size=2),
    },
)


@cache
def trained(learner: Learner) -> PointsTable:
    random = np.random.default_rng(5)
    size = np.where(random.random(ROWS) < 0.1, np.nan, random.lognormal(3, 1, ROWS))
    place = random.integers(0, len(NAMES), ROWS, np.int32)
    won = (random.random(ROWS) < 0.2 + 0.5 * (np.nan_to_num(size) > 20)).astype(np.float64)
    inputs: list[Input] = [Numbers("size", "size", size), Levels("source", "source", NAMES, place)]
    task = Task(inputs, won, np.arange(ROWS), learners=(learner,))
    fitted, choice = finish(task, np.arange(ROWS))
    line = choice.calibrations[learner]
    return points_table(fitted, line, won, np.arange(ROWS), {"source": "engagement"})


@pytest.mark.parametrize("learner", LEARNERS)
@given(lead=values | values.map(lambda lead: lead | {"size": 10**400}))
@settings(max_examples=200)
def test_lines_sum_exactly_to_the_total_whatever_a_lead_brings(
    learner: Learner, lead: dict[str, JsonValue]
) -> None:
    table = trained(learner)
    lines, total = contributions(table, lead)
    assert sum((line.points for line in lines), Decimal()) == total
    assert 0 <= total <= 100
    assert 0 < table.chance(lead) < 1
    assert all(line.points == round(line.points, 2) for line in lines)
    assert all(line.label.strip() and "\n" not in line.label for line in lines)
    assert from_text(*to_text(table)).log_odds(lead) == table.log_odds(lead)
    raw = 50 + 10 * (table.log_odds(lead) - math.log(table.base_rate / (1 - table.base_rate))) / (
        math.log(2)
    )
    assert abs(float(total) - min(max(raw, 0), 100)) < 0.02
