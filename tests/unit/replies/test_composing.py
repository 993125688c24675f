"""Whole replies, as a lead would read them."""

import pytest
from tests.unit.replies.leads import (
    ANSWERED,
    BARE,
    KATRIN_SAYS,
    OWNER,
    TIDEWATER,
    katrin,
    lead,
    reading,
)

from leadwright.domain.lead import FormValues
from leadwright.domain.reading import Intent, Urgency
from leadwright.features.replies.composing.filling import Draft, compose, write
from leadwright.features.replies.composing.templates import LANGUAGES
from leadwright.features.replies.validation.validator import check


def variant(intent: Intent, letter: str, language: str = "de") -> Draft:
    """The reply to Katrin in a given phrasing."""
    drafts = (
        compose(katrin(intent, language, number=n, owner=OWNER), TIDEWATER) for n in range(60)
    )
    return next(draft for draft in drafts if draft.variant == letter)


def test_a_german_request_for_an_offer_reads_as_a_person_would_write_it() -> None:
    draft = variant(Intent.PURCHASE_INTENT, "a")
    assert draft.subject == "Ein Angebot für Mühlenhof Backwaren: der nächste Schritt"
    assert draft.text == (
        "Guten Tag Katrin Ostermann,\n\n"
        "vielen Dank für Ihre klare Nachricht. Das Angebot für Mühlenhof Backwaren erstelle ich Ihnen "
        "gern.\n\n"
        "Ich gehe dabei von 35 Personen aus und habe Ihren Zeitrahmen, „bis Ende Januar“, im Blick. "
        "Danke, dass Sie ein Budget nennen; so bleibt das Angebot realistisch.\n\n"
        "Offene Einzelheiten klären wir am schnellsten in einem kurzen Gespräch, einen Termin können "
        "Sie hier auswählen: https://tidewater.example/meet/ines\n\n"
        "Freundliche Grüße\nTom Reuter\nTidewater Systems\nhttps://tidewater.example\n\n"
        "-- \nSie erhalten diese Nachricht, weil Sie Tidewater Systems kontaktiert haben.\n"
    )
    assert draft.template_id == "purchase_intent.de"


def test_the_evidence_names_each_sentences_source_word_for_word() -> None:
    draft = variant(Intent.PRICING_INQUIRY, "a", "en")
    assert all(sentence in draft.text for sentence, _, _ in draft.evidence)
    sources = [(origin, key) for _, origin, key in draft.evidence]
    assert sources == [
        ("lead", "name"), ("lead", "company"), ("facts", "lines.1"), ("facts", "lines.2"),
        ("lead", "budget"), ("lead", "team_size"), ("lead", "timeline"), ("facts", "booking_url"),
    ]  # fmt: skip


def test_a_budget_is_thanked_for_and_never_repeated() -> None:
    draft = variant(Intent.PURCHASE_INTENT, "a")
    assert "Budget" in draft.text
    assert "24" not in draft.text


def test_without_facts_the_reply_is_short_and_whole() -> None:
    words = write(lead(reading(Intent.DEMO_REQUEST, "fr"), FormValues(email="a@b.example")), BARE)
    assert words.body.startswith("Bonjour,\n\n")
    assert words.body.rstrip().endswith("?")
    assert words.evidence == ()


def test_without_a_booking_page_the_next_step_is_a_question() -> None:
    for intent in (Intent.DEMO_REQUEST, Intent.PRICING_INQUIRY, Intent.PURCHASE_INTENT):
        for number in range(12):
            body = write(katrin(intent, "en", number=number), BARE).body
            assert body.endswith("?")
            assert "http" not in body


def test_somebody_who_writes_again_is_recognised() -> None:
    assert "Schön, wieder von Ihnen zu hören." in _first_body(is_returning=True)
    assert "wieder" not in _first_body(is_returning=False)


def _first_body(*, is_returning: bool) -> str:
    bodies = (
        write(katrin(Intent.PURCHASE_INTENT, number=n, is_returning=is_returning), TIDEWATER)
        for n in range(20)
    )
    return next(words.body for words in bodies if words.variant == "a")


def test_urgency_is_seen_in_support() -> None:
    urgent = lead(reading(Intent.SUPPORT_QUESTION, "en", urgency=Urgency.NOW))
    calm = lead(reading(Intent.SUPPORT_QUESTION, "en"))
    assert len(write(urgent, BARE).body) > len(write(calm, BARE).body)


def test_support_does_not_pretend_to_solve_and_sells_no_meeting() -> None:
    for code in LANGUAGES:
        for number in range(8):
            body = write(katrin(Intent.SUPPORT_QUESTION, code, number=number), TIDEWATER).body
            assert "https://" not in body


@pytest.mark.parametrize("intent", [Intent.SPAM, Intent.SOLICITATION])
def test_a_stopped_message_gives_at_most_a_neutral_draft(intent: Intent) -> None:
    draft = compose(katrin(intent, "en"), TIDEWATER)
    assert draft.template_id == "acknowledgement.en"


def test_an_unsure_reading_promises_a_person() -> None:
    draft = compose(lead(reading(Intent.DEMO_REQUEST, "en", unsure=True)), TIDEWATER)
    assert draft.template_id == "acknowledgement.en"
    assert "demo" not in draft.text.lower()


def test_swedish_is_answered_in_english_with_the_timing_in_quotes() -> None:
    says = KATRIN_SAYS.model_copy(update={"timeline": "före slutet av januari", "products": None})
    form = FormValues(
        name="Astrid Lindqvist", message="Vi vill ha en demo före slutet av januari för 35 personer"
    )
    draft = compose(lead(reading(Intent.DEMO_REQUEST, "sv", says), form), BARE)
    assert draft.language == "en"
    assert "“före slutet av januari”" in draft.text
    assert (
        check(
            draft.text,
            draft.subject,
            lead(reading(Intent.DEMO_REQUEST, "sv", says), form),
            BARE,
            "en",
        )
        == ()
    )


def test_the_same_submission_is_always_answered_in_the_same_words() -> None:
    assert compose(katrin(Intent.DEMO_REQUEST), TIDEWATER) == compose(
        katrin(Intent.DEMO_REQUEST), TIDEWATER
    )


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("intent", ANSWERED)
def test_every_template_passes_the_validator_with_all_facts_and_with_none(
    intent: Intent, code: str
) -> None:
    checked: list[tuple[Draft, object]] = []
    for number in range(12):
        for one, company in (
            (katrin(intent, code, number=number, is_returning=True, owner=OWNER), TIDEWATER),
            (lead(reading(intent, code), FormValues(email="a@b.example"), number=number), BARE),
        ):
            draft = compose(one, company)
            assert draft.language == code
            if (draft, company) not in checked:  # few wordings serve many leads
                checked.append((draft, company))
                assert check(draft.text, draft.subject, one, company, code) == ()
