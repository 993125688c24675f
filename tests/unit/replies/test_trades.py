"""The trades' own words: whole, formal, honest, and right with whatever is missing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations

import pytest
from tests.unit.replies.leads import BARE, KATRIN, OWNER, TIDEWATER, lead, reading

from leadwright.domain.industry import Industry
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.reading import Budget, Entities, Intent, Urgency
from leadwright.features.replies.composing.filling import compose, write
from leadwright.features.replies.composing.notation import CONDITIONS, SLOTS
from leadwright.features.replies.composing.templates import LANGUAGES, Variant, Wording
from leadwright.features.replies.composing.trades import _read, load
from leadwright.features.replies.validation import claims, patterns
from leadwright.features.replies.validation.validator import check

# Familiar, gendered, or a word that only one of the two countries uses.
PORTUGUESE = (
    r"\b(?:tu|te|ti|teus?|tuas?|contigo|vocês?|senhor\w*|obrigad[oa]|grat[oa]|prezad[oa]|todos"
    r"|conta(?:ct|t)\w+|equip[ae]|ecrã|tela|regist?r?o|fac?to|rece[çp]\w+|plane[aj]\w+"
    r"|utilizador|usuário|connosco|conosco|consigo|entretanto|pormenor\w*|altura|encomenda"
    r"|est(?:á|ou) a|morada|endereço de casa|telemóvel|celular|carta de condução|carteira)\b"
)
TRADES = tuple(trade for trade in Industry if trade is not Industry.GENERAL)
# What differs from trade to trade; a private customer's trade says all of it differently.
WHOLE = (
    Intent.DEMO_REQUEST, Intent.PRICING_INQUIRY, Intent.PURCHASE_INTENT, Intent.PRODUCT_QUESTION,
    Intent.SUPPORT_QUESTION, Intent.GENERAL_INQUIRY,
)  # fmt: skip
PRIVATE = (Industry.LEGAL, Industry.REAL_ESTATE, Industry.HOME_SERVICES, Industry.AUTOMOTIVE)
# Each thing that may be missing, and the lead without it.
MISSING = ("name", "company", "team_size", "timeline", "product", "budget", "returning", "urgent")


def every_variant() -> Iterator[tuple[str, str, Variant]]:
    for code in LANGUAGES:
        for (trade, intent), variant in load(code).items():
            yield code, f"{trade}.{intent}.{code}", variant


def every_wording() -> Iterator[tuple[str, str, Wording]]:
    for code, where, variant in every_variant():
        for sentence in (variant.subject, *(s for p in variant.paragraphs for s in p)):
            for wording in sentence:
                yield code, where, wording


def knowing(intent: Intent, language: str, missing: tuple[str, ...]) -> LeadSnapshot:
    """A lead of whom everything is known but what is named."""
    says = Entities(
        budget=None if "budget" in missing else Budget(amount=24_000, currency="EUR"),
        timeline=None if "timeline" in missing else "bis Ende Januar",
        team_size=None if "team_size" in missing else 35,
        products=None if "product" in missing else ("Wartwerk Pro",),
    )
    form = KATRIN.model_copy(
        update={field: None for field in ("name", "company") if field in missing}
    )
    urgency = Urgency.NORMAL if "urgent" in missing else Urgency.NOW
    read = reading(intent, language, says, urgency=urgency)
    return lead(read, form, is_returning="returning" not in missing, owner=OWNER)


def test_every_language_has_the_same_replies_for_every_trade() -> None:
    english = set(load("en"))
    assert {trade for trade, _ in english} == set(TRADES)
    assert all((trade, intent) in english for trade in PRIVATE for intent in WHOLE)
    assert all(set(load(code)) == english for code in LANGUAGES)


def strings(raw: object) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict | list):
        texts = (raw[key] for key in raw if key != "needs") if isinstance(raw, dict) else raw
        for one in texts:
            yield from strings(one)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_of_a_language_stands_twice(code: str) -> None:
    texts = [text for text in strings(_read(code)) if not text.startswith("@")]
    assert sorted(texts) == sorted(set(texts))


def test_trades_ask_only_for_slots_that_exist() -> None:
    for _, where, wording in every_wording():
        assert set(wording.slots) <= set(SLOTS), where
        assert set(wording.needs) <= {*SLOTS, *CONDITIONS}, where


def test_beginning_subject_and_next_step_are_always_there() -> None:
    for _, where, variant in every_variant():
        sentences = (variant.subject, variant.paragraphs[0][0], variant.paragraphs[-1][-1])
        for sentence in sentences:
            assert set(sentence[-1].needs) <= {"own"}, where


def test_a_link_ends_its_paragraph_so_that_no_stop_touches_it() -> None:
    for _, where, variant in every_variant():
        for paragraph in variant.paragraphs:
            for place, sentence in enumerate(paragraph):
                for wording in sentence:
                    if "booking_url" in wording.slots:
                        assert place == len(paragraph) - 1, where
                        assert (wording.slots[-1], wording.parts[-1]) == ("booking_url", "")


def test_trades_state_no_figure_price_or_promise_and_do_not_shout() -> None:
    for _, where, wording in every_wording():
        text = " ".join(wording.parts)
        assert not re.search(r"[\d!€$£%！]", text), (where, text)
        assert not claims.commitments(text), (where, text)
        assert not patterns.SPELLED_AMOUNT.search(text), (where, text)
        assert not patterns.LEAK.search(text), (where, text)


@pytest.mark.parametrize("code", ["de", "it", "pl"])
def test_some_go_on_in_lower_case_after_the_greeting(code: str) -> None:
    for variant in load(code).values():
        for wording in variant.paragraphs[0][0]:
            assert wording.parts[0][0].islower(), wording.parts


@pytest.mark.parametrize(
    ("code", "forbidden"),
    [
        ("de", r"\b(?:du|dir|dich|dein\w*|euch|euer\w*)\b"),
        ("fr", r"\b(?:tu|toi|ton|ta|tes)\b"),
        ("es", r"\b(?:tú|tu|tus|te|ti|vosotros|vuestr\w+)\b"),
        (
            "it",
            r"\b(?:tu|te|ti|tuo|tua|tuoi|tue|voi|vostr\w|liet[oa]|content[oa]|sicur[oa]|grat[oa])\b",
        ),
        ("pt", PORTUGUESE),
        ("nl", r"\b(?:je|jij|jou|jouw|jullie)\b"),
        (
            "pl",
            r"\b(?:ty|cię|ciebie|tobie|twój|twoj\w+|pan|pana|panu|pani|panią|\w+(?:łem|łam|łbym|łabym))\b",
        ),
    ],
)
def test_the_address_is_formal_and_gives_nobody_a_gender(code: str, forbidden: str) -> None:
    for language, where, wording in every_wording():
        if language == code:
            text = "…".join(wording.parts)
            assert not re.search(forbidden, text, re.IGNORECASE), (where, text)


def test_french_marks_stand_after_a_space_that_does_not_break() -> None:
    for code, where, wording in every_wording():
        if code == "fr":
            text = "".join(wording.parts)
            assert not re.search(r"(?:[^\s\u00a0]| )[:;?!](?:\s|$)", text), (where, text)


def test_japanese_sentences_end_politely() -> None:
    for code, where, wording in every_wording():
        for sentence in re.findall(
            r"[^。]+(?=。)", "…".join(wording.parts) if code == "ja" else ""
        ):
            polite = r"(?:ます|です|ました|ません|ください|でしょうか|ましょう)$"
            assert re.search(polite, sentence), (where, sentence)


def test_law_firms_give_no_advice_and_take_no_mandate_by_mail() -> None:
    for number in range(3):
        words = write(
            knowing(Intent.PRODUCT_QUESTION, "en", ()).model_copy(update={"headers": {}}),
            replace(TIDEWATER if number else BARE, industry=Industry.LEGAL),
        )
        assert "cannot give legal advice by e-mail" in words.body


def test_a_head_count_is_noted_only_where_it_means_something() -> None:
    one = knowing(Intent.DEMO_REQUEST, "en", ())
    assert "35 people" in write(one, replace(BARE, industry=Industry.SAAS)).body
    for trade in PRIVATE:
        body = write(one, replace(BARE, industry=trade)).body
        assert "35" not in body
        assert "I have noted “bis Ende Januar” as your timing." in body


def test_a_trade_without_words_of_its_own_speaks_the_general_ones() -> None:
    company = replace(BARE, industry=Industry.AGENCY)
    draft = compose(knowing(Intent.SUPPORT_QUESTION, "en", ()), company)
    assert draft.template_id == "support_question.en"
    assert (
        compose(knowing(Intent.DEMO_REQUEST, "en", ()), company).template_id
        == "demo_request.en.agency"
    )


def test_a_car_dealers_reply_reads_as_a_person_would_write_it() -> None:
    company = replace(BARE, industry=Industry.AUTOMOTIVE)
    one = knowing(Intent.DEMO_REQUEST, "de", ("team_size", "returning", "budget", "urgent"))
    assert write(one, company).body == (
        "Guten Tag Katrin Ostermann,\n\n"
        "vielen Dank für Ihr Interesse an „Wartwerk Pro“. Ich stelle Ihnen das Fahrzeug gern für eine "
        "Probefahrt bereit.\n\n"
        "Nehmen Sie am besten eine Strecke, die Sie gut kennen, mit einem Stück Autobahn und einem "
        "engen Parkhaus; das sagt mehr als jeder Prospekt. Als Zeitrahmen habe ich mir „bis Ende "
        "Januar“ notiert.\n\n"
        "Wann könnten Sie vorbeikommen? Bitte bringen Sie Ihren Führerschein mit."
    )


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("trade", TRADES)
def test_every_reply_of_a_trade_passes_whatever_is_missing(trade: Industry, code: str) -> None:
    """Nothing missing, everything, each thing alone, and each alone known."""
    gaps = chain(
        combinations(MISSING, 0), combinations(MISSING, 1),
        combinations(MISSING, len(MISSING) - 1), combinations(MISSING, len(MISSING)),
    )  # fmt: skip
    companies = (replace(TIDEWATER, industry=trade), replace(BARE, industry=trade))
    for place, missing in enumerate(gaps):
        for number, (own, intent) in enumerate(load(code)):
            if own is trade and (number + place) % 2:
                one = knowing(Intent(intent), code, missing)
                company = companies[place % 3 == 0]
                draft = compose(one, company)
                found = check(draft.text, draft.subject, one, company, code)
                assert found == (), (intent, missing, draft.text)
                assert all(sentence in draft.text for sentence, _, _ in draft.evidence)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_combination_of_missing_values_breaks_a_sentence(code: str) -> None:
    """Every subset of what a lead may tell, read for holes, doubled marks and stray spaces."""
    subsets = chain.from_iterable(combinations(MISSING, size) for size in range(len(MISSING) + 1))
    for number, missing in enumerate(subsets):
        own = list(load(code))
        trade, intent = own[number % len(own)]
        words = write(
            knowing(Intent(intent), code, missing),
            replace(TIDEWATER if number % 3 else BARE, industry=trade),
        )
        for text in (words.subject, words.body):
            assert not re.search(r"[{}\[\]|]|  |\.\.|,,| [.,]|\n\n\n|„“|「」|“”", text), text
            assert text == text.strip()


def test_an_empty_form_gets_a_whole_reply_of_the_trade() -> None:
    for trade in TRADES:
        one = lead(reading(Intent.DEMO_REQUEST, "en"), FormValues(email="a@b.example"))
        words = write(one, replace(BARE, industry=trade))
        assert words.body.startswith("Hello,\n\n")
        assert words.body.rstrip().endswith(("?", "."))
        assert words.evidence == ()
