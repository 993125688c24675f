"""What single cells become: addresses, numbers, dates, names, countries, interests."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from leadwright.features.imports.cleaning.countries import code_of
from leadwright.features.imports.cleaning.dates import DateColumn
from leadwright.features.imports.cleaning.emails import read_email
from leadwright.features.imports.cleaning.names import cased, problem_of, split
from leadwright.features.imports.cleaning.phones import read_phone
from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.imports.cleaning.tags import read_tags
from leadwright.features.imports.cleaning.text import tidy

EMAILS = [
    ("anna@acme.example", "anna@acme.example", None),
    ("  Anna.Weber@ACME.example ", "anna.weber@acme.example", None),
    ("mailto:anna@acme.example", "anna@acme.example", None),
    ("Anna Weber <anna@acme.example>", "anna@acme.example", None),
    ("<anna@acme.example>;", "anna@acme.example", None),
    ("anna@acme.example.", "anna@acme.example", None),
    ("E-Mail: anna@acme.example", "anna@acme.example", None),
    ("anna @ acme.example", "anna@acme.example", None),
    ("anna@acme. example", "anna@acme.example", None),
    ("anna\u200b@acme.example\u00a0", "anna@acme.example", None),
    ("ａｎｎａ＠acme.example", "anna@acme.example", None),
    ("anna@münchen.example", "anna@münchen.example", None),
    ("o'brien@acme.example", "o'brien@acme.example", None),
    ("a.weber@acme.example; anna@home.example", "a.weber@acme.example", None),
    ("anna (at) acme.example", "anna@acme.example", "obfuscated"),
    ("anna[at]acme[dot]example", "anna@acme.example", "obfuscated"),
    ("anna at acme dot example", "anna@acme.example", "obfuscated"),
    ("anna (ät) acme (punkt) example", "anna@acme.example", "obfuscated"),
    ("an***@acme.example", None, "obfuscated"),
    ("anna.NOSPAM@@acme.example", None, "obfuscated"),
    ("anna@@acme.example", None, "malformed"),
    ("anna@acme", None, "malformed"),
    ("anna@acme,example", None, "malformed"),
    ("anna@.example", None, "malformed"),
    ("@acme.example", None, "malformed"),
    ("anna@", None, "malformed"),
    ("anna.acme.com", None, "malformed"),
    ("anna weber@acme.example", None, "malformed"),
    ("ask at booth", None, "not_an_email"),
    ("+49 30 901820", None, "not_an_email"),
    ("n/a", None, "placeholder"),
    ("none", None, "placeholder"),
    ("-", None, "placeholder"),
    ("noemail@noemail.com", None, "placeholder"),
    ("asdf@asdf.com", None, "placeholder"),
    ("x@x.x", None, "placeholder"),
    ("example@example.com", None, "placeholder"),
    ("test@test.com", None, "test_record"),
    ("test@acme.example", None, "test_record"),
    ("tessa.tester@acme.example", "tessa.tester@acme.example", None),
    ("a" * 65 + "@acme.example", None, "too_long"),
    ("", None, "missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "reason"), EMAILS)
def test_an_address_is_read_or_the_reason_is_told(
    text: str, value: str | None, reason: str | None
) -> None:
    address = read_email(text)
    assert (address.value, address.reason) == (value, reason)


PHONES = [
    ("+49 30 901820", None, "+4930901820", None),
    ("0049 (0)30 901820", None, "+4930901820", None),
    ("+49 (0) 30 / 9018-20", None, "+4930901820", None),
    ("030 901820", "DE", "+4930901820", None),
    ("30901820", "DE", "+4930901820", None),
    ("015112345678", "DE", "+4915112345678", None),
    ("15112345678", "DE", "+4915112345678", None),
    ("4915112345678", "DE", "+4915112345678", None),
    ("4915112345678", None, "+4915112345678", None),
    ("020 7946 0958", "GB", "+442079460958", None),
    ("(415) 555-0132", "US", "+14155550132", None),
    ("1-415-555-0132", "US", "+14155550132", None),
    ("011 49 30 901820", "US", "+4930901820", None),
    ("011-231-4567", "JP", "+81112314567", None),
    ("011 6982123", "IT", "+390116982123", None),
    ("801-555-7712x4563;801-555-9999", "US", "+18015557712", None),
    ("06 12 34 56 78", "FR", "+33612345678", None),
    ("03-1234-5678", "JP", "+81312345678", None),
    ("０３-１２３４-５６７８", "JP", "+81312345678", None),
    ("+39 06 6982 1234", None, "+390669821234", None),
    ("Tel.: +48 22 123 45 67", None, "+48221234567", None),
    ("+1 415 555 0132 ext. 12", None, "+14155550132", None),
    ("+49 30 901820 / +49 170 1234567", None, "+4930901820", None),
    ("4.915112345678E+12", None, "+4915112345678", None),
    ("030 901820", None, "030901820", "unclear"),
    ("4.91512E+12", "DE", None, "lossy_scientific"),
    ("4,91512E+12", "DE", None, "lossy_scientific"),
    ("call me", "DE", None, "not_a_phone"),
    ("anna@acme.example", "DE", None, "not_a_phone"),
    ("123", "DE", None, "too_short"),
    ("+49 30 901820 901820 901820", "DE", None, "too_long"),
    ("0000000000", "DE", None, "placeholder"),
    ("1234567890", "DE", None, "placeholder"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "region", "value", "reason"), PHONES)
def test_a_number_is_read_with_its_country(
    text: str, region: str | None, value: str | None, reason: str | None
) -> None:
    number = read_phone(text, region)
    assert (number.value, number.reason) == (value, reason)


DATES: list[tuple[Any, str | None, str | None]] = [
    (date(2026, 3, 14), "2026-03-14", None),
    (datetime(2026, 3, 14, 9, 30), "2026-03-14T09:30:00", None),  # noqa: DTZ001
    ("2026-03-14", "2026-03-14", None),
    ("2026-03-14T09:30:00Z", "2026-03-14T09:30:00", None),
    ("2026-03-14T09:30:00.123+01:00", "2026-03-14T09:30:00", None),
    ("2026-03-14 09:30", "2026-03-14T09:30:00", None),
    ("2026/3/4", "2026-03-04", None),
    ("14.03.2026", "2026-03-14", None),
    ("14.3.26", "2026-03-14", None),
    ("04.03.2026 14:05", "2026-03-04T14:05:00", None),
    ("14.03.2026 um 9.30 Uhr", "2026-03-14T09:30:00", None),
    ("14/03/2026", "2026-03-14", None),
    ("03/14/2026 2:05 PM", "2026-03-14T14:05:00", None),
    ("3/14/26, 12:05 AM", "2026-03-14T00:05:00", None),
    ("03/04/2026", None, "ambiguous_date"),
    ("14 March 2026", "2026-03-14", None),
    ("March 14, 2026", "2026-03-14", None),
    ("Mar 14th 2026 at 2:05pm", "2026-03-14T14:05:00", None),
    ("Saturday, 14 March 2026", "2026-03-14", None),
    ("Sat Mar 14 2026 09:30:00 GMT+0100 (CET)", "2026-03-14T09:30:00", None),
    ("14-Mar-26", "2026-03-14", None),
    ("14. März 2026", "2026-03-14", None),
    ("Samstag, 14. März 2026, 9:30 Uhr", "2026-03-14T09:30:00", None),
    ("14 mars 2026 à 09h30", "2026-03-14T09:30:00", None),
    ("1er avril 2026", "2026-04-01", None),
    ("14 de marzo de 2026", "2026-03-14", None),
    ("14 marzo 2026", "2026-03-14", None),
    ("14 de março de 2026", "2026-03-14", None),
    ("14 maart 2026", "2026-03-14", None),
    ("14 marca 2026", "2026-03-14", None),
    ("2026年3月14日", "2026-03-14", None),
    ("2026年3月14日 15時30分", "2026-03-14T15:30:00", None),
    ("2026年3月14日(土) 午後3:05", "2026-03-14T15:05:00", None),
    ("令和8年3月14日", "2026-03-14", None),
    ("R8.3.14", "2026-03-14", None),
    ("20260314", "2026-03-14", None),
    (20260314, "2026-03-14", None),
    ("20260314T093000", "2026-03-14T09:30:00", None),
    (46095, "2026-03-14", None),
    (46095.395833333336, "2026-03-14T09:30:00", None),
    ("46095", "2026-03-14", None),
    (1773480600, "2026-03-14T09:30:00", None),
    (1773480600000, "2026-03-14T09:30:00", None),
    ("29.02.2024", "2024-02-29", None),
    ("29.02.2026", None, "impossible_date"),
    ("31/04/2026", None, "impossible_date"),
    ("2026-13-45", None, "impossible_date"),
    ("00.00.0000", None, "impossible_date"),
    ("0000-00-00", None, "impossible_date"),
    ("14.03.9999", None, "impossible_date"),
    ("yesterday", None, "malformed"),
    ("n/a", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value", "reason"), DATES)
def test_a_moment_is_read_as_the_sheet_shows_it(
    cell: Any, value: str | None, reason: str | None
) -> None:
    when = DateColumn([cell], None, date_1904=False).read(cell)
    assert (when.value, when.reason) == (value, reason)


def test_the_column_settles_whether_day_or_month_comes_first() -> None:
    assert _column("03/04/2026", "25/04/2026") == "2026-04-03"
    assert _column("03/04/2026", "04/25/2026") == "2026-03-04"
    assert _column("03/04/2026", "03/05/2026", "03/06/2026") == "2026-03-04"
    assert _column("04/03/2026", "05/03/2026", "06/03/2026") == "2026-03-04"
    assert _column("03/04/2026", "13/04/2026", "04/13/2026") is None


def _column(*cells: str) -> str | None:
    return DateColumn(cells, None, date_1904=False).read(cells[0]).value


@pytest.mark.parametrize(
    "clock",
    ["9:30", "09:30:00", "9.30 Uhr", "9h30", time(9, 30), timedelta(hours=9.5), 0.3958333333, 930],
)
def test_a_time_of_its_own_column_joins_the_date(clock: Any) -> None:
    column = DateColumn(["14.03.2026"], None, date_1904=False)
    assert column.read("14.03.2026", clock).value == "2026-03-14T09:30:00"


NAMES = [
    ("Anna Weber", "Anna", "Weber"),
    ("Weber, Anna", "Anna", "Weber"),
    ("WEBER Anna", "Anna", "Weber"),
    ("Dr. Anna Weber", "Anna", "Weber"),
    ("Herr Prof. Dr. Karl von der Heide", "Karl", "von der Heide"),
    ("Mr. John Smith Jr.", "John", "Smith"),
    ("Frau Dipl.-Ing. Eva Maria Koch", "Eva Maria", "Koch"),
    ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
    ("de Vries, Jan", "Jan", "de Vries"),
    ("Jean-Luc O'Brien", "Jean-Luc", "O'Brien"),
    ("ANNA WEBER", "Anna", "Weber"),
    ("anna weber", "Anna", "Weber"),
    ("M. Dupont Jean", "Dupont", "Jean"),
    ("J. Smith", "J.", "Smith"),
    ("山田　太郎", "太郎", "山田"),
    ("山田太郎", "太郎", "山田"),
    ("佐藤 花子 様", "花子", "佐藤"),
    ("Anna", None, None),
    ("Anna Weber (CEO)", "Anna", "Weber"),
]


@pytest.mark.parametrize(("text", "first", "last"), NAMES)
def test_a_whole_name_is_split(text: str, first: str | None, last: str | None) -> None:
    name = split(text)
    assert (name.first, name.last) == (first, last)


def test_spanish_names_have_two_surnames_and_some_lists_the_last_name_first() -> None:
    assert split("Ana García López", two_surnames=True).last == "García López"
    assert split("María José García López", two_surnames=True).first == "María José"
    turned = split("Kowalski Jan", last_first=True)
    assert (turned.first, turned.last, turned.full) == ("Jan", "Kowalski", "Jan Kowalski")


def test_shouted_names_are_lowered_and_mixed_ones_are_left() -> None:
    assert cased("MCDONALD") == "McDonald"
    assert cased("JEAN-PAUL") == "Jean-Paul"
    assert cased("DeVito") == "DeVito"
    assert cased("VAN DEN BERG") == "Van den Berg"


PRODUCTS = [
    ("A1", ("A1",), None),
    ("a1", ("A1",), None),
    ("A-1", ("A1",), None),
    ("A 1", ("A1",), None),
    ("Product A1", ("A1",), None),
    ("A1 (Enterprise)", ("A1",), None),
    ("A1, A2", ("A1", "A2"), None),
    ("A1/A2", ("A1", "A2"), None),
    ("A2 und A1", ("A2", "A1"), None),
    ("A1 & A2", ("A1", "A2"), None),
    ("A1\nA2", ("A1", "A2"), None),
    ("A1、A2", ("A1", "A2"), None),
    ("['A1', 'A2']", ("A1", "A2"), None),
    ("A1;A1", ("A1",), None),
    ("both", ("A1", "A2"), None),
    ("beide", ("A1", "A2"), None),
    ("", (), None),
    ("n/a", (), None),
    ("none", (), None),
    ("keine", (), None),
    ("B7", ("B7",), "unknown_product"),
    ("A1, B7", ("A1", "B7"), "unknown_product"),
    ("A11", ("A11",), "unknown_product"),
    ("A1 or A2?", ("A1", "A2"), "unclear"),
    ("not A2", ("A2",), "unclear"),
    ("?", (), "unclear"),
]


@pytest.mark.parametrize(("text", "values", "reason"), PRODUCTS)
def test_interests_are_found_in_a_cell(
    text: str, values: tuple[str, ...], reason: str | None
) -> None:
    read = Catalogue(["A1", "A2"]).read(text)
    assert (read.values, read.reason) == (values, reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Test Test", "test_record"),
        ("Test User", "test_record"),
        ("TEST", "test_record"),
        ("テスト 太郎", "test_record"),
        ("Mickey Mouse", "placeholder_name"),
        ("John Doe", "placeholder_name"),
        ("Max Mustermann", "placeholder_name"),
        ("N.N.", "placeholder_name"),
        ("Visitor 12", "placeholder_name"),
        ("asdf asdf", "placeholder_name"),
        ("Tessa Tester", None),
        ("Max Weber", None),
        ("Grace Guest", None),
    ],
)
def test_nobody_is_called_that(text: str, reason: str | None) -> None:
    assert problem_of(text) == reason


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("Niemcy", "DE"),
        ("ドイツ", "DE"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("U.S.A.", "US"),
        ("United States", "US"),
        ("España", "ES"),
        ("Polska", "PL"),
        ("日本", "JP"),
        ("Germany (DE)", "DE"),
        ("Schweiz", "CH"),
        ("D", "DE"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_known_in_many_languages(text: str, code: str | None) -> None:
    assert code_of(text) == code


def test_text_is_tidied_and_labels_are_taken_apart() -> None:
    assert tidy(" MÃ¼ller\u00a0 &  Söhne\u200b ") == "Müller & Söhne"
    assert read_tags("vip; Hot lead,#2026") == ["vip", "Hot lead", "2026"]
