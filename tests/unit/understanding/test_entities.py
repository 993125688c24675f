"""Hand-labelled sentences: budgets, deadlines, head counts and phone numbers, read on 21 November 2026."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from leadwright.domain.reading import Intent
from leadwright.features.understanding.entities.budget import find_budget
from leadwright.features.understanding.entities.headcount import find_team_size
from leadwright.features.understanding.entities.phone import find_phone, regions
from leadwright.features.understanding.entities.timeline import find_timeline
from leadwright.features.understanding.reader import MessageIn, entities_of

SENTENCES = Path(__file__).parents[3] / "evals/understanding/entities.jsonl"
IN_MESSAGES = SENTENCES.with_name("entities_in_messages.jsonl")
IN_SHORT_ONES = SENTENCES.with_name("entities_blind.jsonl")
WITH_HOURS = SENTENCES.with_name("entities_hours.jsonl")
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


@pytest.mark.parametrize(
    ("labelled_in", "may_miss", "may_invent"), [(IN_MESSAGES, 10, 4), (IN_SHORT_ONES, 6, 3)]
)
def test_whole_messages_give_up_nearly_all_they_name_and_nothing_they_do_not(
    labelled_in: Path, may_miss: int, may_invent: int
) -> None:
    missed: list[str] = []
    invented: list[str] = []
    for row in map(json.loads, labelled_in.read_text("utf-8").splitlines()):
        message = MessageIn(message=row["message"], email=row["email"])
        intent = Intent(row.get("intent", Intent.PRICING_INQUIRY))
        found = entities_of(message, intent, row["language"], date(2026, 11, 22))
        read = found.model_dump(mode="json")
        for name, wanted in row["entities"].items():
            if read[name] != wanted:
                (missed if wanted else invented).append(f"{row['id']} {name}: {read[name]}")
    assert len(missed) <= may_miss, missed
    assert len(invented) <= may_invent, invented


@pytest.mark.parametrize(
    "counted",
    [
        "We send up to 10k emails a month.",
        "Wir verarbeiten bis zu 5.000 Belege im Monat.",
        "Hasta 3000 pedidos al mes, ¿se puede?",
        "Is the limit of 500 euros per transaction adjustable?",
        "Our customers spend up to 300 euros a night.",
        "We have 2,000 euros outstanding with you.",
        "We could only afford the 49 dollar plan.",
        "My salary budget for a baker is 28k.",
    ],
)
def test_what_is_counted_owed_or_priced_is_no_budget(counted: str) -> None:
    assert find_budget(counted) is None


@pytest.mark.parametrize(
    ("said", "email", "currency"),
    [
        ("We have $3,000 to spend.", "a@b.example", "USD"),
        ("We have $3,000 to spend.", "a@shop.com.au", "AUD"),
        ("Our Toronto office has a budget of 3,000 dollars.", None, "CAD"),
        ("El presupuesto es de 200 mil pesos.", "a@taller.mx", "MXN"),
        ("El presupuesto es de 200 mil pesos.", None, None),
        ("I was quoted 850 pounds but I only have 600 to spend.", None, "GBP"),
    ],
)
def test_shared_signs_of_money_mean_the_sender_s_country(
    said: str, email: str | None, currency: str | None
) -> None:
    found = find_budget(said, email)
    assert found is not None
    assert found.currency == currency


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param(sentence, id=sentence["message"])
        for sentence in map(json.loads, WITH_HOURS.read_text("utf-8").splitlines())
        if not sentence.get("gap")
    ],
)
def test_hours_feasts_and_sums_in_one_word_are_read(sentence: dict[str, Any]) -> None:
    text, today = sentence["message"], date(2026, 11, 23)
    if "timeline" in sentence:
        due = find_timeline(text, today)
        days = [d.isoformat() if d else None for d in (due.first, due.last)] if due else []
        assert ([due.verbatim, *days] if due else None) == sentence["timeline"]
    if "budget" in sentence:
        money = find_budget(text)
        told = [money.amount, money.amount_min, money.currency, money.period] if money else None
        assert told == sentence["budget"]
    if "team_size" in sentence:
        assert find_team_size(text) == sentence["team_size"]
    if "phone" in sentence:
        tried = regions(None, sentence["language"], text)
        assert find_phone(None, text, tried) == sentence["phone"]
