"""The written templates: complete in each language, sound in structure, honest in words."""

import re
from collections.abc import Iterator

import pytest
from tests.unit.replies.leads import ANSWERED, lead

from leadwright.domain.reading import Intent
from leadwright.features.replies.composing.templates import (
    LANGUAGES,
    Variant,
    Wording,
    base_language,
    choose,
    load,
)
from leadwright.features.replies.rules import ACKNOWLEDGEMENT
from leadwright.features.replies.validation import claims, patterns

SLOTS = {
    "own", "booking_url", "full_name", "first_name", "company", "team_size", "timeline", "product",
    "fact", "prices",
}  # fmt: skip
CONDITIONS = {"returning", "phone", "budget", "urgent"}


def every_variant() -> Iterator[tuple[str, str, Variant]]:
    for code in LANGUAGES:
        for name, variants in load(code).templates.items():
            for variant in variants:
                yield code, name, variant


def every_wording() -> Iterator[tuple[str, str, Wording]]:
    for code, name, variant in every_variant():
        for sentence in (variant.subject, *(s for p in variant.paragraphs for s in p)):
            for wording in sentence:
                yield code, f"{name}.{code}.{variant.id}", wording


def test_every_language_has_two_or_three_variants_of_every_template() -> None:
    expected = {intent.value for intent in ANSWERED} | {ACKNOWLEDGEMENT}
    for code in LANGUAGES:
        templates = load(code).templates
        assert set(templates) == expected
        assert all(2 <= len(variants) <= 3 for variants in templates.values())


def test_the_languages_say_the_same_things_in_the_same_order() -> None:
    english = load("en").templates
    for code in LANGUAGES:
        for name, variants in load(code).templates.items():
            shapes = [[len(p) for p in variant.paragraphs] for variant in variants]
            assert shapes == [[len(p) for p in variant.paragraphs] for variant in english[name]]


def test_templates_ask_only_for_slots_that_exist() -> None:
    for _, where, wording in every_wording():
        assert set(wording.slots) <= SLOTS, where
        assert set(wording.needs) <= SLOTS | CONDITIONS, where


def test_the_first_sentence_is_always_there() -> None:
    for code, name, variant in every_variant():
        first = variant.paragraphs[0][0]
        assert set(first[-1].needs) <= {"own"}, (code, name, variant.id)


def test_the_last_subject_needs_nothing_but_our_name() -> None:
    for code, name, variant in every_variant():
        assert set(variant.subject[-1].needs) <= {"own"}, (code, name, variant.id)


def test_every_reply_ends_with_one_next_step_whatever_is_known() -> None:
    for code, name, variant in every_variant():
        last = variant.paragraphs[-1][-1]
        assert set(last[-1].needs) <= {"own"}, (code, name, variant.id)


def test_a_link_ends_its_paragraph_so_that_no_stop_touches_it() -> None:
    for code, name, variant in every_variant():
        for paragraph in variant.paragraphs:
            for place, sentence in enumerate(paragraph):
                for wording in sentence:
                    if "booking_url" in wording.slots:
                        assert place == len(paragraph) - 1, (code, name, variant.id)
                        assert (wording.slots[-1], wording.parts[-1]) == ("booking_url", "")


@pytest.mark.parametrize("code", ["de", "it"])
def test_some_go_on_in_lower_case_after_the_greeting_but_for_the_polite_you(code: str) -> None:
    for variants in load(code).templates.values():
        for variant in variants:
            for wording in variant.paragraphs[0][0]:
                start = wording.parts[0]
                assert start[0].islower() or start.startswith(("Sie ", "Ihr")), start


@pytest.mark.parametrize(
    ("code", "familiar"),
    [
        ("de", r"\b(?:du|dir|dich|dein\w*)\b"),
        ("fr", r"\b(?:tu|toi|ton|ta|tes)\b"),
        ("es", r"\b(?:tú|tu|tus|te|ti|vosotros)\b"),
        ("it", r"\b(?:tu|te|ti|tuo|tua|tuoi|tue|voi|vostr\w)\b"),
        ("pt", r"\b(?:tu|te|ti|teus?|tuas?|contigo|vocês?|senhor\w*)\b"),
    ],
)
def test_nobody_is_addressed_familiarly(code: str, familiar: str) -> None:
    for language, where, wording in every_wording():
        if language == code:
            assert not re.search(familiar, "".join(wording.parts), re.IGNORECASE), where


@pytest.mark.parametrize(
    ("code", "gendered"),
    [
        ("it", r"\b(?:liet[oa]|content[oa]|benvenut[oa]|sicur[oa]|grat[oa])\b"),
        ("pt", r"\b(?:obrigad[oa]|grat[oa]|bem-vind[oa]|prezad[oa]|car[oa]|todos)\b"),
    ],
)
def test_neither_who_writes_nor_who_reads_is_given_a_gender(code: str, gendered: str) -> None:
    for language, where, wording in every_wording():
        if language == code:
            assert not re.search(gendered, "".join(wording.parts), re.IGNORECASE), where


def test_portuguese_keeps_to_words_that_portugal_and_brazil_share() -> None:
    apart = (
        r"\b(?:conta(?:ct|t)\w+|equip[ae]|ecrã|tela|regist?r?o|fac?to|rece[çp]\w+|plane[aj]\w+"
        r"|utilizador|usuário|económic\w|econômic\w|connosco|conosco|consigo|entretanto"
        r"|pormenor\w*|altura|encomenda|est(?:á|ou) a)\b"
    )
    for code, where, wording in every_wording():
        if code == "pt":
            assert not re.search(apart, "".join(wording.parts), re.IGNORECASE), where


def test_french_marks_stand_after_a_space_that_does_not_break() -> None:
    for code, where, wording in every_wording():
        if code == "fr":
            assert not re.search(r"(?:[^\s\u00a0]| )[:;?!](?:\s|$)", "".join(wording.parts)), where


def test_templates_state_no_figure_price_or_promise_and_do_not_shout() -> None:
    for _, where, wording in every_wording():
        text = " ".join(wording.parts)
        assert not re.search(r"[\d!€$£%]", text), where
        assert not claims.commitments(text), where
        assert not patterns.SPELLED_AMOUNT.search(text), where
        assert not patterns.LEAK.search(text), where


def test_variants_of_one_template_differ_from_their_first_sentence_on() -> None:
    for code in LANGUAGES:
        for name, variants in load(code).templates.items():
            starts = {variant.paragraphs[0][0] for variant in variants}
            assert len(starts) == len(variants), (code, name)


def test_a_submission_keeps_its_variant_and_all_variants_are_used() -> None:
    german = load("de")
    submissions = [lead(number=number).submission_id for number in range(300)]
    chosen = [choose(german, Intent.DEMO_REQUEST, submission).id for submission in submissions]
    assert chosen == [choose(german, Intent.DEMO_REQUEST, s).id for s in submissions]
    assert all(60 < chosen.count(letter) < 140 for letter in "abc")


@pytest.mark.parametrize(
    ("tag", "code"),
    [("de", "de"), ("de-AT", "de"), ("FR", "fr"), ("sv", "en"), ("und", "en"), ("", "en")],
)
def test_a_language_we_do_not_write_falls_back_to_english(tag: str, code: str) -> None:
    assert base_language(tag) == code


def test_no_language_at_all_is_english() -> None:
    assert base_language(None) == "en"
