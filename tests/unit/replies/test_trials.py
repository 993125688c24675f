"""Wordings under test: what they change of a reply, and what they leave alone."""

from uuid import UUID

import pytest
from tests.unit.replies.leads import BARE, TIDEWATER, katrin

from leadwright.domain.industry import Industry
from leadwright.domain.reading import Intent
from leadwright.features.replies.composing.filling import compose
from leadwright.features.replies.composing.own_templates import Place
from leadwright.features.replies.composing.winners import text_of
from leadwright.ports.directory import OwnTemplate, Trial

TEST = UUID(int=7)
LEAD = katrin(Intent.DEMO_REQUEST, "en")
SAID = "Thank you for asking for a demo. These are our own words, and we like to show things as they are."
OWN = OwnTemplate(UUID(int=1), "demo_request", "en", Industry.GENERAL, "Ours for you", SAID)


def test_a_subject_under_test_leaves_the_shipped_text_alone() -> None:
    plain = compose(LEAD, TIDEWATER)
    tried = compose(LEAD, TIDEWATER, (), Trial(TEST, "B", subject="A word about your demo"))
    assert tried.subject == "A word about your demo"
    assert tried.text == plain.text


def test_as_shipped_is_shipped_even_where_an_own_text_stands() -> None:
    plain = compose(LEAD, TIDEWATER)
    tried = compose(LEAD, TIDEWATER, (OWN,), Trial(TEST, "A"))
    assert (tried.subject, tried.text) == (plain.subject, plain.text)
    assert "our own words" in compose(LEAD, TIDEWATER, (OWN,)).text


@pytest.mark.parametrize("letter", ["a", "b"])
def test_a_shipped_wording_is_named_by_its_letter(letter: str) -> None:
    tried = compose(LEAD, TIDEWATER, (), Trial(TEST, letter.upper(), shipped=letter))
    assert tried.variant == letter


def test_a_wording_whose_claims_no_longer_hold_gives_way_to_the_shipped_text() -> None:
    dear = Trial(TEST, "B", subject="A price", body="It costs 12 € a month.")
    refused = compose(LEAD, BARE, (), dear)
    assert "12 €" not in refused.text
    assert refused.trial == dear


def test_the_winners_words_are_those_of_the_editor() -> None:
    place = Place("demo_request", "en", Industry.GENERAL)
    shipped = text_of(place, Trial(TEST, "A"))
    subject_only = text_of(place, Trial(TEST, "B", subject="A word about your demo"))
    assert subject_only == ("A word about your demo", shipped[1])
    assert text_of(place, Trial(TEST, "C", shipped="b")) != shipped
