"""Each trade's template makes a sound card that tells its hot leads from the others."""

from datetime import UTC, datetime, timedelta

import pytest

from leadwright.domain import behaviour, events
from leadwright.domain.condition import Compare, Occurrence, Subject, Value, leaves
from leadwright.domain.event import CATALOGUE
from leadwright.domain.values import Grade
from leadwright.features.scoring.cards.card_files import card_yaml, read_yaml
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard
from leadwright.features.scoring.cards.templates import (
    NAMES,
    Ideal,
    Template,
    fill,
    template,
    templates,
)
from leadwright.features.scoring.ledger import Ledger
from leadwright.features.scoring.rules import score, what_would_raise

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SEARCHED = Ideal(countries=("NO", "DE"), size_least=20, size_most=300, trades=("Printing",))
GOOD: dict[str, Value] = {
    "email_kind": "company", "company": "Acme", "company_domain": "acme.example", "country": "NO",
    "phone": "+4721", "team_size": 80, "industry": "printing", "quality_band": "high",
    "intent": "purchase_intent", "intent_confidence": 0.9, "budget": 30_000, "timeline": "June",
    "urgency": "soon",
}  # fmt: skip
PLAIN: dict[str, Value] = {
    "email_kind": "free", "country": "NO", "quality_band": "low", "intent": "general_inquiry",
    "intent_confidence": 0.8, "urgency": "normal",
}  # fmt: skip


def wrote(values: dict[str, Value], *deeds: str, days: float = 0) -> Subject:
    at = NOW - timedelta(days=days)
    return Subject(values, NOW, [Occurrence(name, at) for name in ("lead.created", *deeds)])


def hot(of: Template) -> tuple[Scorecard, tuple[str, ...]]:
    """The card with the template's own idea of a hot lead, and what such a lead does."""
    ideal = SEARCHED.model_copy(update={"deeds": of.ideal.deeds})
    return fill(of, ideal), tuple(d.event for d in of.deeds if d.id in of.ideal.deeds)


@pytest.mark.parametrize("name", NAMES)
def test_a_card_asks_only_for_events_that_are_told_and_travels_by_file(name: str) -> None:
    assert events.__doc__
    assert behaviour.__doc__
    card, _ = hot(template(name))
    assert {one for one in card.events if not one.startswith("custom.")} <= set(CATALOGUE)
    assert read_yaml(card_yaml(card)) == card
    asked = [leaf for limit in card.limits for leaf in leaves(limit.condition)]
    assert any(isinstance(leaf, Compare) and leaf.field == "intent" for leaf in asked)


@pytest.mark.parametrize("name", NAMES)
def test_hot_leads_stand_above_threshold_and_those_who_do_not_buy_at_the_bottom(name: str) -> None:
    of = template(name)
    card, deeds = hot(of)
    best = score(card, wrote(GOOD, *deeds))
    assert best.total >= 80
    assert best.grade is Grade.A
    order = [
        best.total,
        score(card, wrote(GOOD)).total,
        score(card, wrote(GOOD, days=150)).total,
        score(card, wrote(PLAIN, days=150)).total,
    ]
    assert order == sorted(set(order), reverse=True)
    assert order[2] <= order[1] - 20  # a wish that nobody repeats is no longer believed
    assert 10 <= score(card, wrote(PLAIN)).total <= 60
    for intent in ("job_seeker", "solicitation", "spam"):
        worst: Ledger = score(card, wrote(GOOD | {"intent": intent}, *deeds))
        assert worst.total <= 10
        assert worst.grade is Grade.D


@pytest.mark.parametrize("name", NAMES)
def test_the_ideal_customer_is_worth_more_than_another(name: str) -> None:
    of = template(name)
    card, deeds = hot(of)
    ideal = score(card, wrote(GOOD)).parts["fit"]  # type: ignore[index]  # a part is its word
    far = GOOD | {"country": "ZZ"}
    assert score(card, wrote(far)).parts["fit"] < ideal  # type: ignore[index]
    if of.fits.elsewhere_at_most is not None:
        assert score(card, wrote(far, *deeds)).total <= of.fits.elsewhere_at_most
    unasked = fill(of, Ideal())
    assert not {rule.id for rule in unasked.rules} & {"ideal_country", "ideal_trade", "ideal_size"}
    assert score(card, wrote(GOOD, *deeds)).total > score(unasked, wrote(PLAIN, *deeds)).total


def test_a_deed_that_is_not_a_hot_leads_counts_half() -> None:
    of = template("saas")
    points = {rule.id: rule.points for rule in fill(of, Ideal(deeds=("trial",))).rules}
    assert points["trial"] == 35
    assert points["meeting"] == 20


@pytest.mark.parametrize("name", NAMES)
def test_a_deed_that_takes_points_away_takes_them_all_though_nobody_can_choose_it(
    name: str,
) -> None:
    of = template(name)
    points = {rule.id: rule.points for rule in hot(of)[0].rules}
    assert {d.id: d.points for d in of.deeds if d.points < 0}.items() <= points.items()


@pytest.mark.parametrize(
    ("name", "told", "label", "holds"),
    [
        ("agency", {"budget": 2500}, "A budget that carries no project", True),
        ("agency", {"budget": 900}, "A budget under 1000: at most 35", True),
        (
            "agency",
            {"budget": 900, "budget_period": "month"},
            "A budget under 1000: at most 35",
            False,
        ),
        (
            "agency",
            {"budget": 2500, "budget_period": "month"},
            "A budget that carries no project",
            False,
        ),
        (
            "agency",
            {"budget": 25_000, "budget_currency": "EUR"},
            "A budget that carries a project",
            True,
        ),
        (
            "agency",
            {"budget": 25_000, "budget_currency": "JPY"},
            "A budget that carries a project",
            False,
        ),
        ("finance", {"budget": 200_000}, "A volume of 100 000 or more", True),
        (
            "finance",
            {"budget": 200_000, "budget_currency": "JPY"},
            "A volume of 100 000 or more",
            False,
        ),
        ("automotive", {"trade_in": "Golf, 2015"}, "Has a car to give in exchange", True),
        ("automotive", {"trade_in": "No"}, "Has a car to give in exchange", False),
        ("automotive", {}, "Has a car to give in exchange", False),
        ("legal", {"has_lawyer": "yes"}, "Has a lawyer already", True),
        ("legal", {"has_lawyer": True}, "Has a lawyer already", True),
        ("legal", {"has_lawyer": "no"}, "Has a lawyer already", False),
        ("real_estate", {"property": "Maple Street 4"}, "Has a property to sell", False),
        ("real_estate", {"property_to_sell": "a house"}, "Has a property to sell", True),
        ("real_estate", {"financing": "yes"}, "Has the financing settled", True),
    ],
)
def test_rules_of_a_trade_read_what_forms_and_messages_of_that_trade_say(
    name: str, told: dict[str, Value], label: str, holds: bool
) -> None:
    of = template(name)
    plain = {key: value for key, value in GOOD.items() if key != "budget"}
    found = score(fill(of, of.ideal), wrote(plain | told))
    assert (label in {entry.label for entry in found.entries}) is holds


@pytest.mark.parametrize(
    "name", ["real_estate", "legal", "ecommerce", "home_services", "automotive"]
)
def test_where_private_people_buy_nobody_is_told_that_a_team_would_raise_the_score(
    name: str,
) -> None:
    of = template(name)
    raises = what_would_raise(fill(of, of.ideal), wrote(PLAIN), limit=100)
    assert not [label for label, _ in raises if "team" in label.lower()]


def test_the_templates_differ_and_none_is_the_shipped_card() -> None:
    cards = [default_scorecard(), *(hot(of)[0] for of in templates())]
    assert len({str(card.weights) + str([r.points for r in card.rules]) for card in cards}) == 11
    lead = wrote(GOOD | {"email_kind": "free", "company": None, "company_domain": None}, days=9)
    assert len({score(card, lead).total for card in cards}) >= 8
