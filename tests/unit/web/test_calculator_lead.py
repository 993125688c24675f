"""The lead that a visitor of the public calculator makes up."""

from datetime import UTC, datetime

import pytest

from leadwright.features.scoring.cards import templates
from leadwright.web.screens.calculator import made_up_lead as made_up
from leadwright.web.screens.calculator.made_up_lead import Answers, deed_choices, read, scored

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize("trade", [made_up.ANY_TRADE, *templates.NAMES])
def test_every_trades_score_is_the_sum_of_its_lines_and_each_deed_counts(trade: str) -> None:
    idle = scored(Answers(trade=trade), NOW).ledger
    assert sum(entry.in_total for entry in idle.entries) == idle.total
    for deed, label in deed_choices(trade):
        ledger = scored(Answers(trade=trade, deeds=frozenset({deed})), NOW).ledger
        assert label in {entry.label for entry in ledger.entries}
        assert sum(entry.in_total for entry in ledger.entries) == ledger.total


def test_each_choice_and_each_thing_they_tell_us_moves_a_line_of_the_shipped_card() -> None:
    nothing = Answers(known=frozenset(), team=None, wrote=None, urgency="", quality="low")
    labels = {entry.label for entry in scored(nothing, NOW).ledger.entries}
    for name, _ in made_up.KNOWN:
        told = Answers(known=frozenset({name}), team=None, wrote=None, urgency="", quality="low")
        assert {entry.label for entry in scored(told, NOW).ledger.entries} > labels
    warm, cold = (scored(Answers(wrote=days), NOW).ledger.total for days in (0, 60))
    assert warm > cold
    totals = {
        intent: scored(Answers(intent=intent), NOW).ledger.total for intent, _ in made_up.INTENTS
    }
    assert totals["purchase_intent"] >= totals["demo_request"] > totals["general_inquiry"]
    assert totals["solicitation"] < 30
    assert scored(nothing, NOW).raises


def test_an_address_is_read_and_what_cannot_be_is_named_and_left_out() -> None:
    assert read([]) == Answers()
    plain = read([("trade", "saas"), ("team", "12"), ("known", "phone"), ("deed", "trial")])
    assert (plain.trade, plain.team) == ("saas", 12)
    assert (set(plain.known), set(plain.deeds), dict(plain.problems)) == ({"phone"}, {"trial"}, {})
    assert plain.wrote is None
    hostile = "<script>alert(1)</script>"
    bad = [("team", "1e9"), ("wrote", "-3"), ("again", "٣"), ("answered", "9" * 5000)]
    bad += [
        ("trade", hostile),
        ("intent", "../../etc/passwd"),
        ("known", hostile),
        ("deed", "trial"),
    ]
    found = read([*bad, ("team", "5")])
    assert set(found.problems) == {"team", "wrote", "again", "answered", "trade", "intent"}
    assert (found.known, found.deeds, found.trade) == (frozenset(), frozenset(), "any")
    assert not any(hostile in sentence for sentence in found.problems.values())


def test_a_budget_counts_by_how_much_it_is() -> None:
    totals = [scored(Answers(trade="agency", budget=named), NOW).ledger for named in (500, 30_000)]
    assert totals[0].total <= 35 < totals[1].total
    assert "A budget that carries a project" in {entry.label for entry in totals[1].entries}
    assert read([("trade", "agency"), ("budget", "30000")]).budget == 30_000
    assert "budget" in read([("budget", "12.5")]).problems
