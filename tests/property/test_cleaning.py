"""Each short way through a spreadsheet's cells gives what the long way gives."""

import json
import re

from email_validator import validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from leadwright.domain import mailbox
from leadwright.features.imports.cleaning import names, phones
from leadwright.features.imports.cleaning.dates import DateColumn
from leadwright.features.imports.cleaning.emails import read_email
from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.imports.compact_json import compact
from leadwright.features.imports.mapping.plan import make_plan
from leadwright.features.imports.reading.sheet import Cell
from leadwright.features.imports.row_values import Cleaner
from leadwright.features.leads.matching import phone_key
from leadwright.features.routing.interests import asked_for

LABEL = st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8})?\Z")
LOCAL = st.from_regex(r"\A[A-Za-z0-9_%+][A-Za-z0-9_%+'-]{0,8}(\.[A-Za-z0-9_%+'-]{1,6})?\Z")
NUMBER = st.from_regex(r"\A\+[1-9][\d .()/-]{8,16}\Z") | st.from_regex(
    r"\A\+1 ?\(?[2-9]\d\d\)?[ .-]?\d{3}[ .-]?\d{4,6}\Z"
)
WORD = st.sampled_from(
    """Test test tester Max Herr mr Mickey Mouse john_doe John Doe Ada Lovelace A aa Aaa x 12 - . É
    Badge #12 guest Dr. von Anna Nguyễn テスト 山田 first_name last_name vorname nachname""".split()
)
CELL: st.SearchStrategy[Cell] = st.sampled_from([
    None, "", " ", "-", "n/a", "Ada", "ADA", "Ada Lovelace", "Test", "ada@acme.example", "Acme GmbH", "=A1",
    "+49 30 123456", "030 123456", "DE", "Germany", "A1", "A1;Z9", "x", "03/04/2026", "14.03.2026", "10:30",
    "a;b", "ada@acme.example, bob@acme.example", "Z" * 250, 1, 1.0, True, 0, 49301234567, 46_000.5,
])  # fmt: skip
HEADS = dict(enumerate(
    ["First name", "Last name", "E-mail", "Phone", "Mobile", "Company", "Country", "Product interest", "Date",
     "Time", "Notes", "Comments", "Tags", "Full name", "Shoe size"]
))  # fmt: skip
FEW = settings(max_examples=40)


@FEW
@given(LOCAL, LABEL, st.sampled_from(["com", "de", "co.uk", "museum"]))
def test_an_address_taken_at_sight_is_one_that_the_validator_leaves_as_it_is(
    local: str, domain: str, ending: str
) -> None:
    told = read_email(f"{local}@{domain}.{ending}")
    if told.value:
        checked = validate_email(f"{local}@{domain}.{ending}", check_deliverability=False)
        assert told.value == checked.normalized.lower()


@FEW
@given(NUMBER)
def test_a_number_read_by_its_digits_is_the_one_the_long_way_finds(text: str) -> None:
    quick = phones.quick(text)
    if quick is not None:
        phones._one.cache_clear()
        assert quick == phones.odd_phone(text, None)


@FEW
@given(NUMBER.filter(lambda text: text.startswith("+1")))
def test_an_american_number_is_read_as_the_library_reads_it(text: str) -> None:
    quick = phones.quick(text)
    if quick is not None and quick.value:
        told = phones._parsed(text, "".join(filter(str.isdecimal, text)), None)
        assert quick == told


@FEW
@given(st.lists(WORD, max_size=4), st.sampled_from([" ", "  ", "_", "\t"]))
def test_a_name_is_nobodys_whichever_way_it_is_asked(words: list[str], between: str) -> None:
    name = between.join(words)
    assert names.problem_of(name) == names.odd_problem_of(name)


@FEW
@given(st.lists(st.lists(CELL, max_size=len(HEADS)), min_size=2, max_size=12))
def test_a_row_means_the_same_after_others_as_alone(rows: list[list[Cell]]) -> None:
    plan = make_plan(HEADS, {n: [] for n in HEADS}, Catalogue(["A1", "A2"]))

    def cleaner() -> Cleaner:
        return Cleaner(plan, Catalogue(["A1", "A2"]), DateColumn((), "dmy", date_1904=False))

    one = cleaner()
    for _ in range(2):
        for cells in rows:
            assert one.clean(cells) == cleaner().clean(cells)
            assert one.vote(cells) == cleaner().vote(cells)


@FEW
@given(
    st.recursive(
        st.none() | st.booleans() | st.text(st.characters(exclude_categories=())) | st.just(0.95),
        lambda few: st.lists(few, max_size=4) | st.dictionaries(st.text(), few, max_size=4),
    )
)
def test_json_of_small_values_is_what_the_standard_library_writes(value: object) -> None:
    assert compact(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@FEW
@given(
    st.lists(
        st.sampled_from(["info", "Sales", "lead", "no", "reply", "de", "x", "2", "٣", "ß"]),
        max_size=4,
    ),
    st.sampled_from(["", ".", "-", "__"]),
)
def test_a_desks_mailbox_is_known_whichever_way_it_is_asked(words: list[str], between: str) -> None:
    local = between.join(words)
    parts = re.split(r"[._\-]+", re.sub(r"\d+", "", local.casefold()).strip("._-"))
    short = all(len(part) <= 3 for part in parts[1:])
    want = "".join(parts) in mailbox.ROLES or (parts[0] in mailbox.ROLES and short)
    assert mailbox.is_role(local) == want


@FEW
@given(st.text("+٣0123456789 -(x", max_size=12))
def test_a_number_is_known_by_its_digits(text: str) -> None:
    digits = re.sub(r"\D", "", text)
    assert phone_key(text) == (digits if len(digits) >= 6 else None)


def test_of_several_fields_for_interests_the_plainest_with_a_text_counts() -> None:
    fields = {"Products": "A2", "Product Interest": " ", "PRODUCT-INTEREST": ["A1", 7, ""]}
    assert asked_for(fields) == ("A2",)  # of two that are spelt alike the first, and it is blank
    assert asked_for({"Products": "A2", "product_interest": None}) == ("A2",)
    assert asked_for({"product_interest": ["A1", 7, ""], "Products": "A2"}) == ("A1",)
