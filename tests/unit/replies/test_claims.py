"""Numbers and dates as people write them."""

from decimal import Decimal

import pytest

from leadwright.features.replies.validation import claims, dates


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("35", {"35"}),
        ("24,000", {"24000", "24"}),
        ("24.000", {"24000", "24"}),
        ("24 000", {"24000"}),
        ("24'000.50", {"24000.5"}),
        ("1.234.567", {"1234567"}),
        ("1.234,56", {"1234.56"}),
        ("1,234.56", {"1234.56"}),
        ("3,5", {"3.5"}),
        ("20k", {"20000", "20"}),
        ("2 Mio", {"2000000", "2"}),
        ("1.5 million", {"1500000", "1.5"}),
        ("31.01.2027", {"31", "1", "2027"}),
        ("2027-01-31", {"31", "1", "2027"}),
        ("14:00", {"14"}),
        ("14:30", {"14", "30"}),
        ("٣٥", {"35"}),
        ("none", set()),
    ],
)
def test_a_number_is_read_in_every_way_it_may_be_meant(text: str, values: set[str]) -> None:
    assert claims.possible_numbers(text) == {Decimal(value) for value in values}


def test_a_grouped_number_we_write_means_thousands() -> None:
    assert claims.numbers("24.000") == [("24.000", Decimal(24_000))]


@pytest.mark.parametrize(
    ("text", "language", "concepts"),
    [
        ("May I call in May?", "en", {"month 5"}),
        ("we may march on", "en", set()),
        ("Guten Morgen, bis morgen", "de", {"tomorrow"}),
        ("am Dienstag, nächste Woche", "de", {"day 1", "next week"}),
        ("la semaine prochaine, en août", "fr", {"next week", "month 8"}),
        ("d’août à décembre", "fr", {"month 8", "month 12"}),
        ("el lunes por la mañana", "es", {"day 0"}),
        ("w poniedziałek, 3 stycznia", "pl", {"day 0", "month 1"}),
        ("来週の月曜日", "ja", {"next week", "day 0"}),
    ],
)
def test_times_are_recognised_in_words(text: str, language: str, concepts: set[str]) -> None:
    assert dates.named(text, language) == concepts


def test_a_date_in_one_language_allows_it_in_another() -> None:
    assert dates.named("bis März", "de") <= dates.named_anywhere("antes de marzo, 2027-01-31")
    assert "month 1" in dates.named_anywhere("2027-01-31")
