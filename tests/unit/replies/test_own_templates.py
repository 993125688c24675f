"""A workspace's own templates: how they are written, what they may say, and when they are used."""

from dataclasses import replace
from uuid import UUID

import pytest
from tests.unit.replies.leads import BARE, TIDEWATER, katrin, lead, reading

from leadwright.domain.errors import Invalid
from leadwright.domain.industry import Industry
from leadwright.domain.lead import FormValues
from leadwright.domain.reading import Intent
from leadwright.features.replies.composing import choice, notation, samples
from leadwright.features.replies.composing.filling import compose, fill, write
from leadwright.features.replies.composing.own_check import check
from leadwright.features.replies.composing.own_templates import Place
from leadwright.features.replies.composing.templates import LANGUAGES, load
from leadwright.features.replies.validation.validator import check as judged
from leadwright.ports.directory import OwnTemplate

PLACE = Place("demo_request", "en", Industry.GENERAL)
SUBJECT = "[A demo for {company}|Your demo]"
BODY = (
    "[Thank you for asking about {product}.|Thank you for asking for a demo.] We at {own} like to"
    " show things as they are. [{?budget}Thank you for naming a budget.]\n\n"
    "[Choose a time that suits you here: {booking_url}|When would a call suit you?]"
)


def own(**changes: object) -> OwnTemplate:
    kept = OwnTemplate(UUID(int=9), "demo_request", "en", Industry.GENERAL, SUBJECT, BODY)
    return replace(kept, **changes)  # type: ignore[arg-type]


def remedies(subject: str, body: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        check(PLACE, subject, body, TIDEWATER)
    return [(problem.field, problem.remedy) for problem in refused.value.problems]


def test_an_own_text_is_filled_for_a_lead_of_whom_much_is_known() -> None:
    words = write(katrin(Intent.DEMO_REQUEST, "en"), TIDEWATER, (own(),))
    assert words.subject == "A demo for Mühlenhof Backwaren"
    assert words.body == (
        "Hello Katrin,\n\n"
        "Thank you for asking about Wartwerk Pro. We at Tidewater Systems like to show things as they"
        " are. Thank you for naming a budget.\n\n"
        "Choose a time that suits you here: https://tidewater.example/meet/ines"
    )
    assert words.is_own
    assert all(sentence in words.body for sentence, _, _ in words.evidence)


def test_an_own_text_stays_whole_when_nothing_is_known() -> None:
    one = lead(reading(Intent.DEMO_REQUEST, "en"), FormValues(email="a@b.example"))
    words = write(one, BARE, (own(),))
    assert words.subject == "Your demo"
    assert words.body == (
        "Hello,\n\nThank you for asking for a demo. We at Tidewater Systems like to show things as"
        " they are.\n\nWhen would a call suit you?"
    )


def test_the_trades_own_text_stands_before_the_general_one_and_before_the_shipped() -> None:
    agency = replace(BARE, industry=Industry.AGENCY)
    trade = own(industry=Industry.AGENCY, subject="From the agency")
    one = katrin(Intent.DEMO_REQUEST, "en")
    assert write(one, agency, (own(), trade)).subject == "From the agency"
    assert write(one, agency, (own(),)).template_id == "demo_request.en.agency"
    assert write(one, BARE, (own(), trade)).subject == "A demo for Mühlenhof Backwaren"
    german = katrin(Intent.DEMO_REQUEST, "de")
    assert not write(german, BARE, (own(),)).is_own


def test_a_text_whose_claim_left_the_fact_sheet_gives_way_to_the_shipped_one() -> None:
    dear = own(body="It costs 12 € per technician per month, and we like to show it.\n\n" + BODY)
    one = lead(reading(Intent.DEMO_REQUEST, "en"), FormValues(email="a@b.example"))
    assert "12 €" in compose(one, TIDEWATER, (dear,)).text
    assert "12 €" not in compose(one, BARE, (dear,)).text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "Write a body."),
        ("[Thank you", "Close each [ with a ]"),
        ("[Thank [you]]", "Close each [ with a ]"),
        ("Thank you | or not", "only between the alternatives"),
        ("Thank you {own", "Close each { with a }"),
        ("[Hello {nickname}, thank you.]", "There is no slot {nickname}"),
        ("Thank you for asking about {product}.", "{product} is not always known"),
        ("[We have your {budget}.|Thank you.]", "{budget} has no words of its own"),
        ("{?budget}Thank you.", "Put {?budget} into a bracket"),
        (
            BODY + "\n\nIt costs 99 € a month.",
            "“99 €” is a price that the fact sheet does not name.",
        ),
        (BODY + "\n\nOnly until next week.", "names a time"),
        (BODY + "\n\nSee https://elsewhere.example.", "is a link that is not"),
        (BODY + "\n\nYou get a discount.", "is a promise that the fact sheet does not make"),
        (BODY + "\n\nThis is <b>bold</b>.", "is markup"),
        ("[Only with {product} there are words.]", "With a lead who leaves only an address"),
        (
            "vielen Dank für Ihre Nachricht und für Ihr Interesse an unserer Arbeit, wir melden uns.",
            "It reads as another language",
        ),
        ("x" * 5_001, "Shorten it to 5,000 characters."),
    ],
)
def test_what_is_wrong_with_a_text_is_named(body: str, words: str) -> None:
    assert any(words in remedy for _, remedy in remedies(SUBJECT, body)), remedies(SUBJECT, body)


def test_a_subject_that_can_come_out_empty_is_named() -> None:
    assert any(field == "subject" for field, _ in remedies("[About {product}]", BODY))


def test_a_sound_text_is_kept_without_the_browsers_line_ends() -> None:
    subject, body = check(PLACE, f"  {SUBJECT} ", BODY.replace("\n", "\r\n"), TIDEWATER)
    assert (subject, body) == (SUBJECT, BODY)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_shipped_reply_survives_being_opened_and_saved(code: str) -> None:
    """What the editor shows of a shipped text is sound and comes out as the shipped text does."""
    language = load(code)
    for template in language.templates:
        for trade in (Industry.GENERAL, Industry.LEGAL, Industry.AUTOMOTIVE):
            shipped = choice.shipped(language, template, trade)[0]
            text = notation.write(shipped.variant, language.frame.joiner)
            place = Place(template, code, trade)
            read = choice.Chosen(template, trade, notation.read(*check(place, *text, BARE)))
            for lead_ in (
                samples.talkative(template, code, BARE),
                samples.terse(template, code, BARE),
            ):
                before, after = (
                    fill(shipped, language, lead_, BARE),
                    fill(read, language, lead_, BARE),
                )
                assert after.body == before.body
                assert after.subject == before.subject


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_sample_lead_of_each_language_can_be_answered(code: str) -> None:
    for template in ("demo_request", "acknowledgement"):
        one = samples.talkative(template, code, TIDEWATER)
        draft = compose(one, TIDEWATER)
        assert draft.variant == "a"
        assert judged(draft.text, draft.subject, one, TIDEWATER, code) == ()
        assert draft.template_id.startswith(f"{template}.{code}")
