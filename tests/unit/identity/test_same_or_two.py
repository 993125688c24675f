"""Who is who, case by case: what is one person, what is asked, and who stays apart."""

from typing import Any

import pytest

from leadwright.features.identity.person import Person, read_person
from leadwright.features.identity.rules import judge
from leadwright.features.identity.words import data_lines

ANNA = {
    "first_name": "Anna", "last_name": "Schmidt", "email": "anna.schmidt@wolter-bau.de",
    "phone": "+49 171 2345678", "company": "Wolter Bau GmbH", "city": "Köln", "country": "Germany",
}  # fmt: skip
JOHN = {
    "first_name": "John", "last_name": "Whitcombe", "email": "j.whitcombe@whitcombe-sons.com",
    "phone": "+1 302 555 0142", "company": "Whitcombe & Sons Inc.", "country": "United States",
}  # fmt: skip


def person(record: dict[str, Any], **changes: str) -> Person:
    return read_person(changes.pop("id", "x"), record | changes)


def band(base: dict[str, Any], **changes: str) -> str:
    return judge(person(base, **changes), [person(base, id="base")]).band.value


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (ANNA, {"email": "Anna.Schmidt+messe@WOLTER-BAU.DE", "phone": "", "company": ""}),
        (ANNA, {"phone": "0171/2345678", "company": "WOLTER BAU", "email": ""}),
        (ANNA, {"first_name": "Schmidt", "last_name": "Anna", "email": ""}),
        (ANNA, {"first_name": "Dr. Anna Schmidt", "last_name": "", "phone": ""}),
        (ANNA, {"last_name": "Schmit", "phone": "", "city": ""}),
        (ANNA, {"email": "anna@other-firm.com", "company": "Other Firm AG", "city": "Bonn"}),
        (
            ANNA | {"first_name": "Юлия", "last_name": "Щербакова"},
            {"first_name": "Julia", "last_name": "Shcherbakova"},
        ),
        (ANNA | {"last_name": "García López"}, {"last_name": "Garcia", "phone": ""}),
        (JOHN | {"first_name": "Robert"}, {"first_name": "Bob", "email": ""}),
        (ANNA, {"last_name": "Kramer", "phone": ""}),
        (ANNA | {"first_name": "Min-jun", "last_name": "Kim"}, {"first_name": "Kim", "last_name": "Minjun"}),
        (ANNA | {"first_name": "太郎", "last_name": "田中"}, {"first_name": "Taro", "last_name": "Tanaka"}),
    ],
)  # fmt: skip
def test_one_person_under_another_spelling_is_merged(
    base: dict[str, Any], changes: dict[str, str]
) -> None:
    assert band(base, **changes) == "merge"


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (ANNA, {"last_name": "Kramer", "email": "anna.kramer@wolter-bau.de"}),
        (ANNA, {"first_name": "Jörg", "last_name": "Kramer", "phone": "", "city": ""}),
        (ANNA | {"email": "info@wolter-bau.de"}, {"first_name": "Jörg", "last_name": "Kramer"}),
        (ANNA | {"email": "info@wolter-bau.de"}, {"first_name": "", "last_name": "", "phone": ""}),
        (ANNA, {"first_name": "A.", "email": "", "phone": ""}),
        (JOHN, {"last_name": "Whitcombe Jr."}),
        (JOHN, {"email": "john.whitcombe@whitcombe-sons.com"}),
        (JOHN, {"first_name": "John A."}),
    ],
)  # fmt: skip
def test_what_could_be_either_is_asked(base: dict[str, Any], changes: dict[str, str]) -> None:
    if changes.get("first_name") == "John A.":
        base = base | {"first_name": "John B."}
    assert band(base, **changes) == "review"


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (ANNA, {"first_name": "Jörg", "last_name": "Kramer", "email": "kramer@wolter-bau.de"}),
        (ANNA, {"first_name": "Peter", "email": ""}),
        (JOHN | {"last_name": "Whitcombe Sr."}, {"last_name": "Whitcombe Jr.", "email": ""}),
        (
            ANNA | {"email": "info@wolter-bau.de"},
            {"first_name": "Jörg", "last_name": "Kramer", "phone": ""},
        ),
        (
            JOHN | {"first_name": "Paul", "email": "paul@whitcombe.com"},
            {"first_name": "Pauline", "email": "pauline@whitcombe.com"},
        ),
        (
            JOHN | {"first_name": "Min-ji", "email": "minji.w@whitcombe.com"},
            {"first_name": "Min-jun", "email": "minjun.w@whitcombe.com"},
        ),
        (JOHN, {"first_name": "James", "email": "james.w@whitcombe-sons.com"}),
        (ANNA, {"phone": "", "email": "a@b.com", "company": "Foo AG", "city": "Kiel"}),
        (ANNA, {"first_name": "", "last_name": "", "email": "", "phone": ""}),
    ],
)
def test_two_people_stay_two(base: dict[str, Any], changes: dict[str, str]) -> None:
    assert band(base, **changes) == "new"


def test_a_mailbox_known_to_be_shared_asks_nobody_any_more() -> None:
    shared = ANNA | {"email": "info@wolter-bau.de"}
    known = [person(shared, id="1"), person(shared, id="2", first_name="Jörg", last_name="Kramer")]
    third = person(shared, first_name="Birgit", last_name="Vossen", phone="")
    assert judge(third, known).band.value == "new"


def test_two_equally_likely_people_are_a_question() -> None:
    known = [
        person(JOHN, id="1", email="john1@whitcombe-sons.com", phone="", first_name="John P."),
        person(JOHN, id="2", email="john2@whitcombe-sons.com", phone="", first_name="John K."),
    ]
    verdict = judge(person(JOHN, email="", phone=""), known)
    assert verdict.band.value == "review"
    assert verdict.best is not None
    assert {verdict.best.comparison.other.id, *(p.comparison.other.id for p in verdict.others)} == {
        "1",
        "2",
    }


def test_a_pet_name_nobody_knows_is_asked_and_two_names_in_use_are_two_people() -> None:
    assert band(ANNA, first_name="Nuschi", email="") == "review"
    assert band(ANNA, first_name="Hans", email="") == "new"


def test_half_a_name_in_one_town_is_asked_where_nothing_else_is_known_and_few_bear_it() -> None:
    bare = {"first_name": "Stella", "last_name": "Clarke", "city": "Burnie"}
    crowd = [
        person(bare, id=str(n), last_name=name)
        for n, name in enumerate("Plumb Jessup Ryan Ebert Parr Webb".split())
    ]
    one = person(bare)
    assert judge(one, crowd[:1]).band.value == "review"
    assert judge(one, crowd).band.value == "new"
    assert (
        judge(one, [person(ANNA, id="b", first_name="Stella", city="Burnie")]).band.value == "new"
    )


def test_who_fits_less_does_not_make_the_one_who_fits_doubtful() -> None:
    known = {"first_name": "Hendrik", "last_name": "de Vries", "city": "Eindhoven"}
    others = [person(known, id=str(n), city="Utrecht") for n in range(9)]
    verdict = judge(person(known, first_name="Hendirk"), [*others, person(known, id="right")])
    assert verdict.best is not None
    assert (verdict.band.value, verdict.best.comparison.other.id) == ("review", "right")


def test_a_group_and_its_daughter_are_two_employers() -> None:
    weber = {
        "first_name": "Cornelia", "last_name": "Stadelhofer", "city": "Essen", "country": "Germany",
        "job_title": "Buyer", "company": "Nordstahl AG", "email": "cornelia.stadelhofer@nordstahl.com",
    }  # fmt: skip
    daughter = {
        "company": "Nordstahl Energy",
        "email": "cornelia.stadelhofer@nordstahl-energy.com",
    }
    assert band(weber, **daughter) == "review"
    assert band(weber, **daughter | {"company": "Nordstahl"}) == "merge"


def test_two_addresses_that_each_spell_a_first_name_are_no_slip() -> None:
    lenz = {
        "first_name": "Gabriele", "last_name": "Lenz", "email": "gabriele.lenz@praxis-lenz.de",
        "phone": "+49 6221 112211", "company": "Praxis Lenz", "city": "Heidelberg",
    }  # fmt: skip
    assert band(lenz, first_name="Gabriel", email="gabriel.lenz@praxis-lenz.de") == "review"


BARE = {
    "first_name": "Manuel", "last_name": "Ibarguren", "company": "Astilleros Norte", "city": "Bilbao",
    "job_title": "Director", "country": "Spain",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "merge"),
        ({"job_title": "Managing Director"}, "merge"),
        ({"job_title": "Aprendiz"}, "review"),
        ({"last_name": "Ibarguren (hijo)"}, "review"),
        ({"city": "Vigo"}, "review"),
        ({"phone": "+34 600 111 222"}, "merge"),
    ],
)
def test_who_shares_name_and_firm_alone_is_asked_as_soon_as_anything_differs(
    changes: dict[str, str], expected: str
) -> None:
    assert band(BARE, **changes) == expected


def test_two_numbers_of_one_kind_differ_and_a_desk_beside_a_mobile_does_not() -> None:
    desk = BARE | {"phone": "+34 943 555 120"}
    assert band(desk, phone="+34 943 777 481") == "review"
    assert band(desk, phone="+34 600 111 222") == "merge"


def test_in_a_firm_of_the_family_the_name_and_the_town_are_not_enough() -> None:
    assert band(BARE | {"company": "Ibarguren Hermanos", "job_title": ""}) == "review"


def test_a_new_surname_and_a_new_address_at_the_same_desk_are_asked() -> None:
    head = ANNA | {"phone": "", "job_title": "Head of Compliance"}
    married = {"last_name": "Kramer", "email": "anna.kramer@wolter-bau.de"}
    assert band(head, **married) == "review"
    assert band(head, **married, job_title="Buyer") == "new"
    assert band(head, **married, city="Kiel") == "new"


def test_short_first_names_with_an_address_each_are_two_people() -> None:
    minh = ANNA | {"first_name": "Minh", "last_name": "Nguyen", "email": "minh.nguyen@sgtex.vn"}
    linh = {"first_name": "Linh", "email": "linh.nguyen@sgtex.vn", "phone": ""}
    assert band(minh, **linh) == "new"


def test_an_address_that_is_a_first_name_alone_makes_nobody_married() -> None:
    olmedo = {"first_name": "Beatriz", "last_name": "Olmedo", "email": "beatriz@olmedo.es"}
    assert band(olmedo, last_name="Quintanilla", email="beatriz@quintanilla.es") == "new"


@pytest.mark.parametrize(
    "name",
    [("N/A", "N/A"), ("Test", "Test"), ("Unknown", ""), ("N/A N/A", ""), ("-", "-"), ("Keine", "Angabe")],
)  # fmt: skip
def test_what_only_fills_a_cell_is_no_name(name: tuple[str, str]) -> None:
    first, last = name
    nobody = {"first_name": first, "last_name": last, "company": "N/A", "city": "Leeds"}
    assert band(nobody, email="", phone="") == "new"
    assert band(ANNA, first_name=first, last_name=last) == "merge"


def test_half_a_name_beside_a_filler_makes_nobody_one() -> None:
    half = {"first_name": "Michael", "last_name": "Unknown", "company": "Oberharz Maschinen"}
    assert band(half) == "review"
    assert read_person("x", {"first_name": "Christopher", "last_name": "Null"}).name.surname == (
        "null",
    )


@pytest.mark.parametrize(
    ("phone", "country", "expected"),
    [
        ("0160 97734120", "", "review"),
        ("(415) 555-2671", "US", "review"),
        ("05141 22110", "Germany", "new"),
    ],
)
def test_two_names_at_one_desk_are_asked_where_their_number_may_be_a_pocket(
    phone: str, country: str, expected: str
) -> None:
    desk = ANNA | {"email": "info@wolter-bau.de", "phone": phone, "country": country}
    assert band(desk, first_name="Marvin", last_name="Sprenger") == expected


def _asked_among(people: list[dict[str, str]]) -> int:
    """Questions about people who come one after the other."""
    known: list[Person] = []
    asked = 0
    for number, one in enumerate(people):
        coming = person(one, id=str(number))
        verdict = judge(coming, known[-30:])
        asked += 0 if verdict.best is None else min(3, 1 + len(verdict.others))
        known.append(coming)
    return asked


FIRM = {"company": "Hansen Werke GmbH"}


@pytest.mark.parametrize(
    "people",
    [
        [{"first_name": "Anna", "last_name": f"Visitor{n}"} for n in range(60)],
        [{"first_name": f"Lead {n}", "last_name": "Visitor"} for n in range(60)],
        [{"first_name": "Max", "last_name": "Mustermann"} for n in range(60)],
        [
            {"first_name": "Max", "last_name": "Mustermann", "phone": "+49 30 1234567"}
            for n in range(60)
        ],
        [{"first_name": f"{a}{b}", "last_name": "Hansen"}
         for a in ("Ba", "Do", "Ki", "Lu", "Me", "Su") for b in ("la", "na", "ra", "ta", "va", "ga", "sa")],
        [{"first_name": "Anna", "last_name": f"{a}{b}er", "job_title": "Engineer"}
         for a in ("Ba", "Do", "Ki", "Lu", "Me", "Su") for b in ("ld", "mm", "rs", "nt", "ck", "ls", "pf")],
        [{"first_name": "Anna", "last_name": word.capitalize(), "job_title": "Engineer"}
         for line in data_lines("common_surnames.txt") for word in line.split()],
    ],
)  # fmt: skip
def test_a_list_of_namesakes_or_relatives_at_one_firm_is_no_flood_of_questions(
    people: list[dict[str, str]],
) -> None:
    """Who many fit equally well fits nobody; a surname that many bear there says little."""
    told = [{**FIRM, "email": f"u{n}@hansen-werke.de", **one} for n, one in enumerate(people)]
    assert _asked_among(told) <= 30


def test_figures_tell_people_and_firms_apart() -> None:
    house = {"first_name": "Jan", "last_name": "Novak", "company": "Nordlicht Logistik 12"}
    assert band(house, company="Nordlicht Logistik 13", email="jan@elsewhere.de") == "new"
    assert band(house, company="Nordlicht Logistic 12") == "review"
    assert band(house, last_name="Novak2") == "review"  # a slip beside a name without figures


def test_a_title_that_every_firm_has_makes_no_namesake_elsewhere_doubtful() -> None:
    base = {"first_name": "Ina", "last_name": "Wolter", "job_title": "CTO", "company": "Acme GmbH"}
    assert (
        band(base | {"email": "ina@acme.de"}, company="Fjord AS", email="wolter@fjord.no") == "new"
    )


def test_two_addresses_that_each_spell_their_own_surname_are_no_slip() -> None:
    base = ANNA | {"last_name": "Hoffmann", "email": "anna.hoffmann@versa.de", "phone": ""}
    assert band(base, last_name="Hofmann", email="anna.hofmann@versa.de") == "review"
    assert band(base, email="anna.hofmann@versa.de") == "merge"
    pierre = ANNA | {"first_name": "Jean-Pierre", "email": "jp.schmidt@wolter-bau.de", "phone": ""}
    assert band(pierre, first_name="Jean-Paul", email="jpaul.schmidt@wolter-bau.de") == "new"


def test_a_whole_name_with_slips_is_asked_about_where_only_towns_are_known() -> None:
    kyle = {"first_name": "Kyle", "last_name": "Bullivant", "city": "Rosebud"}
    assert band(kyle, first_name="Kyale", last_name="Bullivnt", city="Comboyne") == "review"
    assert band(kyle, first_name="Mia", last_name="Bullivnt", city="Comboyne") == "new"


HOME = {
    "first_name": "Jean", "last_name": "Thomas", "phone": "+33 1 81 59 32 28", "country": "France",
    "street": "138 rue Victor Hugo", "city": "Toulouse",
}  # fmt: skip
JUNICHI = {
    "first_name": "Junichi", "last_name": "Ono", "phone": "+81 3 7533 5110",
    "company": "光電機", "job_title": "営業部長", "country": "Japan",
}  # fmt: skip


@pytest.mark.parametrize(
    ("base", "changes", "expected"),
    [
        (HOME, {"first_name": "Jean-Luc"}, "review"),  # father and son in one house
        (HOME | {"first_name": "Johannes"}, {"first_name": "Hans"}, "review"),
        (HOME, {"first_name": "JEAN"}, "merge"),
        (ANNA | {"first_name": "José Luis"}, {"first_name": "María José", "email": ""}, "review"),
        (ANNA | {"first_name": "Petra"}, {"first_name": "Peter"}, "review"),  # one address
        (ANNA | {"phone": ""}, {"email": "", "job_title": "Einkauf"}, "merge"),
        (ANNA | {"phone": "", "email": ""}, {"email": "anna.schmidt2@wolter-bau.de"}, "review"),
        (JUNICHI, {"first_name": "純一", "last_name": "大野"}, "merge"),
        (JUNICHI, {"first_name": "順市", "last_name": "大野", "company": "Hikari Denki"}, "review"),
        (JUNICHI | {"phone": ""}, {"company": "Hikari Denki"}, "review"),  # signs speak not against
        (JUNICHI | {"phone": "", "company": "Mirai"}, {"company": "Toyo"}, "new"),
        (JUNICHI | {"first_name": "Yuko", "phone": ""}, {"first_name": "Yoko"}, "new"),
    ],
)  # fmt: skip
def test_families_numbered_addresses_and_signs(
    base: dict[str, Any], changes: dict[str, str], expected: str
) -> None:
    assert band(base, **changes) == expected


def test_who_moves_house_with_the_familys_number_is_asked_about() -> None:
    family = [person(HOME, id=name, first_name=name) for name in ("Jean", "Marie", "Hélène")]
    moved = person(HOME, street="4 quai Sud", city="Lyon")
    verdict = judge(moved, family)
    assert verdict.band == "review"
    assert (
        [verdict.best.comparison.other.id, *verdict.others] == ["Jean"] if verdict.best else False
    )


def test_a_number_behind_00_is_read_from_abroad_where_it_is_one() -> None:
    """In Brazil the figures behind 00 choose a carrier; whoever keeps a list means the country."""
    rua = {"first_name": "Gonçalo", "last_name": "Rodrigues", "country": "Brasil"}
    assert band(rua | {"phone": "005511975379746"}, phone="+55 11 97537-9746") == "merge"
