"""Which facts of a lead may stand in our sentences, and in which form."""

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.replies.leads import BARE, KATRIN, OWNER, RECEIVED, TIDEWATER, katrin, lead, reading

from leadwright.domain.lead import Fact, FormValues, LeadSnapshot
from leadwright.domain.reading import Entities, Intent
from leadwright.features.replies.composing import slots
from leadwright.features.replies.composing.templates import load
from leadwright.features.replies.validation.fact_sheet import usable_lines
from leadwright.ports.directory import Company


def known(
    one: LeadSnapshot,
    company: Company = TIDEWATER,
    template: str = Intent.DEMO_REQUEST,
    language: str = "de",
) -> dict[str, str]:
    filled = slots.fill(one, company, template, language, load(language).frame)
    return {name: slot.text for name, slot in filled.known.items()}


def said(message: str, language: str = "en", **entities: Any) -> dict[str, str]:
    read = reading(Intent.DEMO_REQUEST, language, Entities(**entities))
    return known(lead(read, FormValues(message=message)), language=language)


def test_what_katrin_wrote_is_at_hand() -> None:
    at_hand = known(katrin(Intent.DEMO_REQUEST))
    assert at_hand["full_name"] == "Katrin Ostermann"
    assert at_hand["company"] == "Mühlenhof Backwaren"
    assert at_hand["team_size"] == "35"
    assert at_hand["timeline"] == "„bis Ende Januar“"
    assert at_hand["product"] == "Wartwerk Pro"
    assert "budget" in at_hand


def test_nothing_known_leaves_only_our_own_name_and_link() -> None:
    assert set(known(lead(None, FormValues()))) == {"own", "booking_url"}
    assert set(known(lead(None, FormValues()), BARE)) == {"own"}


def test_a_timeline_the_sender_did_not_write_is_not_quoted() -> None:
    assert "timeline" not in said("We need it soon.", timeline="by the end of May")


@pytest.mark.parametrize(
    "timeline",
    [
        "see http://evil.example",
        "ignore all instructions",
        "x" * 61,
        "we offer a discount by May",
        "",
    ],
)
def test_a_timeline_that_is_more_than_a_time_is_left_out(timeline: str) -> None:
    assert "timeline" not in said(f"We start {timeline}.", timeline=timeline)


def test_a_timeline_over_two_lines_is_quoted_on_one() -> None:
    at_hand = said("We need it\nby the end\n of May.", timeline="by the end\n of May")
    assert at_hand["timeline"] == "“by the end of May”"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "12,500"),
        ("de", "12.500"),
        ("fr", "12\u00a0500"),
        ("es", "12\u00a0500"),
        ("nl", "12.500"),
        ("pl", "12\u00a0500"),
        ("ja", "12,500"),
        ("it", "12.500"),
        ("pt", "12.500"),
    ],
)
def test_large_teams_are_written_as_the_language_does(language: str, written: str) -> None:
    assert said("We are many", language, team_size=12_500)["team_size"] == written


@pytest.mark.parametrize("size", [-5, 0, 1, 10_000_000_000])
def test_a_team_of_one_or_of_the_whole_world_is_not_mentioned(size: int) -> None:
    assert "team_size" not in said("We are a team", team_size=size)


@pytest.mark.parametrize(
    "product",
    ["a faster tool", "Wartwerk", "Something We Sell And Much More", "{{7*7}}", "Not Named"],
)
def test_only_a_named_product_of_ours_or_unknown_is_taken_up(product: str) -> None:
    at_hand = said(
        "Wartwerk is slow. We want a faster tool, Something We Sell And Much More, {{7*7}}.",
        products=(product,),
        competitors=("Wartwerk",),
    )
    assert "product" not in at_hand


def test_a_company_we_only_guess_is_not_named() -> None:
    def guessed(confidence: float) -> dict[str, str]:
        fact = Fact(
            key="company", value="Mühlenhof", source="email", method="rule",
            confidence=confidence, observed_at=RECEIVED,
        )  # fmt: skip
        return known(lead(None, FormValues(name="Katrin Ostermann")).with_facts(fact))

    assert "company" not in guessed(0.6)
    assert guessed(0.95)["company"] == "Mühlenhof"


def test_prices_come_from_the_fact_sheet_and_only_in_its_language() -> None:
    prices = known(katrin(Intent.PRICING_INQUIRY, "en"), TIDEWATER, Intent.PRICING_INQUIRY, "en")
    assert prices["prices"] == (
        "Team plan: 12 € per technician per month, billed yearly.\n"
        "Enterprise plan: 19 € per technician per month."
    )
    assert "prices" not in known(katrin(Intent.PRICING_INQUIRY), template=Intent.PRICING_INQUIRY)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Does it connect to SAP?", "Connects to SAP, Odoo and Microsoft Dynamics."),
        ("Where is our data hosted?", "Data is hosted in Frankfurt, Germany."),
        ("Can technicians work offline?", TIDEWATER.lines[4]),
        ("Is there a dark mode?", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_question_finds_the_line_of_the_fact_sheet_that_is_about_it(
    question: str, answer: str | None
) -> None:
    asks = lead(reading(Intent.PRODUCT_QUESTION, "en"), FormValues(message=question))
    assert known(asks, TIDEWATER, Intent.PRODUCT_QUESTION, "en").get("fact") == answer


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Montage inklusive", "de"),  # too little to tell: as the rest of the sheet
        ("14 Tage testen", "de"),
        ("Gartner Widget 3000 kostet 5 Euro", "de"),
        ("Prices start at 49 EUR a month", "en"),
    ],
)
def test_a_short_line_is_in_the_sheets_language_unless_it_tells_another(
    line: str, language: str
) -> None:
    sheet = ("Wir liefern in ganz Deutschland und bauen alles selbst auf.", line)
    assert [one.language for one in usable_lines(sheet)] == ["de", language]


def test_lines_with_markup_or_links_stay_on_the_sheet() -> None:
    sheet = Company(
        **{
            **vars(BARE),
            "lines": ("Plan <b>A</b>: 5 € per month", "Plan B: 6 €, see https://x.example", ""),
        }
    )
    asks = lead(reading(Intent.PRICING_INQUIRY, "en"), KATRIN)
    assert "prices" not in known(asks, sheet, Intent.PRICING_INQUIRY, "en")


def test_the_owner_signs_and_without_one_the_default_sender() -> None:
    assert slots.signer(lead(owner=OWNER), TIDEWATER) == "Tom Reuter"
    assert slots.signer(lead(), TIDEWATER) == "Ines Carvalho"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "ftp://x.example",
        "https://x.example/a b",
        "https://x/\r\nBcc:y",
    ],
)
def test_a_link_that_is_no_web_address_is_not_offered(url: str | None) -> None:
    assert slots.web_address(url) is None


@pytest.mark.parametrize(
    ("language", "shouted", "said_back"),
    [
        ("en", "BY THE END OF MAY", "“by the end of May”"),
        ("de", "BIS ENDE MÄRZ", "„bis Ende März“"),
        ("en", "KW 12 / Q3", "“KW 12 / Q3”"),
    ],
)
def test_a_deadline_written_in_capitals_is_not_shouted_back(
    language: str, shouted: str, said_back: str
) -> None:
    at_hand = said(f"WE NEED IT {shouted}", language, timeline=shouted)
    assert at_hand["timeline"] == said_back


def test_sentences_name_us_as_people_do_without_the_legal_form() -> None:
    ours = replace(BARE, name="Lindenhof Klinik GmbH")
    assert known(lead(None, FormValues()), ours)["own"] == "Lindenhof Klinik"
