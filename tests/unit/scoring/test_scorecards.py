"""Which scorecards make sense."""

from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from leadwright.domain.condition import Subject
from leadwright.domain.values import Grade
from leadwright.features.scoring.cards.scorecards import (
    Grading,
    Part,
    Scorecard,
    Weights,
    default_scorecard,
)
from leadwright.features.scoring.ledger import grade_of
from leadwright.features.scoring.rules import score

CARD: dict[str, Any] = {
    "name": "small",
    "groups": [{"id": "size", "part": "fit", "label": "Size", "at_most": 20}],
    "rules": [
        {
            "id": "team",
            "part": "fit",
            "group": "size",
            "label": "Has a team",
            "points": 25,
            "condition": {"field": "team_size", "op": "exists"},
        },
        {
            "id": "wrote",
            "part": "engagement",
            "label": "Wrote",
            "points": 5,
            "event": "lead.created",
        },
    ],
}


@pytest.mark.parametrize(
    ("where", "change", "words"),
    [
        (("rules", 0), {"event": "lead.created"}, "a condition or an event"),
        (("rules", 1), {"event": None}, "a condition or an event"),
        (("rules", 0), {"half_life_days": 7}, "only points for events fade"),
        (("rules", 0), {"points": 0}, "gives no points"),
        (("rules", 0), {"points": 101}, "less than or equal to 100"),
        (("rules", 0), {"points": 1.005}, "decimal places"),
        (("rules", 0), {"points": "NaN"}, "finite"),
        (("rules", 1), {"half_life_days": 0}, "greater than 0"),
        (("rules", 1), {"id": "team"}, "rule team is there twice"),
        (("rules", 1), {"group": "size"}, "no group size in engagement"),
        (("rules", 0), {"group": "none"}, "no group none in fit"),
        (
            ("rules", 0),
            {"condition": {"field": "a", "op": "less", "value": "b"}},
            "compares numbers",
        ),
        (("groups", 0), {"at_most": None}, "give at_most"),
        (("groups", 0), {"at_least": 5}, "less than or equal to 0"),
        ((), {"weights": {"fit": 50}}, "sum to 100"),
        (
            (),
            {"weights": {"fit": 150, "engagement": -50, "intent": 0}},
            "less than or equal to 100",
        ),
        ((), {"grading": {"fit_cuts": [20, 40, 60]}}, "fall from band to band"),
        ((), {"grading": {"fit_cuts": [50]}}, "one row and one column more"),
        (
            (),
            {"grading": {"fit_cuts": [50], "interest_cuts": [50], "grades": ["AB", "AB"]}},
            "input should be",
        ),
        (
            (),
            {
                "grading": {
                    "fit_cuts": [50],
                    "interest_cuts": [50],
                    "grades": [["B", "A"], ["B", "C"]],
                }
            },
            "must not have a worse grade",
        ),
    ],
)
def test_a_scorecard_that_makes_no_sense_is_refused_with_the_reason(
    where: tuple[str | int, ...], change: dict[str, Any], words: str
) -> None:
    card = deepcopy(CARD)
    part: Any = card
    for step in where:
        part = part[step]
    part.update(change)
    with pytest.raises(ValidationError) as refused:
        Scorecard.model_validate(card)
    assert words.lower() in str(refused.value).lower()


@pytest.mark.parametrize("card", [Scorecard.model_validate(CARD), default_scorecard()])
def test_a_scorecard_reads_back_from_its_own_json(card: Scorecard) -> None:
    assert Scorecard.model_validate_json(card.model_dump_json()) == card


def test_a_changed_copy_scores_by_its_new_rules() -> None:
    card = Scorecard.model_validate(CARD)
    lead = Subject({"team_size": 5}, datetime(2026, 3, 10, tzinfo=UTC))
    assert score(card, lead).total == 8
    assert score(card.model_copy(update={"rules": ()}), lead).total == 0


@pytest.mark.parametrize(
    ("fit", "engagement", "intent", "grade"),
    [
        (70, 65, 65, Grade.A),
        ("69.99", 65, 65, Grade.A),
        (70, 65, "64.9", Grade.A),
        (45, 65, "64.9", Grade.B),
        ("44.99", 100, 100, Grade.B),
        (100, 0, 0, Grade.C),
        (0, 0, 0, Grade.D),
    ],
)
def test_a_grade_asks_who_they_are_and_how_interested(
    fit: str, engagement: str, intent: str, grade: Grade
) -> None:
    parts = {
        Part.FIT: Decimal(fit),
        Part.ENGAGEMENT: Decimal(engagement),
        Part.INTENT: Decimal(intent),
    }
    assert grade_of(Grading(), Weights(), parts) is grade


def test_where_fit_alone_counts_it_alone_grades() -> None:
    parts = {Part.FIT: Decimal(70), Part.ENGAGEMENT: Decimal(0), Part.INTENT: Decimal(0)}
    assert grade_of(Grading(), Weights(fit=100, engagement=0, intent=0), parts) is Grade.A
