"""Which lines of the fact sheet answer a lead, and that none answers somebody else."""

import pytest

from leadwright.features.replies.validation.fact_sheet import Wanted, prices, relevant, usable_lines

OURS = ("Harbor Planner", "Harbor Crew")
SHEET = usable_lines(
    (
        "Harbor Planner costs 12 EUR per person and month.",
        "Harbor Crew costs 19 EUR per person and month from ten people on.",
        "Every contract has a set-up fee of 90 EUR.",
        "Harbor Planner imports from Excel, SAP and DATEV.",
        "All data is kept in Frankfurt and Dublin.",
        "Single sign-on works with Microsoft Entra ID, Okta and Google.",
        "Harbor Crew runs on iOS and Android and works offline.",
    )
)


def nearest(message: str, *named: str) -> list[str]:
    return [line.text for line in relevant(SHEET, "en", Wanted(message, named, OURS))]


def costs(*named: str) -> list[str]:
    found = prices(SHEET, "en", Wanted("What does it cost for 8 people?", named, OURS))
    return [line.text[:15] for line in found]


@pytest.mark.parametrize(
    ("named", "answered"),
    [
        ((), ["Harbor Planner ", "Harbor Crew cos", "Every contract "]),
        (("Harbor Planner",), ["Harbor Planner "]),
        (("Harbor Crew",), ["Harbor Crew cos"]),
        (("Tide API",), ["Every contract "]),
    ],
)
def test_who_asks_about_one_product_gets_no_price_of_another(
    named: tuple[str, ...], answered: list[str]
) -> None:
    assert costs(*named) == answered


def test_a_products_name_alone_ties_no_line_to_a_question() -> None:
    assert nearest("Does Harbor Crew speak Finnish?", "Harbor Crew") == []


def test_a_name_within_the_question_finds_its_line() -> None:
    asked = "Does Harbor Crew help us? And can we log in with Okta?"
    assert nearest(asked, "Harbor Crew") == [SHEET[5].text]


def test_a_name_outside_the_question_finds_none() -> None:
    assert nearest("We are from Frankfurt. Do you speak Finnish?") == []


def test_a_line_about_another_product_does_not_answer() -> None:
    asked = "Can Harbor Planner be used offline on Android?"
    assert nearest(asked, "Harbor Planner") == []
    assert nearest(asked.replace("Planner", "Crew"), "Harbor Crew") == [SHEET[6].text]
