"""What is sent to a model and what is believed of its answer: redaction, grounding, repeated questions."""

import json
from pathlib import Path

import pytest

from leadwright.domain.lead import FormValues
from leadwright.domain.personal import filled, tells_who, with_slots
from leadwright.domain.reading import Budget, Entities
from leadwright.features.language_models.likeness import normal, same_words
from leadwright.features.language_models.rules import TRIPS_AFTER, Breaker
from leadwright.features.understanding.grounding import grounded
from leadwright.features.understanding.redaction import Redaction
from leadwright.ports.language_model import Failure

PAIRS = Path(__file__).parents[3] / "evals/repeated/pairs.jsonl"
BOB = FormValues(name="Bob Buyer", email="bob@buyer.example", company="Buyer Ltd")


def test_personal_data_goes_out_as_placeholders_and_comes_back() -> None:
    redaction = Redaction(BOB, is_on=True)
    text = "I am Bob (Bob Buyer), +49 151 2345 6789, bob@buyer.example, since 12.03.2026."
    hidden = redaction.hide(text)
    assert hidden == "I am PERSON_1 (PERSON_1 PERSON_2), PHONE_1, EMAIL_1, since 12.03.2026."
    assert redaction.restore(hidden) == text


def test_switched_off_redaction_changes_nothing_and_restores_nothing() -> None:
    redaction = Redaction(BOB, is_on=False)
    assert redaction.hide("Bob, PERSON_1") == "Bob, PERSON_1"
    assert redaction.restore("PERSON_1") == "PERSON_1"


def test_a_placeholder_that_nobody_gave_out_stays_and_is_refused_later() -> None:
    assert Redaction(BOB, is_on=True).restore("Hello PERSON_7") == "Hello PERSON_7"


@pytest.mark.parametrize("written", ["20000", "20,000", "20.000", "20 000", "20k", "20 k"])
def test_a_number_of_a_model_counts_if_the_message_has_it(written: str) -> None:
    said = Entities(budget=Budget(amount=20_000, currency="EUR"))
    assert grounded(said, Entities(), f"We can spend {written} EUR.").budget == said.budget


def test_what_a_model_makes_up_gives_way_to_what_was_found() -> None:
    found = Entities(team_size=12, timeline="in May", phone="+491512345")
    said = Entities(
        budget=Budget(amount=5), team_size=120, timeline="tomorrow", products=("Yacht",), phone="+1"
    )
    assert grounded(said, found, "We are 12 people and start in May.") == found


def test_a_letter_becomes_one_to_anybody_and_again_one_to_somebody() -> None:
    slots = with_slots("Hello Bob,\n\nglad that Buyer Ltd asks.", BOB)
    assert slots == "Hello ⟦first⟧,\n\nglad that ⟦company⟧ asks."
    ann = FormValues(name="Ann Lee", company="Lee & Co")
    assert filled(slots, ann) == "Hello Ann,\n\nglad that Lee & Co asks."
    assert filled(slots, FormValues(name="Ann Lee")) is None


@pytest.mark.parametrize("greeting", ["Guten Tag Herr Buyer", "Dear Ms Buyer", "Cher Bob"])
def test_a_title_fits_one_person_only(greeting: str) -> None:
    assert with_slots(f"{greeting},\n\nyes, it does.", BOB) is None


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Does it work on phones?", False),
        ("Does it do 2026?", False),
        ("I am bob, does it work?", True),
        ("Call me: 0151 / 234 56 78", True),
        ("Write to x@y.example", True),
        ("At buyer ltd we ask", True),
    ],
)
def test_a_question_that_tells_who_asks_is_not_kept(text: str, *, known: bool) -> None:
    assert tells_who(text, BOB) is known


@pytest.mark.parametrize("line", PAIRS.read_text().splitlines())
def test_questions_that_differ_in_a_word_of_weight_are_never_the_same(line: str) -> None:
    pair = json.loads(line)
    if not pair["same"]:
        assert not same_words(normal(pair["a"]), normal(pair["b"]))


def test_most_repetitions_are_recognised_by_their_words() -> None:
    pairs = [json.loads(line) for line in PAIRS.read_text().splitlines()]
    same = [pair for pair in pairs if pair["same"]]
    known = [pair for pair in same if same_words(normal(pair["a"]), normal(pair["b"]))]
    assert len(known) >= 0.75 * len(same)


def test_a_model_rests_after_failures_in_a_row_and_one_call_tries_it_again() -> None:
    breaker = Breaker()
    for _ in range(TRIPS_AFTER):
        assert breaker.lets(0.0)
        breaker.failed(Failure.DOWN, 0.0)
    assert not breaker.lets(29.0)
    assert breaker.lets(31.0)
    assert not breaker.lets(31.1), "the others wait for the one that tries"
    breaker.worked()
    assert breaker.lets(31.2)


def test_a_refusal_says_nothing_about_the_next_lead() -> None:
    breaker = Breaker()
    for _ in range(TRIPS_AFTER * 2):
        breaker.failed(Failure.REFUSED, 0.0)
    assert breaker.lets(0.0)


def test_a_busy_vendor_is_left_alone_for_as_long_as_it_asks() -> None:
    breaker = Breaker()
    breaker.failed(Failure.BUSY, 0.0, retry_after=20.0)
    assert not breaker.lets(19.0)
    assert breaker.lets(20.5)
