"""What the model page says of a version: the verdict first, and inputs in words."""

import pytest

from leadwright.features.prediction.points import LevelInput, NumberInput, PointsTable
from leadwright.web.screens.prediction.inputs import input_name, steps_of
from leadwright.web.screens.prediction.verdict import verdict_of


@pytest.mark.parametrize(
    ("auc", "interval", "rules", "is_for_it", "words"),
    [
        (0.66, (0.38, 0.90), 0.75, False, "cannot tell this version from chance"),
        (0.80, (0.70, 0.90), None, True, "no scores to compare"),
        (0.80, (0.76, 0.84), 0.75, True, "Choose it"),
        (0.80, (0.70, 0.90), 0.75, True, "may be luck"),
        (0.70, (0.60, 0.80), 0.75, False, "no reason to choose it yet"),
        (0.60, (0.55, 0.65), 0.75, False, "Keep to them"),
    ],
)
def test_the_verdict_goes_by_the_rules_and_the_interval(
    auc: float,
    interval: tuple[float, float],
    rules: float | None,
    is_for_it: bool,
    words: str,
) -> None:
    report = {"auc": auc, "intervals": {"auc": interval}}
    said = verdict_of({**report, "rules_alone": None if rules is None else {"auc": rules}})
    assert said.is_for_it is is_for_it
    assert words in said.words


def test_inputs_are_told_in_the_words_of_the_lead_page() -> None:
    budget = NumberInput(
        name="budget", part="intent", cuts=(19_000.0,), weights=(-0.02, 0.0), missing=0.0
    )
    intent = LevelInput(
        name="intent",
        part="intent",
        weights={"pricing_inquiry": 0.7, "job_seeker": -1.4},
        other=0.0,
        missing=0.0,
    )
    table = PointsTable(learner="additive", base=0.0, base_rate=0.5, inputs=(budget, intent))
    first, second = steps_of(table)
    assert (first.name, first.best, first.worst) == ("Intent", "Pricing +10.1", "Job seeker −20.2")
    assert (second.best, second.worst) == ("above 19,000 0.0", "up to 19,000 −0.3")
    assert input_name("page.viewed") == "Page viewed"
