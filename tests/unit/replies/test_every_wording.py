"""Every wording of every template, with every choice of what it may pick up: no seam shows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations

import pytest
from tests.unit.replies.leads import ANSWERED, BARE, TIDEWATER
from tests.unit.replies.test_trades import MISSING, knowing

from leadwright.domain.industry import Industry
from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.reading import Intent
from leadwright.features.replies.composing import choice
from leadwright.features.replies.composing.choice import Chosen
from leadwright.features.replies.composing.filling import fill, write
from leadwright.features.replies.composing.templates import LANGUAGES, Wording, load
from leadwright.features.replies.rules import ACKNOWLEDGEMENT

# How a lead is told of whom a slot is not known; the others are asked of the company.
_TOLD = {"first_name": "name", "full_name": "name"} | {slot: slot for slot in MISSING}
_SEAMS = re.compile(
    r"[{}\[\]|]|undefined|\bNone\b|\bnull\b"  # what a template must never leave behind
    r"|  |\n\n\n| \n|\n |[ \u3000][,.、。]"  # blanks doubled or before a mark
    r"|[,;:、。]{2}|(?<!\.)\.\.(?!\.)|[.,;:][.,;]|[?？]{2}"  # marks doubled
    r"|„“|「」|“”|«\s*»|\(\)"  # quoted nothing
)
_OPENING = re.compile(r"^[,.;:!?)\]、。：；はをがでにへ]")
# A preposition of Polish asks for a case that a name of ours or of theirs does not show.
_POLISH = re.compile(r"\b(?:do|od|dla|z|ze|w|we|o|na|przy|przez|za)\s$", re.IGNORECASE)
# "Merci de nous écrire" asks for something; thanks for what was done stand in the past or in a noun.
_REQUEST = re.compile(
    r"\bMerci (?:de |d')(?:bien |nous |me |vous |y )*(?!avoir\b|être\b|votre\b|notre\b)"
    r"[a-zà-ÿ]+(?:er|ir|re)\b"
)


def shipped(code: str) -> Iterator[Chosen]:
    language = load(code)
    for template in (*(intent.value for intent in ANSWERED), ACKNOWLEDGEMENT):
        for industry in Industry:
            yield from choice.shipped(language, template, industry)


def wordings(chosen: Chosen) -> Iterator[Wording]:
    variant = chosen.variant
    for sentence in (variant.subject, *(s for p in variant.paragraphs for s in p)):
        yield from sentence


def leads(chosen: Chosen, code: str) -> Iterator[LeadSnapshot]:
    """One for each choice of what this template asks of a lead."""
    asked = {_TOLD[need] for one in wordings(chosen) for need in one.needs if need in _TOLD}
    intent = (
        Intent.GENERAL_INQUIRY if chosen.template == ACKNOWLEDGEMENT else Intent(chosen.template)
    )
    gaps = chain.from_iterable(combinations(sorted(asked), size) for size in range(len(asked) + 1))
    for gap in gaps:
        yield knowing(intent, code, (*gap, *(one for one in MISSING if one not in asked)))


@pytest.mark.parametrize("code", LANGUAGES)
def test_whatever_is_known_no_seam_of_the_template_shows(code: str) -> None:
    language = load(code)
    seen = set()
    for chosen in shipped(code):
        for lead in leads(chosen, code):
            for company in (TIDEWATER, BARE):
                words = fill(chosen, language, lead, company)
                seen |= {words.subject, *words.body.split("\n\n")}
    assert len(seen) > 500
    for text in seen:
        assert text, "an empty paragraph or subject"
        assert not _SEAMS.search(text), text
        assert not _OPENING.search(text), text
        assert text == text.strip(), text
        for opening, closing in (language.frame.quotes, "()", "（）"):
            assert text.count(opening.strip()) == text.count(closing.strip()), text


def test_no_subject_or_body_repeats_a_sentence() -> None:
    for code in LANGUAGES:
        for chosen in shipped(code):
            everything = knowing(Intent.DEMO_REQUEST, code, ())
            body = fill(chosen, load(code), everything, TIDEWATER).body
            sentences = [one for one in re.split(r"(?<=[.?!。])\s*", body) if len(one) > 12]
            assert len(sentences) == len(set(sentences)), body


def test_thanks_in_french_do_not_read_as_a_request() -> None:
    """`Merci de ne laisser passer aucun délai` is meant as one, and is recognised by its `ne`."""
    for chosen in shipped("fr"):
        for wording in wordings(chosen):
            text = "…".join(wording.parts)
            assert not _REQUEST.search(text), text


def test_a_name_in_polish_stands_behind_a_noun_that_takes_the_case() -> None:
    for chosen in shipped("pl"):
        for wording in wordings(chosen):
            for slot, before in zip(wording.slots, wording.parts, strict=False):
                if slot in {"own", "company", "product"}:
                    assert not _POLISH.search(before), (before, slot)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(
    ("trade", "intent", "told"),
    [
        (Industry.REAL_ESTATE, Intent.DEMO_REQUEST, "product"),
        (Industry.REAL_ESTATE, Intent.PRICING_INQUIRY, "product"),
        (Industry.REAL_ESTATE, Intent.PURCHASE_INTENT, "product"),
        (Industry.AUTOMOTIVE, Intent.DEMO_REQUEST, "product"),
        (Industry.AUTOMOTIVE, Intent.PRODUCT_QUESTION, "product"),
        (Industry.AUTOMOTIVE, Intent.GENERAL_INQUIRY, "product"),
        (Industry.AGENCY, Intent.DEMO_REQUEST, "timeline"),
        (Industry.CONSULTING, Intent.PRICING_INQUIRY, "timeline"),
        (Industry.HOME_SERVICES, Intent.GENERAL_INQUIRY, "timeline"),
        (Industry.SAAS, Intent.PRICING_INQUIRY, "team_size"),
    ],
)
def test_nobody_is_asked_for_what_they_told(
    code: str, trade: Industry, intent: Intent, told: str
) -> None:
    company = replace(BARE, industry=trade)
    blank = tuple(one for one in MISSING if one != told)
    knowing_it = write(knowing(intent, code, blank), company).body.rsplit("\n\n", 1)[1]
    without = write(knowing(intent, code, (*blank, told)), company).body.rsplit("\n\n", 1)[1]
    ask, other = (text[text.rfind(".", 0, -1) + 1 :] for text in (knowing_it, without))
    assert ask.strip() != other.strip()
