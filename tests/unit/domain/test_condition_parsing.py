"""Which conditions are taken, what is said about the others, and how they read in words."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from leadwright.domain.condition import (
    Compare,
    Condition,
    CountOp,
    Not,
    Op,
    condition_json,
    describe,
    parse_condition,
)
from leadwright.domain.errors import Invalid

KNOWN = {"field": "plan", "op": "exists"}
REFERENCE = Path(__file__).parents[3] / "docs/reference/conditions.md"


def bomb(depth: int) -> dict[str, object]:
    node: dict[str, object] = dict(KNOWN)
    for _ in range(depth):
        node = {"not": node}
    return node


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        (None, "condition", "no condition"),
        ({}, "condition", "no condition"),
        ([], "condition", "no condition"),
        ({"field": "a", "op": "exists", "event": "b"}, "condition", "no condition"),
        ({"all": []}, "all", "at least 1"),
        ({"all": {"field": "a"}}, "all", "tuple"),
        ({"all": [KNOWN, {"any": [KNOWN, {"of": 1}]}]}, "all[1].any[1]", "no condition"),
        ({"not": {"field": "a", "op": "like", "value": 1}}, "not.op", "input should be"),
        ({"field": "a"}, "op", "required"),
        ({"field": "", "op": "exists"}, "field", "at least 1"),
        ({"field": "a\x00", "op": "exists"}, "field", "match"),
        ({"field": "a", "op": "exists", "value": 1}, "condition", "takes no value"),
        ({"field": "a", "op": "equals"}, "condition", "takes one value"),
        ({"field": "a", "op": "equals", "value": ["b"]}, "condition", "takes one value"),
        ({"field": "a", "op": "in", "value": "b"}, "condition", "takes a list"),
        ({"field": "a", "op": "in", "value": []}, "condition", "takes a list"),
        ({"field": "a", "op": "in", "value": [None]}, "value", "cannot hold NoneType"),
        ({"field": "a", "op": "contains", "value": 5}, "condition", "compares text"),
        ({"field": "a", "op": "contains", "value": " "}, "value", "blank"),
        ({"field": "a", "op": "contains", "value": "x" * 301}, "value", "301 characters"),
        ({"field": "a", "op": "less", "value": "5"}, "condition", "compares numbers"),
        ({"field": "a", "op": "less", "value": True}, "condition", "compares numbers"),
        ({"field": "a", "op": "less", "value": float("nan")}, "value", "not between"),
        ({"field": "a", "op": "less", "value": 10**400}, "value", "not between"),
        ({"field": "a", "op": "equals", "value": {"b": 1}}, "value", "cannot hold dict"),
        ({"field": "a", "op": "before", "value": "soon"}, "condition", "a date or a time"),
        ({"field": "a", "op": "within_days", "value": 0}, "condition", "number of days"),
        ({"field": "a", "op": "exists", "colour": 1}, "colour", "not permitted"),
        ({"event": "Page Viewed"}, "event", "match"),
        ({"event": "page.viewed", "value": -1}, "value", "greater than or equal to 0"),
        ({"event": "page.viewed", "within_days": 0}, "within_days", "greater than 0"),
        (bomb(8), "condition", "nested too deeply"),
        (bomb(100_000), "condition", "nested too deeply"),
        ({"any": [KNOWN] * 200}, "condition", "too long"),
    ],
)
def test_a_wrong_condition_is_refused_with_its_place_a_reason_and_a_remedy(
    data: object, path: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        parse_condition(data)
    assert refused.value.code == "invalid_condition"
    problem = next(p for p in refused.value.problems if p.field == path)
    assert words in problem.reason
    assert problem.remedy.endswith(".")


def test_half_a_character_is_refused() -> None:
    with pytest.raises(Invalid, match="half a character"):
        parse_condition({"field": "a", "op": "equals", "value": "b\ud800"})


def test_the_largest_condition_that_is_taken() -> None:
    assert describe(parse_condition(bomb(7))).startswith("not (not (")
    assert parse_condition({"any": [KNOWN] * 199})


def test_a_model_that_holds_a_condition_checks_its_limits_too() -> None:
    class Rule(BaseModel):
        when: Condition

    assert Rule.model_validate({"when": KNOWN}).when == Compare(field="plan", op=Op.EXISTS)
    with pytest.raises(ValidationError, match="nested too deeply"):
        Rule.model_validate({"when": bomb(9)})


def test_the_json_form_is_plain_and_reads_back_equal() -> None:
    data = {
        "all": [
            {"not": {"field": "plan", "op": "in", "value": ["gold", 1, 2.5, True]}},
            {"event": "page.viewed", "op": "at_least", "value": 2, "within_days": 30},
            {"any": [KNOWN]},
        ]
    }
    condition = parse_condition(data)
    assert condition_json(condition) == data
    assert parse_condition(json.loads(json.dumps(condition_json(condition)))) == condition
    assert parse_condition(condition) == condition
    assert condition_json(Not(part=Compare(field="plan", op=Op.EXISTS))) == {"not": KNOWN}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"field": "team_size", "op": "at_least", "value": 5000}, "team size is at least 5,000"),
        ({"field": "plan", "op": "not_equals", "value": "x"}, "plan is known and is not “x”"),
        ({"field": "plan", "op": "in", "value": ["x", True, 1.5]}, "plan is one of “x”, yes, 1.5"),
        ({"field": "due", "op": "within_days", "value": 1}, "due lies in the last day"),
        ({"field": "due", "op": "within_next_days", "value": 7.5}, "due lies in the next 7.5 days"),
        ({"event": "page.viewed"}, "“page.viewed” happened at least 1 time"),
        (
            {"event": "page.viewed", "op": "less", "value": 3, "within_days": 30},
            "“page.viewed” happened fewer than 3 times in the last 30 days",
        ),
        ({"not": {"any": [KNOWN, KNOWN]}}, "not (plan is known or plan is known)"),
        (
            {"all": [KNOWN, {"any": [KNOWN, KNOWN]}]},
            "plan is known and (plan is known or plan is known)",
        ),
        ({"all": [{"any": [KNOWN]}]}, "plan is known"),
    ],
)
def test_a_condition_reads_as_half_a_sentence(data: object, words: str) -> None:
    assert describe(parse_condition(data)) == words


@pytest.mark.parametrize("op", [*Op, *CountOp])
def test_the_reference_explains_every_operator(op: Op | CountOp) -> None:
    assert f"| `{op.value}` |" in REFERENCE.read_text("utf-8")


def test_every_example_of_the_reference_is_a_condition() -> None:
    blocks = REFERENCE.read_text("utf-8").split("```json\n")[1:]
    assert len(blocks) >= 3
    for block in blocks:
        assert parse_condition(json.loads(block.split("```")[0]))
