"""What the shipped scorecard makes of typical first messages."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from leadwright.domain.condition import Compare, Occurrence, Subject, Value, leaves
from leadwright.domain.reading import Intent
from leadwright.domain.values import Grade
from leadwright.features.scoring.cards.scorecards import default_scorecard
from leadwright.features.scoring.ledger import reasons
from leadwright.features.scoring.rules import score, what_would_raise

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FIRST = Occurrence("lead.created", NOW - timedelta(seconds=1))
PLAIN: dict[str, Value] = {
    "email_kind": "company",
    "company": "Acme",
    "company_domain": "acme.example",
    "quality_band": "low",
    "urgency": "normal",
    "intent_confidence": 0.9,
    "source": "form",
    "is_returning": False,
}
ORDER: dict[str, Value] = {
    "quality_band": "high",
    "budget": 50_000,
    "budget_currency": "EUR",
    "timeline": "end of June",
    "team_size": 120,
}


def first_message(values: dict[str, Value]) -> Subject:
    return Subject(values, NOW, [FIRST])


@pytest.mark.parametrize(
    ("values", "least", "most", "grades"),
    [
        (PLAIN | {"intent": "demo_request"}, 45, 65, "B"),
        (PLAIN | {"intent": "demo_request", "company": None}, 45, 65, "B"),
        (PLAIN | {"intent": "pricing_inquiry"}, 45, 65, "B"),
        (PLAIN | ORDER | {"intent": "purchase_intent"}, 75, 90, "A"),
        (
            PLAIN | ORDER | {"intent": "purchase_intent", "country": "DE", "phone": "+49171"},
            80,
            95,
            "A",
        ),
        (PLAIN | {"intent": "support_question", "urgency": "now"}, 0, 30, "CD"),
        (PLAIN | {"intent": "press_or_investor"}, 0, 30, "CD"),
        (PLAIN | {"intent": "solicitation", "phone": "+49171"}, 0, 10, "D"),
        (PLAIN | {"intent": "job_seeker", "email_kind": "free"}, 0, 10, "D"),
        (PLAIN | {"intent": "spam", "email_kind": "disposable"}, 0, 10, "D"),
        ({"intent": "demo_request", "email_kind": "free"}, 25, 40, "C"),
        ({}, 15, 30, "D"),
    ],
)
def test_a_first_message_scores_as_a_seller_would_expect(
    values: dict[str, Value], least: int, most: int, grades: str
) -> None:
    ledger = score(default_scorecard(), first_message(values))
    assert least <= ledger.total <= most
    assert ledger.grade in {Grade(letter) for letter in grades}


@pytest.mark.parametrize("intent", Intent)
def test_every_intent_is_judged_by_some_rule(intent: Intent) -> None:
    told = dict(reasons(score(default_scorecard(), first_message({"intent": intent.value}))))
    unread = dict(reasons(score(default_scorecard(), first_message({}))))
    assert told.keys() - unread.keys()


def test_a_better_case_never_scores_lower() -> None:
    values = dict(PLAIN, intent="purchase_intent")
    total = score(default_scorecard(), first_message(values)).total
    for key, value in (ORDER | {"country": "DE", "phone": "+49171", "urgency": "now"}).items():
        values[key] = value
        now = score(default_scorecard(), first_message(values)).total
        assert now >= total
        total = now


def test_an_old_message_is_worth_half_after_two_weeks_and_a_new_one_lifts_it_again() -> None:
    lead = first_message(PLAIN | {"intent": "demo_request"})
    fresh = score(default_scorecard(), lead).total
    later = lead.at(NOW + timedelta(days=14))
    again = Subject(lead.values, later.now, [FIRST, Occurrence("lead.returned", later.now)])
    faded = score(default_scorecard(), later).total
    assert fresh - faded == 11
    assert score(default_scorecard(), again).total == faded + 12


def test_what_would_raise_a_score_is_unknown_or_has_not_happened() -> None:
    told = what_would_raise(default_scorecard(), first_message(PLAIN | {"intent": "demo_request"}))
    assert dict(told) == {
        "Team of 200 or more": Decimal("10.00"),
        "Wrote to us again": Decimal("10.00"),
        "Answered our message": Decimal("10.00"),
    }


def test_what_would_raise_a_score_counts_what_caps_and_clamps_leave_of_it() -> None:
    full = PLAIN | ORDER | {"intent": "purchase_intent", "country": "DE"}
    told = dict(what_would_raise(default_scorecard(), first_message(full), limit=9))
    assert told["Gives a phone number"] == 4
    assert told["Wrote to us again"] == 10
    without_date = {key: value for key, value in full.items() if key != "timeline"}
    assert "Names a date" not in dict(
        what_would_raise(default_scorecard(), first_message(without_date), limit=9)
    )


def test_of_bands_of_one_number_only_the_best_is_named() -> None:
    told = what_would_raise(default_scorecard(), first_message(PLAIN), limit=99)
    assert [label for label, _ in told if "eam" in label or "people" in label] == [
        "Team of 200 or more"
    ]


def test_the_card_asks_only_for_facts_the_product_knows() -> None:
    known = set(PLAIN) | set(ORDER) | {"intent", "phone", "country", "language"}
    for rule in default_scorecard().rules:
        fields = leaves(rule.condition) if rule.condition is not None else ()
        assert {leaf.field for leaf in fields if isinstance(leaf, Compare)} <= known
