"""What a scorecard asks for and nobody has is named, with what may have been meant."""

import pytest

from leadwright.domain.errors import Invalid
from leadwright.features.scoring.cards.card_files import read_card
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard
from leadwright.features.scoring.cards.strange_names import FACTS, refuse, strange_names
from leadwright.features.scoring.cards.templates import fill, templates
from leadwright.web.screens.lead import words as lead_words
from leadwright.web.screens.scoring.words import FIELDS


def card(condition: object = None, **more: object) -> Scorecard:
    rule = {"id": "one", "part": "fit", "label": "One", "points": 5, "condition": condition}
    return read_card({"name": "default", "rules": [rule] if condition else [], **more})


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("compnay_size", "team_size"),
        ("compnay", "company"),
        ("Country", "country"),
        ("team sizes", "team_size"),
        ("shoe_sizes", "shoe_size"),
        ("budgt", "budget"),
    ],
)
def test_a_mistyped_field_is_named_with_what_may_have_been_meant(name: str, near: str) -> None:
    (found,) = strange_names(card({"field": name, "op": "exists"}), ["shoe_size"])
    assert (found.kind, found.name, found.places) == ("field", name, (("rule-one", "One"),))
    assert near in found.near
    assert f"`{near}`" in found.remedy


def test_a_mistyped_event_is_named_wherever_it_is_asked_for() -> None:
    counts = {"not": {"event": "trial.startd", "within_days": 7}}
    rule = {"id": "two", "part": "fit", "label": "Two", "points": 5, "event": "trial.startd"}
    limit = {"id": "l", "label": "Low", "at_most": 5, "condition": counts}
    whom = {"all": [counts, {"field": "nowhere", "op": "exists"}]}
    found = strange_names(card(rules=[rule], limits=[limit], applies_to=whom), [])
    event, field = found
    assert event.near == ("trial.started",)
    assert event.places == (("rule-two", "Two"), ("limits", "Low"), ("", "for whom"))
    assert (field.name, field.near) == ("nowhere", ())
    with pytest.raises(Invalid, match=r"`trial\.startd`, `nowhere`\. Do this") as refusal:
        refuse(found, "Do this.")
    assert [one.field for one in refusal.value.problems] == [
        "`trial.startd` (Two, Low, for whom)",
        "`nowhere` (for whom)",
    ]
    refuse((), "Do this.")


def test_ones_own_fields_and_events_and_all_that_shipped_cards_ask_for_are_known() -> None:
    asked = {"all": [{"field": "shoe_size", "op": "exists"}, {"event": "custom.ran"}]}
    assert not strange_names(card(asked), ["shoe_size"])
    assert not strange_names(default_scorecard(), [])
    for one in templates():
        assert not strange_names(fill(one, one.ideal), [])


def test_every_fact_that_a_screen_names_is_known() -> None:
    named = {*lead_words.FACTS, *lead_words.FOLDED, *(asked.name for asked in FIELDS)}
    assert named <= FACTS
