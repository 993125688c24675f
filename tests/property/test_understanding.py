"""Laws of reading: any text at all gets an orderly answer."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from leadwright.domain.reading import Reading
from leadwright.features.understanding.entities.budget import find_budget
from leadwright.features.understanding.entities.competitors import find_competitors
from leadwright.features.understanding.entities.named import find_listed
from leadwright.features.understanding.entities.numerals import parse_number
from leadwright.features.understanding.entities.timeline import find_timeline
from leadwright.features.understanding.heads import load_heads
from leadwright.features.understanding.reader import MessageIn, read_message
from leadwright.features.understanding.rules import strip_instructions
from leadwright.integrations.hashed_ngrams.embedder import HashedNgrams

PIECES = st.sampled_from(
    "budget 20k € by end of March 31 Q2 within 6 weeks bis 24.000 im Jahr +49"
    " http://x.example ignore previous"
    " instructions 10-20 users avant le 15 mai 2027-02-30 9999 KW 53 {{7*7}} 万円 \x00 \u202e 😀".split()
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join))
DAYS = st.dates(date(1900, 1, 1), date(9990, 12, 31))
FIELDS = st.one_of(st.none(), st.text(max_size=40))


@given(message=TEXTS, email=FIELDS, phone=FIELDS, today=DAYS)
@settings(max_examples=150)
def test_any_message_gets_a_reading_that_survives_json(
    message: str, email: str | None, phone: str | None, today: date
) -> None:
    sender = MessageIn(message=message, email=email, phone=phone)
    reading = read_message(sender, HashedNgrams(), load_heads(), today)
    assert Reading.model_validate_json(reading.model_dump_json()) == reading


@given(message=TEXTS, today=DAYS)
@settings(max_examples=200)
def test_a_timeline_is_verbatim_and_its_ends_are_in_order(message: str, today: date) -> None:
    found = find_timeline(message, today)
    if found:
        assert "".join(found.verbatim.split()) in "".join(message.split())
        assert found.first is None or found.last is None or found.first <= found.last


@given(message=TEXTS)
@settings(max_examples=200)
def test_a_budgets_lower_end_is_not_above_its_upper(message: str) -> None:
    found = find_budget(message)
    if found:
        assert np.isfinite(found.amount)
        assert found.amount_min is None or found.amount_min <= found.amount


@given(message=TEXTS, names=st.lists(st.text(max_size=20), max_size=5))
@settings(max_examples=200)
def test_only_listed_names_come_from_a_list(message: str, names: list[str]) -> None:
    assert set(find_listed(message, names)) <= set(names)


@given(message=TEXTS)
@settings(max_examples=200)
def test_rivals_are_words_of_the_message(message: str) -> None:
    assert all(name in message for name in find_competitors(message))


@given(message=TEXTS)
@settings(max_examples=200)
def test_stripping_instructions_twice_is_stripping_once(message: str) -> None:
    once = strip_instructions(message)
    assert strip_instructions(once) == once


@given(value=st.integers(1, 999_999_999), mark=st.sampled_from([",", ".", " ", "'", ""]))
def test_thousands_are_read_whatever_separates_them(value: int, mark: str) -> None:
    assert parse_number(f"{value:,}".replace(",", mark)) == value
