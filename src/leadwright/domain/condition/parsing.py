"""From JSON to a condition and back. What is wrong is named by its place in the tree."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from leadwright.domain.condition.tree import KINDS, Condition, Node
from leadwright.domain.errors import FieldProblem, Invalid

_ADAPTER: TypeAdapter[Node] = TypeAdapter(Condition)

_REMEDIES: Mapping[str, str] = {
    "missing": "Add it.",
    "extra_forbidden": "Remove it.",
    "condition_kind": f"Give an object with exactly one of: {', '.join(KINDS)}.",
    "too_short": "Put at least one condition into the list.",
}


def parse_condition(data: object) -> Node:
    """The condition that this JSON value says.

    Raises Invalid (code `invalid_condition`); each problem's `field` is a path such as
    `all[1].any[0].value`, or `condition` for the whole.
    """
    try:
        return _ADAPTER.validate_python(data)
    except ValidationError as error:
        problems = tuple(_problem(detail) for detail in error.errors(include_url=False))
    first = problems[0]
    raise Invalid(
        f"The condition cannot be used: at {first.field}, {first.reason}. {first.remedy}",
        code="invalid_condition",
        problems=problems,
    )


def condition_json(condition: Node) -> dict[str, Any]:
    """The plain JSON form; `parse_condition` reads it back to an equal condition."""
    dumped: dict[str, Any] = condition.model_dump(mode="json", by_alias=True, exclude_none=True)
    return dumped


def _problem(detail: ErrorDetails) -> FieldProblem:
    told = detail.get("ctx", {}).get("remedy")
    remedy = told or _REMEDIES.get(
        detail["type"], "Correct it; docs/reference/conditions.md has the list."
    )
    reason = detail["msg"]
    return FieldProblem(path_of(detail["loc"]), reason[:1].lower() + reason[1:], str(remedy))


def path_of(location: tuple[int | str, ...]) -> str:
    """A place in plain data as people write it: `all[1].value`."""
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif not step.startswith("<"):
            path += f".{step}"
    return path.lstrip(".") or "condition"
