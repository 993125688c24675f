"""The bands of CONTRACTS section 1."""

import pytest

from leadwright.domain.reading import Budget, Entities, Intent, QualityBand
from leadwright.features.understanding.quality import (
    Signals,
    find_signals,
    has_own_domain,
    quality_band,
)

NOTHING = Signals(
    named_business=False,
    concrete_need=False,
    size=False,
    deadline=False,
    budget=False,
    authority=False,
)


def signals(letters: str) -> Signals:
    return Signals(*(letter in letters for letter in "ABCDEF"))


@pytest.mark.parametrize(
    ("intent", "letters", "band"),
    [
        (Intent.DEMO_REQUEST, "ABCD", QualityBand.HIGH),
        (Intent.DEMO_REQUEST, "ACDE", QualityBand.MEDIUM),
        (Intent.DEMO_REQUEST, "ABC", QualityBand.MEDIUM),
        (Intent.PRICING_INQUIRY, "BC", QualityBand.MEDIUM),
        (Intent.PRICING_INQUIRY, "C", QualityBand.LOW),
        (Intent.PURCHASE_INTENT, "AB", QualityBand.HIGH),
        (Intent.PURCHASE_INTENT, "BC", QualityBand.MEDIUM),
        (Intent.PRODUCT_QUESTION, "", QualityBand.LOW),
        (Intent.JOB_SEEKER, "ABCDEF", QualityBand.LOW),
        (Intent.SPAM, "ABCDEF", QualityBand.LOW),
        (Intent.SOLICITATION, "ABCDEF", QualityBand.LOW),
    ],
)
def test_bands_follow_the_signals(intent: Intent, letters: str, band: QualityBand) -> None:
    assert quality_band(intent, signals(letters), "") is band


@pytest.mark.parametrize(
    ("letters", "text", "band"),
    [
        ("A", "We want to resell it; the first deal is signed in June.", QualityBand.MEDIUM),
        ("AD", "We want to resell it; the first deal is signed in June.", QualityBand.HIGH),
        ("", "We want to resell it.", QualityBand.LOW),
        ("A", "Let us talk about synergies.", QualityBand.LOW),
    ],
)
def test_partnerships_need_a_firm_something_concrete_and_a_date(
    letters: str, text: str, band: QualityBand
) -> None:
    assert quality_band(Intent.PARTNERSHIP, signals(letters), text) is band


def test_support_is_medium_only_when_the_customer_also_expands() -> None:
    grows = "The sync is down. We would also like to add ten users."
    assert quality_band(Intent.SUPPORT_QUESTION, NOTHING, grows) is QualityBand.MEDIUM
    assert quality_band(Intent.SUPPORT_QUESTION, NOTHING, "It is down.") is QualityBand.LOW


def test_a_general_message_is_medium_only_from_a_named_firm_that_talks_business() -> None:
    text = "We would like to talk about possible business."
    assert quality_band(Intent.GENERAL_INQUIRY, signals("A"), text) is QualityBand.MEDIUM
    assert quality_band(Intent.GENERAL_INQUIRY, NOTHING, text) is QualityBand.LOW


def test_signals_are_read_from_text_entities_and_sender() -> None:
    text = "As owner I need a planner for our workshop, twelve people use it."
    entities = Entities(budget=Budget(amount=5000), timeline="by May", team_size=12)
    found = find_signals(text, entities, company=None, email="jo@workshop.example")
    assert found == signals("ABCDEF")


def test_a_mail_providers_address_names_no_business() -> None:
    assert not has_own_domain("someone@gmail.com")
    assert has_own_domain("someone@works.example")
    assert not has_own_domain(None)
