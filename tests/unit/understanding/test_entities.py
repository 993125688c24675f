"""Hand-labelled sentences: budgets, deadlines, head counts and phone numbers, read on 21 November 2026."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from leadwright.domain.reading import Intent
from leadwright.features.understanding.budget import find_budget
from leadwright.features.understanding.headcount import find_team_size
from leadwright.features.understanding.phone import find_phone, regions
from leadwright.features.understanding.reader import MessageIn, entities_of
from leadwright.features.understanding.timeline import find_timeline

SENTENCES = Path(__file__).parents[3] / "evals/understanding/entities.jsonl"
MESSAGES = SENTENCES.with_name("entities_in_messages.jsonl")
TODAY = date(2026, 11, 21)


def labelled(entity: str) -> list[Any]:
    sentences = map(json.loads, SENTENCES.read_text("utf-8").splitlines())
    return [pytest.param(s, id=s["message"]) for s in sentences if entity in s]


@pytest.mark.parametrize("sentence", labelled("budget"))
def test_the_budget_is_what_the_sender_can_spend(sentence: dict[str, Any]) -> None:
    found = find_budget(sentence["message"])
    read = [found.amount, found.amount_min, found.currency, found.period] if found else None
    assert read == sentence["budget"]


@pytest.mark.parametrize("sentence", labelled("timeline"))
def test_the_timeline_is_the_deadline_verbatim_and_resolved(sentence: dict[str, Any]) -> None:
    found = find_timeline(sentence["message"], TODAY)
    days = [d.isoformat() if d else None for d in (found.first, found.last)] if found else []
    assert ([found.verbatim, *days] if found else None) == sentence["timeline"]


@pytest.mark.parametrize("sentence", labelled("team_size"))
def test_the_team_size_counts_users_or_staff_of_the_sender(sentence: dict[str, Any]) -> None:
    assert find_team_size(sentence["message"]) == sentence["team_size"]


@pytest.mark.parametrize("sentence", labelled("phone"))
def test_a_phone_number_in_the_text_becomes_e164(sentence: dict[str, Any]) -> None:
    text = sentence["message"]
    tried = regions(None, sentence.get("language", "und"), text)
    assert find_phone(None, text, tried) == sentence["phone"]


@pytest.mark.parametrize(
    ("given", "email", "language", "expected"),
    [
        ("0561 4402210", None, "de", "+495614402210"),
        ("044 668 18 00", "a@firma.ch", "de", "+41446681800"),
        ("01 42 68 53 00", "x@usine.fr", "en", "+33142685300"),
        ("0049 561 4402210", None, "en", "+495614402210"),
        ("(212) 736-5000", None, "en", "+12127365000"),
        ("020 7946 0018", "me@works.co.uk", "en", "+442079460018"),
        ("call me", None, "en", None),
        ("123", None, "de", None),
    ],
)
def test_the_country_of_the_phone_field_comes_from_number_domain_or_language(
    given: str, email: str | None, language: str, expected: str | None
) -> None:
    assert find_phone(given, "", regions(email, language, "")) == expected


def test_an_address_in_the_text_names_the_country() -> None:
    assert regions(None, "de", "Unser Büro in Wien")[0] == "AT"


def test_a_date_that_does_not_exist_is_no_timeline() -> None:
    assert find_timeline("We need delivery by 31 February.", TODAY) is None


def test_a_month_already_over_means_next_year() -> None:
    found = find_timeline("We want to start in March.", TODAY)
    assert found
    assert found.first == date(2027, 3, 1)


def test_the_present_month_means_this_year() -> None:
    found = find_timeline("Wir wollen im November starten.", TODAY)
    assert found
    assert found.last == date(2026, 11, 30)


def test_whole_messages_give_up_nearly_all_they_name_and_nothing_they_do_not() -> None:
    missed: list[str] = []
    invented: list[str] = []
    for row in map(json.loads, MESSAGES.read_text("utf-8").splitlines()):
        message = MessageIn(message=row["message"], email=row["email"])
        found = entities_of(message, Intent(row["intent"]), row["language"], date(2026, 11, 22))
        read = found.model_dump(mode="json")
        for name, wanted in row["entities"].items():
            if read[name] != wanted:
                (missed if wanted else invented).append(f"{row['id']} {name}: {read[name]}")
    assert len(missed) <= 10, missed
    assert len(invented) <= 4, invented
