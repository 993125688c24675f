"""One table of number words reads them for the enquiry and for the reply alike."""

from datetime import date

import pytest

from leadwright.domain import number_words
from leadwright.features.understanding.entities.headcount import find_team_size
from leadwright.features.understanding.entities.timeline import find_timeline


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("forty-five", 45),
        ("twenty-one", 21),
        ("quatre-vingt-dix-sept", 97),
        ("siebenundsechzig", 67),
        ("vijfendertig", 35),
        ("ventotto", 28),
        ("trzydziestu", 30),
        ("百五十", 150),
        ("twenty-blue", None),
    ],
)
def test_a_word_has_one_value_in_whichever_language(word: str, value: int | None) -> None:
    assert number_words.value(word) == value


@pytest.mark.parametrize(
    ("message", "people"),
    [
        ("Wir sind siebenundsechzig Mitarbeiter", 67),
        ("Wij hebben vijfendertig medewerkers", 35),
        ("Siamo ventotto dipendenti", 28),
        ("Nous sommes quatre-vingt-deux salariés", 82),
        ("Mamy trzydziestu pracowników", 30),
        ("A tool for sixty users", 60),
        ("従業員は十二名です", 12),
    ],
)
def test_a_team_may_be_counted_in_words(message: str, people: int) -> None:
    assert find_team_size(message) == people


def test_a_deadline_in_words_of_two_parts_is_not_a_day() -> None:
    found = find_timeline("We need to decide within twenty-one days.", date(2026, 11, 22))
    assert found is not None
    assert found.last == date(2026, 12, 13)
