"""People thought up case by case, in ten countries, beside what a person would decide about each.

`accepted` names the right decisions, the best one first; `meant` the records that are this person.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from leadwright.features.identity.evaluation import evaluate, read_people

FOLDER = Path(__file__).parents[3] / "evals/dedupe/authored"
Row = tuple[dict[str, str], dict[str, object]]


@pytest.fixture(scope="module")
def decided() -> list[Row]:
    base, coming = ((FOLDER / name).read_text("utf-8") for name in ("base.csv", "coming.csv"))
    decisions = evaluate(read_people(base, "base"), read_people(coming, "coming"))
    right = [row for row in csv.DictReader(coming.splitlines()) if any(list(row.values())[1:9])]
    return list(zip(right, decisions, strict=True))


def test_nobody_is_merged_who_should_not_be(decided: list[Row]) -> None:
    wrong = [
        (right["id"], right["kind"], told["match"])
        for right, told in decided
        if told["decision"] == "merge"
        and not ("merge" in right["accepted"] and told["match"] in right["meant"].split())
    ]
    assert wrong == []


def test_hardly_anybody_known_is_overlooked(decided: list[Row]) -> None:
    known = [(right, told) for right, told in decided if "new" not in right["accepted"]]
    missed = Counter(right["kind"] for right, told in known if not _is_named(right, told))
    assert missed.total() <= 0.01 * len(known), missed


def test_strangers_are_hardly_asked_about(decided: list[Row]) -> None:
    new = [(right, told) for right, told in decided if right["accepted"] == "new"]
    asked = Counter(right["kind"] for right, told in new if told["decision"] != "new")
    assert asked.total() <= 0.05 * len(new), asked


def test_who_is_surely_known_is_merged_without_a_question(decided: list[Row]) -> None:
    sure = [(right, told) for right, told in decided if right["accepted"] == "merge"]
    asked = Counter(right["kind"] for right, told in sure if told["decision"] != "merge")
    assert asked.total() <= 0.04 * len(sure), asked


def _is_named(right: dict[str, str], told: dict[str, object]) -> bool:
    candidates = told["candidates"]
    assert isinstance(candidates, list)
    return bool({*candidates} & {*right["meant"].split()})
