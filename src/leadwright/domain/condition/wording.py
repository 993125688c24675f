"""A condition in plain English, for screens, logs and the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadwright.domain.condition.tree import (
    All,
    AnyOf,
    Compare,
    Count,
    CountOp,
    Node,
    Not,
    Op,
    Scalar,
)

_PHRASES: Mapping[Op, str] = {
    Op.EQUALS: "is {value}",
    Op.NOT_EQUALS: "is known and is not {value}",
    Op.IN: "is one of {value}",
    Op.NOT_IN: "is known and is none of {value}",
    Op.CONTAINS: "contains {value}",
    Op.STARTS_WITH: "starts with {value}",
    Op.ENDS_WITH: "ends with {value}",
    Op.GREATER: "is greater than {value}",
    Op.AT_LEAST: "is at least {value}",
    Op.LESS: "is less than {value}",
    Op.AT_MOST: "is at most {value}",
    Op.EXISTS: "is known",
    Op.MISSING: "is missing",
    Op.BEFORE: "is before {value}",
    Op.AFTER: "is after {value}",
    Op.WITHIN_DAYS: "lies in the last {value}",
    Op.WITHIN_NEXT_DAYS: "lies in the next {value}",
}

_AMOUNTS: Mapping[CountOp, str] = {
    CountOp.EQUALS: "exactly",
    CountOp.NOT_EQUALS: "not",
    CountOp.GREATER: "more than",
    CountOp.AT_LEAST: "at least",
    CountOp.LESS: "fewer than",
    CountOp.AT_MOST: "at most",
}


@dataclass(frozen=True)
class Names:
    """What people call fields, the values of a field, and events (“looked at a page”)."""

    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)


_AS_WRITTEN = Names()


def describe(condition: Node, names: Names = _AS_WRITTEN) -> str:
    """The condition as half a sentence: “team size is at least 50 and country is “DE””."""
    match condition:
        case All():
            return " and ".join(_bracketed(part, names) for part in condition.all)
        case AnyOf():
            return " or ".join(_bracketed(part, names) for part in condition.any)
        case Not():
            return f"not ({describe(condition.part, names)})"
        case Count():
            return _described_count(condition, names)
        case Compare():
            return _described_comparison(condition, names)


def _bracketed(part: Node, names: Names) -> str:
    several = (isinstance(part, All) and len(part.all) > 1) or (
        isinstance(part, AnyOf) and len(part.any) > 1
    )
    return f"({describe(part, names)})" if several else describe(part, names)


def _described_comparison(node: Compare, names: Names) -> str:
    called = names.values.get(node.field, {})
    if node.op in {Op.WITHIN_DAYS, Op.WITHIN_NEXT_DAYS} and isinstance(node.value, int | float):
        value = _days(node.value)
    elif isinstance(node.value, tuple):
        value = ", ".join(called.get(str(one), _shown(one)) for one in node.value)
    else:
        value = "" if node.value is None else called.get(str(node.value), _shown(node.value))
    subject = names.fields.get(node.field, node.field.replace("_", " "))
    return f"{subject} {_PHRASES[node.op].format(value=value)}"


def _described_count(node: Count, names: Names) -> str:
    window = "" if node.within_days is None else f" in the last {_days(node.within_days)}"
    times = f"{_AMOUNTS[node.op]} {node.value} {'time' if node.value == 1 else 'times'}"
    did = names.events.get(node.event)
    if did is None:
        return f"“{node.event}” happened {times}{window}"
    is_ever = node.op is CountOp.AT_LEAST and node.value == 1
    return f"they {did}{window}" if is_ever else f"they {did} {times}{window}"


def _shown(value: Scalar) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{value}”" if isinstance(value, str) else f"{value:,}"


def _days(days: float) -> str:
    return "day" if days == 1 else f"{days:g} days"
