"""Two files in, a decision a line out."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from leadwright.bootstrap.commands.identity_evaluation import dedupe
from leadwright.cli import app
from leadwright.domain.errors import Invalid
from leadwright.features.identity.base import Base
from leadwright.features.identity.keys import keys
from leadwright.features.identity.person import read_person

HEAD = "id,first_name,last_name,email,phone,company,job_title,city,country\n"


def judged(folder: Path, base: str, incoming: str) -> list[dict[str, object]]:
    for name, text in (("base", base), ("incoming", incoming)):
        (folder / f"{name}.csv").write_text(text, "utf-8")
    files = [str(folder / f"{name}.csv") for name in ("base", "incoming")]
    told = CliRunner().invoke(app, ["eval", "dedupe", *files, "--json"], catch_exceptions=False)
    answer: list[dict[str, object]] = json.loads(told.stdout)
    return answer


def test_each_line_is_judged_against_the_base_alone(tmp_path: Path) -> None:
    base = HEAD + "b1,Anna,Schmidt,anna@wolter.de,,Wolter GmbH,,Köln,Germany\n"
    one = "Anna,Schmidt,anna@wolter.de,,Wolter GmbH,,Köln,Germany\n"
    told = judged(
        tmp_path,
        base,
        f"{HEAD}i1,{one}i2,Zed,Quux,zed@quux.org,,,,,\ni3,Zed,Quux,zed@quux.org,,,,,\n",
    )
    assert [(line["id"], line["decision"], line["match"]) for line in told] == [
        ("i1", "merge", "b1"),
        ("i2", "new", None),
        ("i3", "new", None),
    ]
    assert told[0]["candidates"] == ["b1"]
    assert "Same e-mail address" in str(told[0]["evidence"])


def test_hostile_and_empty_lines_are_answered_in_order(tmp_path: Path) -> None:
    lines = [
        ",,,,,,,,", "i1", "i2,\u202e\u200b,<script>,not-an-address,+++,,,,", f"i3,{'x' * 5000},,,,,,,",
        "i4,Anna,,@,00000000,,,,", 'i5,"a\nb",c,"d@e.f",1e9,,,,Atlantis', "i6,💥,💥,💥@x.com,,株式会社,,,",
    ]  # fmt: skip
    told = judged(tmp_path, HEAD + "\n".join(lines), HEAD + "\n".join(lines))
    assert [line["id"] for line in told] == ["i1", "i2", "i3", "i4", "i5", "i6"]


ANNA = HEAD + "b1,Anna,Schmidt,anna@wolter.de,,Wolter GmbH,,Köln,Germany\n"


@pytest.mark.parametrize(
    "incoming",
    [
        "ID;Vorname;Nachname;E-Mail;Telefon;Firma;Position;Ort;Land\ni1;Anna;Schmidt;anna@wolter.de;;;;;\n",
        "sep=;\nid;Vorname;Name;Mail\ni1;Anna;Schmidt;anna@wolter.de\n",
        "id\tName\tE-mail Address\r\ni1\tAnna Schmidt\tanna@wolter.de\r\n",
        "Record ID,Company Name,Full Name,Email\ri1,Wolter,Anna Schmidt,anna@wolter.de\r",
        "\ufeff\nid,prénom,nom,courriel\ni1,Anna,Schmidt,anna@wolter.de",
    ],
)
def test_headers_of_other_languages_and_delimiters_are_read(tmp_path: Path, incoming: str) -> None:
    (told,) = judged(tmp_path, ANNA, incoming)
    assert (told["id"], told["decision"], told["match"]) == ("i1", "merge", "b1")
    assert "Same surname, a common one" in str(told["evidence"])


@pytest.mark.parametrize(
    ("incoming", "known_as"),
    [
        ("customer_id,id,email\n77,i1,anna@wolter.de\n", "i1"),
        ("Kunden-Nr;E-Mail\n77;anna@wolter.de\n", "77"),
        ("contactId,leadId,mail\n77,78,anna@wolter.de\n", "77"),
    ],
)
def test_an_answer_bears_the_id_of_the_file(tmp_path: Path, incoming: str, known_as: str) -> None:
    (told,) = judged(tmp_path, ANNA, incoming)
    assert (told["id"], told["match"]) == (known_as, "b1")


def test_addresses_and_birthdays_are_read_under_their_other_names(tmp_path: Path) -> None:
    base = "id,given,family,dob,zipcode,street_address\nb1,Kyle,Reid,19740503,2134,9 Elm Street\n"
    incoming = "id,given_name,surname,birthDate,postalCode,address1\ni1,Kyl,Reid,19740503,2134,9 Elm Street\n"
    (told,) = judged(tmp_path, base, incoming)
    assert {"Same date of birth", "Same postcode", "Same street"} <= {*map(str, told["evidence"])}  # type: ignore[call-overload]  # a list of words


def test_lines_without_ids_are_counted(tmp_path: Path) -> None:
    told = judged(tmp_path, ANNA, "email\nzed@quux.org\nanna@wolter.de\n")
    assert [(line["id"], line["match"]) for line in told] == [("1", None), ("2", "b1")]


def test_an_empty_file_is_a_list_of_nobody(tmp_path: Path) -> None:
    assert judged(tmp_path, ANNA, "") == judged(tmp_path, ANNA, HEAD) == []
    assert [line["decision"] for line in judged(tmp_path, "", ANNA)] == ["new"]


def test_the_same_person_several_times_is_judged_each_time(tmp_path: Path) -> None:
    told = judged(tmp_path, ANNA, ANNA + ANNA.splitlines()[1] + "\n")
    assert [(line["decision"], line["match"]) for line in told] == [("merge", "b1")] * 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes(range(1, 32)) * 40, "something else"),
        (b"colour,size\nred,4\n", "none of the columns"),
    ],
)
def test_what_is_no_list_of_people_is_refused_in_words(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "odd.csv").write_bytes(content)
    with pytest.raises(Invalid, match=said):
        dedupe(str(tmp_path / "odd.csv"), str(tmp_path / "odd.csv"))


def test_a_crowded_key_hides_nobody_who_shares_a_rarer_one() -> None:
    crowd = [
        read_person(
            str(n), {"first_name": "Anna", "last_name": "Schmidt", "email": f"a{n}@x{n}.de"}
        )
        for n in range(400)
    ]
    found = Base(crowd).candidates(
        read_person("x", {"first_name": "Anna", "last_name": "Schmidt", "email": "A77@X77.de"})
    )
    assert "77" in {person.id for person in found}


def test_keys_are_the_same_for_every_spelling_of_an_address_and_a_number() -> None:
    one = read_person("1", {"email": "j.doe+x@googlemail.com", "phone": "+44 20 7946 0018"})
    other = read_person("2", {"email": "JDoe@gmail.com", "phone": "020 7946 0018", "country": "UK"})
    assert set(keys(one)) & set(keys(other)) == set(keys(one)) - set(keys(one)[4:])
