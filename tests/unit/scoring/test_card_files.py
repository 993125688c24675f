"""Scorecards as files: what is written reads back, and what is wrong is named by its place."""

import pytest

from leadwright.domain.errors import Invalid, TooLarge
from leadwright.features.scoring.cards.card_files import card_yaml, decoded, read_card, read_yaml
from leadwright.features.scoring.cards.scorecards import default_scorecard

WRONG = """\
name: small
weights: {fit: 50, engagement: 40, intent: 20}
bogus: 1
rules:
  - {id: home, part: fit, label: At home, points: 500, condition: {field: country, op: in, value: [NO, DE]}}
  - id: team
    part: fitness
    label: Has a team
    points: 5
    condition:
      all:
        - {field: team_size, op: less, value: many}
"""


def test_what_is_written_reads_back_equal() -> None:
    card = default_scorecard()
    words = card_yaml(card)
    assert read_yaml(words) == card
    assert "points: 35\n" in words
    assert "  - ABCD\n" in words


def test_every_problem_is_named_with_its_place_and_line() -> None:
    with pytest.raises(Invalid) as refused:
        read_yaml(WRONG)
    places = {problem.field: problem.reason for problem in refused.value.problems}
    assert places["weights (line 2)"] == "the weights must sum to 100"
    assert places["bogus (line 3)"] == "there is nothing of this name"
    assert "less than or equal to 100" in places["rules[0].points (home, line 5)"]
    assert "rules[1].part (team, line 7)" in places
    assert places["rules[1].condition.all[0] (team, line 12)"] == "`less` compares numbers"
    assert all(problem.remedy for problem in refused.value.problems)


def test_what_a_card_contradicts_itself_in_is_named_all_at_once() -> None:
    rule = {"id": "a", "part": "fit", "label": "A", "points": 5, "event": "page.viewed"}
    with pytest.raises(Invalid) as refused:
        read_card({"name": "small", "rules": [rule, rule, {**rule, "id": "b", "group": "none"}]})
    reasons = [problem.reason for problem in refused.value.problems]
    assert reasons == ["rule a is there twice", "rule b: there is no group none in fit"]


def test_a_contradiction_is_shown_at_the_line_of_the_rule_it_is_about() -> None:
    rules = [
        f"- {{id: {id_}, part: fit, label: A, points: 5, event: page.viewed, group: {group}}}"
        for id_, group in (("a", "null"), ("b", "none"), ("a", "null"))
    ]
    with pytest.raises(Invalid) as refused:
        read_yaml("\n".join(["name: small", "rules:", *rules]))
    places = [problem.field for problem in refused.value.problems]
    assert places == ["rules[2] (a, line 5)", "rules[1] (b, line 4)"]


def test_norway_and_codes_stay_text_and_only_true_is_true() -> None:
    condition = "{field: x, op: in, value: [NO, yes, 012, 1:30, 2026-03-31, true, 1.5]}"
    rule = f"{{id: a, part: fit, label: A, points: 5, condition: {condition}}}"
    card = read_yaml(f"name: small\nrules: [{rule}]\n")
    assert card.rules[0].condition is not None
    asked = card.rules[0].condition.model_dump()["value"]
    assert asked == ("NO", "yes", "012", "1:30", "2026-03-31", True, 1.5)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "no list of names"),
        ("- a", "no list of names"),
        ("name: x\nname: y\n", "twice"),
        ("name: &a x\nrules: *a\n", "aliases"),
        ("name: !!python/object/apply:os.getcwd []\n", "constructor"),
        ("rules: [\n", "expected"),
        ("[" * 5000, "deeply"),
        ("a: \x00", "not allowed"),
        ('name: "a\\0b"', "cannot be seen"),
        ('name: "\\uD800"', "cannot be seen"),
        ("? [a, b]\n: c\n", "has to be a word"),
        ("? {a: b}\n: c\n", "has to be a word"),
    ],
)
def test_a_file_that_is_no_card_is_refused_in_words(words: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_yaml(words)
    assert reason in refused.value.problems[0].reason


def test_a_file_without_end_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge):
        read_yaml("a" * 600_000)


def test_a_number_too_long_for_python_is_refused_at_its_line_and_not_in_pythons_words() -> None:
    with pytest.raises(Invalid) as refused:
        read_yaml(WRONG.replace("points: 500", "points: " + "9" * 5000))
    assert any("home, line 5" in problem.field for problem in refused.value.problems)
    assert "sys." not in str(refused.value.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_of_common_editors_are_read(encoding: str) -> None:
    assert decoded("title: Größe\n".encode(encoding)) == "title: Größe\n"


def test_a_file_of_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(Invalid) as refused:
        decoded("name: x\ntitle: Größe\n".encode("latin-1"))
    assert refused.value.problems[0].field == "line 2"
    assert "UTF-8" in refused.value.problems[0].remedy
    with pytest.raises(TooLarge):
        decoded(b"#" * 3_000_000)
