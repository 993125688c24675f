"""A reply takes up what the message said, thanks for nothing that was not, and says nothing twice."""

import re
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from tests.unit.replies.leads import BARE, lead, reading
from tests.unit.replies.test_trades import MISSING, knowing

from leadwright.domain.industry import Industry
from leadwright.domain.lead import FormValues
from leadwright.domain.reading import Entities, Intent, Urgency
from leadwright.features.replies.composing import filling, templates
from leadwright.features.replies.composing.choice import shipped
from leadwright.features.replies.composing.filling import compose
from leadwright.features.replies.validation import fact_sheet

SPACED = tuple(code for code in templates.LANGUAGES if code != "ja")
# In two languages, as the how-to advises.
TWO_LANGUAGES = (
    "Planner costs 49 EUR per person and month.",
    "Planner kostet 49 EUR je Person und Monat.",
    "A first look takes 30 minutes and is done by screen sharing, at a time that suits you.",
    "ISO 27001",
)


def reply(
    intent: Intent, message: str, industry: Industry, language: str = "en", **of: object
) -> str:
    read = reading(intent, language, Entities(), **of)
    asked = lead(read, FormValues(name="Ann Ost", email="ann@lead.example", message=message))
    return compose(asked, replace(BARE, industry=industry)).text


@pytest.mark.parametrize("language", ["en", "de"])
def test_short_lines_of_a_sheet_in_two_languages_are_each_in_their_own(language: str) -> None:
    lines = fact_sheet.usable_lines(TWO_LANGUAGES)
    assert [line.text for line in fact_sheet.prices(lines, language, fact_sheet.Wanted(""))] == [
        TWO_LANGUAGES[0 if language == "en" else 1]
    ]


def test_a_line_that_tells_no_language_is_in_one_of_the_others() -> None:
    assert fact_sheet.usable_lines(TWO_LANGUAGES)[-1].language in {"en", "de"}
    german = fact_sheet.usable_lines((*TWO_LANGUAGES[1:2], "Festpreis 900 EUR", "SAP, DATEV"))
    assert {line.language for line in german} == {"de"}


@pytest.mark.parametrize(("code", "industry"), list(product(SPACED, Industry)))
def test_no_reply_says_the_same_four_words_twice(code: str, industry: Industry) -> None:
    language = templates.load(code)
    for intent, missing in product(Intent, ((), MISSING)):
        for chosen in shipped(language, intent, industry) if intent in language.templates else ():
            body = filling.fill(chosen, language, knowing(intent, code, missing), BARE).body
            words = re.findall(r"\w+", body.casefold())
            runs = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
            assert [run for run, times in runs.items() if times > 1] == [], chosen


def test_who_names_a_day_for_a_visit_is_not_asked_for_one() -> None:
    named = reply(
        Intent.DEMO_REQUEST, "Can we see the flat on Saturday morning?", Industry.REAL_ESTATE
    )
    assert "I have noted when you would like to come." in named
    assert "on which days" not in named
    open_one = reply(Intent.DEMO_REQUEST, "Can we come and see the flat?", Industry.REAL_ESTATE)
    assert "on which days" in open_one


def test_who_is_in_need_is_not_asked_by_when_it_should_be_finished() -> None:
    asks = "Our boiler packed in last night."
    pressing = reply(Intent.GENERAL_INQUIRY, asks, Industry.HOME_SERVICES, urgency=Urgency.NOW)
    assert "I can see that it is pressing." in pressing
    assert "finished" not in pressing


def test_who_sells_is_not_asked_whether_they_will_live_in_it() -> None:
    asked = reply(Intent.PRICING_INQUIRY, "What is my mother's flat worth?", Industry.REAL_ESTATE)
    assert "buy, rent, sell or let" in asked


@pytest.mark.parametrize("industry", list(Industry))
def test_no_decision_is_thanked_for_that_nobody_took(industry: Industry) -> None:
    said = reply(Intent.PURCHASE_INTENT, "We need five vans, please make an offer.", industry)
    assert not re.search(r"you have decided|your decision|your order|choosing|deciding", said)
