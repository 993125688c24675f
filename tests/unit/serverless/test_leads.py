"""From rows to leads: headers, products, totals, ids."""

from uuid import UUID

import pytest
from tests.unit.serverless.xlsx import inline, packed, parts, sheet

from leadwright.serverless import events, headers, identity, leads, routing, settings, workbook
from leadwright.serverless.faults import Misconfigured


def read(*rows: str) -> list[leads.Lead]:
    return list(leads.read(workbook.open_book(packed(parts(sheet(*rows))))))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("E-Mail-Adresse *", "email"), ("Your Email", "email"), ("correo electrónico", "email"),
        ("メールアドレス", "email"), ("PRÉNOM", "first_name"), ("Nazwisko", "last_name"),
        ("customer_name", "full_name"), ("ProductInterest", "product_interest"),
        ("Produit d'intérêt", "product_interest"), ("Interessado em", None), ("Telefoonnummer", "phone"),
        ("anna@acme.example", None), ("Empresa", "company"), ("Scanned at", "captured_at"),
    ],
)  # fmt: skip
def test_headers_are_known_in_their_languages(header: str, field: str | None) -> None:
    assert headers.field_of(header) == field


def test_titles_repeated_headers_and_totals_are_no_leads() -> None:
    header = inline("Name", "Email", "Product")
    found = read(
        inline("Leads of the fair"), header, inline("Meyer, Anna", "a@acme.example", "A1"),
        header, inline("Total", "1"),
    )  # fmt: skip
    assert [(lead.row, lead.values["first_name"], lead.values["last_name"]) for lead in found] == [
        (3, "Anna", "Meyer")
    ]


def test_columns_that_nobody_knows_are_kept_under_their_own_names() -> None:
    (lead,) = read(
        inline("Email", "Shoe", "Shoe", "E-Mail"), inline("a@b.example", "1", "2", "c@d.example")
    )
    assert lead.others == {"Shoe": "1", "Shoe (3)": "2", "email (2)": "c@d.example"}


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("A1", ("A1",)), ("A1, A2", ("A1", "A2")), ("A1 und A2\nA1", ("A1", "A2")),
        ("n/a", ()), ("-", ()), ("", ()), ("A1 / none", ("A1",)),
    ],
)  # fmt: skip
def test_a_cell_may_name_several_products(cell: str, found: tuple[str, ...]) -> None:
    assert tuple(dict.fromkeys(leads.interests(cell))) == found


def test_problems_are_named_and_the_row_is_kept() -> None:
    lead, hostile = read(
        inline("Email", "Phone", "Product"),
        inline("anna(at)acme", "12", "A1"),
        inline("a@b.example&#13;&#10;Bcc: x@y.example", "", "=cmd|'/c calc'!A0"),
    )
    assert lead.problems == [("email", "not_an_email"), ("phone", "not_a_phone")]
    assert ("email", "not_an_email") in hostile.problems
    assert hostile.interests


def test_a_lead_goes_to_each_team_once_and_unknown_products_to_review_too() -> None:
    routes = settings.from_environment({"Q1_PRODUCTS": "A1,A3"}).routes
    lead = leads.Lead("s", 2, {"email": "a@b.example"}, ("A-1", "a3", "A2", "Z9"))
    found = routing.destinations(lead, routing.table_of(routes), "review")
    assert [(to.table, to.team, to.products) for to in found] == [
        ("q1customer", "Enterprise", ("A-1", "a3")),
        ("q2customer", "Startup", ("A2",)),
        ("review", "", ("Z9",)),
    ]


def test_ids_are_v4_and_depend_on_seed_and_words_alone() -> None:
    seed = identity.new_seed()
    one, same = leads.Lead("a", 2, {"email": "x"}), leads.Lead("b", 9, {"email": "x"})
    first = identity.customer_id(seed, one.content())
    assert first == identity.customer_id(seed, same.content())
    assert first != identity.customer_id(identity.new_seed(), one.content())
    assert first != identity.customer_id(seed, leads.Lead("a", 2, {"email": "y"}).content())
    assert UUID(first).version == 4


def dropped(key: str, event: str = "ObjectCreated:Put") -> events.Dropped:
    return events.read(
        {"eventName": event, "s3": {"bucket": {"name": "b"}, "object": {"key": key}}}
    )


def test_keys_are_decoded_and_matched_by_pattern() -> None:
    item = dropped("f%C3%BCr+uns/2026/Customer.xlsx")
    assert item.key == "für uns/2026/Customer.xlsx"
    assert events.why_ignored(item, ("customer.xlsx",)) is None
    assert events.why_ignored(item, ("für uns/*/cust*.xlsx",)) is None
    assert "does not match" in str(events.why_ignored(item, ("other/*.xlsx",)))
    assert "folder" in str(events.why_ignored(dropped("a/"), ("*",)))
    assert "creates no file" in str(
        events.why_ignored(dropped("customer.xlsx", "ObjectRemoved:Delete"), ("*",))
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BATCH_SIZE", "26"), ("BATCH_SIZE", "x"), ("LOG_LEVEL", "loud"), ("MAX_FILE_MB", "0"),
        ("FORWARD_URL", "http://leads.example"), ("FORWARD_URL", "file:///etc/passwd"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        settings.from_environment({name: value})
