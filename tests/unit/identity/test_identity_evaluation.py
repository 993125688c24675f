"""Two files in, a decision a line out."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from leadwright.cli import app
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


def test_a_file_without_ids_is_told_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no column `id`"):
        judged(tmp_path, "name\nAnna\n", HEAD)


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
