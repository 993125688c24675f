"""What the model page says of a version: the verdict first, and inputs in words."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from leadwright.domain.always_valid import Proportion
from leadwright.features.prediction.judging import Counted, judge
from leadwright.features.prediction.models import PredictionDrift, PredictionModel, PredictionTrial
from leadwright.features.prediction.points import LevelInput, NumberInput, PointsTable
from leadwright.web.screens.prediction.drift import drift_view
from leadwright.web.screens.prediction.inputs import input_name, steps_of
from leadwright.web.screens.prediction.trial import trials_view
from leadwright.web.screens.prediction.verdict import verdict_of
from leadwright.web.screens.prediction.view import figures_of


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


def test_the_rules_stand_beside_with_their_interval_and_chance_has_a_log_loss() -> None:
    names = ("auc", "capture_30", "lift_top_decile", "brier", "log_loss", "ece")
    between = dict.fromkeys(names, (0.5, 0.7))
    report = dict.fromkeys(names, 0.6) | {
        "intervals": between,
        "tested_rows": 80,
        "tested_positives": 40,
    }
    rules = {"auc": 0.55, "intervals": {"auc": (0.4, 0.65)}}
    shown = {one.name: one for one in figures_of(report | {"rules_alone": rules}, "won")}
    assert (shown["AUC"].rules, shown["AUC"].rules_between) == ("0.550", "0.400 to 0.650")
    assert shown["Brier"].rules_between == ""
    assert shown["Log-loss"].chance == "0.693"


@pytest.mark.parametrize(("settled", "is_like"), [(10, True), (60, False)])
def test_arms_that_mark_unlike_many_are_told_once_anything_is_said(
    settled: int, is_like: bool
) -> None:
    """A third of fifteen leads against a fifth is luck, and no reason to begin anew."""
    trial = PredictionTrial(
        champion_id=UUID(int=1), challenger_id=UUID(int=2), share=50, window_days=30, floor=20,
        promotes_itself=False, state="running", started_at=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip
    tally = Proportion(settled, 3)
    judged = judge(Counted(150, 60, tally, tally), Counted(150, 30, tally, tally), trial.floor)
    numbers = [PredictionModel(id=UUID(int=n), number=n, state="ready") for n in (1, 2)]
    running = trials_view([(trial, judged)], numbers).running
    assert running is not None
    assert running.is_like is is_like


def test_drift_calls_inputs_and_their_values_as_the_rest_of_the_page_does() -> None:
    moved = {"psi": 0.4, "noise": 0.1, "word": "drifted", "then": 0.1, "now": 0.5}
    figures = [
        {"name": "chance", "most": "up to 0.4", **moved},
        {"name": "intent_confidence", "most": "above 0.9", **moved},
        {"name": "intent", "most": "purchase_intent", **moved},
        {"name": "source", "most": "anything else", **moved},
    ]
    day = PredictionDrift(
        at=datetime(2026, 11, 1, tzinfo=UTC), leads=200, figures=figures, alarmed=[]
    )
    rows = drift_view(PredictionModel(reference={}), [day]).rows
    assert [row.name for row in rows] == [
        "The predicted chance", "Sureness of the intent", "Intent", "Source",
    ]  # fmt: skip
    assert [row.says.split(":")[0] for row in rows] == [
        "up to 0.4", "above 0.9", "Purchase", "anything else",
    ]  # fmt: skip
