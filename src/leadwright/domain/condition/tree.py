"""The condition tree: what can be asked of a lead, as typed nodes with a plain JSON form.

`{"all": [..]}`, `{"any": [..]}`, `{"not": ..}`, `{"field", "op", "value"}` and
`{"event", "op", "value", "within_days"}`; docs/reference/conditions.md explains each.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from leadwright.domain.condition.typed import fold, moment_of
from leadwright.domain.values import Frozen

MAX_DEPTH = 8
MAX_NODES = 200
MAX_CHOICES = 200
MAX_TEXT = 300
MAX_NUMBER = 1e15
MAX_DAYS = 36_500
MAX_COUNT = 1_000_000

Scalar = StrictBool | StrictInt | StrictFloat | StrictStr


class Op(StrEnum):
    """How a field is compared."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    IN = "in"
    NOT_IN = "not_in"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    GREATER = "greater"
    AT_LEAST = "at_least"
    LESS = "less"
    AT_MOST = "at_most"
    EXISTS = "exists"
    MISSING = "missing"
    BEFORE = "before"
    AFTER = "after"
    WITHIN_DAYS = "within_days"
    WITHIN_NEXT_DAYS = "within_next_days"


class CountOp(StrEnum):
    """How a number of events is compared."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    GREATER = "greater"
    AT_LEAST = "at_least"
    LESS = "less"
    AT_MOST = "at_most"


CHOICE_OPS = frozenset({Op.IN, Op.NOT_IN})
TEXT_OPS = frozenset({Op.CONTAINS, Op.STARTS_WITH, Op.ENDS_WITH})
NUMBER_OPS = frozenset({Op.GREATER, Op.AT_LEAST, Op.LESS, Op.AT_MOST})
PRESENCE_OPS = frozenset({Op.EXISTS, Op.MISSING})
MOMENT_OPS = frozenset({Op.BEFORE, Op.AFTER})
DAYS_OPS = frozenset({Op.WITHIN_DAYS, Op.WITHIN_NEXT_DAYS})


def wrong(reason: str, remedy: str) -> PydanticCustomError:
    """What is wrong with a node and what to do about it, for `parse_condition` to hand on."""
    return PydanticCustomError("condition", "{reason}", {"reason": reason, "remedy": remedy})


def _plain_value(value: object) -> object:
    """Refuses what could never be compared, with one clear message instead of four of a union."""
    for element in value if isinstance(value, list | tuple) else (value,):
        if isinstance(element, str):
            _plain_text(element)
        elif isinstance(element, int | float):
            if not abs(element) <= MAX_NUMBER:  # NaN is neither above nor below
                raise wrong(
                    f"the number is not between -{MAX_NUMBER:g} and {MAX_NUMBER:g}",
                    "Use a smaller one.",
                )
        elif element is not None or isinstance(value, list | tuple):
            raise wrong(
                f"`value` cannot hold {type(element).__name__}",
                "Use text, a number, true or false, or a list of those.",
            )
    return tuple(value) if isinstance(value, list) else value


def _plain_text(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise wrong(f"the text has {len(text)} characters", f"Use at most {MAX_TEXT}.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise wrong("the text holds half a character", "Type it again.")
    if not fold(text):
        raise wrong("the text is blank", "Give a text, or use `exists` or `missing`.")


CompareValue = Annotated[Scalar | tuple[Scalar, ...] | None, BeforeValidator(_plain_value)]
FieldName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Compare(Frozen):
    """A field of the lead against a value. False when the field is missing (`missing` apart)."""

    field: FieldName
    op: Op
    value: CompareValue = None

    @model_validator(mode="after")
    def _value_fits_op(self) -> Self:
        problem = _misfit(self.op, self.value)
        if problem:
            raise wrong(f"`{self.op}` {problem[0]}", problem[1])
        return self


class Count(Frozen):
    """How often an event happened to the lead, ever or in the last `within_days` days."""

    event: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=100)]
    op: CountOp = CountOp.AT_LEAST
    value: StrictInt = Field(default=1, ge=0, le=MAX_COUNT)
    within_days: StrictInt | StrictFloat | None = Field(default=None, gt=0, le=MAX_DAYS)


class All(Frozen):
    """Every part holds."""

    all: tuple["Node", ...] = Field(min_length=1)


class AnyOf(Frozen):
    """At least one part holds."""

    any: tuple["Node", ...] = Field(min_length=1)


class Not(Frozen):
    """The part does not hold; true, too, where it is false because a value is missing."""

    model_config = ConfigDict(
        validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )

    part: "Node" = Field(alias="not")


KINDS: Mapping[str, type[BaseModel]] = {
    "all": All,
    "any": AnyOf,
    "not": Not,
    "field": Compare,
    "event": Count,
}


def _kind(node: object) -> str | None:
    """Which node this is, by the one key that names it. Tags wear brackets, so that paths can drop them."""
    if isinstance(node, BaseModel):
        return next((f"<{key}>" for key, kind in KINDS.items() if isinstance(node, kind)), None)
    if not isinstance(node, Mapping):
        return None
    named = [key for key in KINDS if key in node]
    return f"<{named[0]}>" if len(named) == 1 else None


Node = Annotated[
    Annotated[All, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[Not, Tag("<not>")]
    | Annotated[Compare, Tag("<field>")]
    | Annotated[Count, Tag("<event>")],
    Discriminator(
        _kind,
        custom_error_type="condition_kind",
        custom_error_message="this is no condition",
    ),
]

for _model in (All, AnyOf, Not):
    _model.model_rebuild()


def _within_limits(root: object) -> object:
    """Counts before anything recurses, so that a bomb of nested lists costs nothing."""
    waiting: list[tuple[object, int]] = [(root, 1)]
    nodes = 0
    while waiting:
        node, depth = waiting.pop()
        nodes += 1
        if depth > MAX_DEPTH:
            raise wrong("the condition is nested too deeply", f"Use at most {MAX_DEPTH} levels.")
        if nodes > MAX_NODES:
            raise wrong("the condition is too long", f"Use at most {MAX_NODES} parts.")
        waiting.extend((child, depth + 1) for child in _children(node))
    return root


def _children(node: object) -> Iterator[object]:
    if isinstance(node, All):
        yield from node.all
    elif isinstance(node, AnyOf):
        yield from node.any
    elif isinstance(node, Not):
        yield node.part
    elif isinstance(node, Mapping):
        for key in ("all", "any"):
            parts = node.get(key)
            if isinstance(parts, list | tuple):
                yield from parts
        if "not" in node:
            yield node["not"]


Condition = Annotated[Node, BeforeValidator(_within_limits)]
"""A whole condition: use this type in models; the limits are checked once, at its root."""


def leaves(condition: Node) -> Iterator[Compare | Count]:
    """The comparisons and counts of a condition, in reading order."""
    match condition:
        case All():
            for part in condition.all:
                yield from leaves(part)
        case AnyOf():
            for part in condition.any:
                yield from leaves(part)
        case Not():
            yield from leaves(condition.part)
        case _:
            yield condition


def _misfit(op: Op, value: Scalar | tuple[Scalar, ...] | None) -> tuple[str, str] | None:
    """Why this value does not suit the operator, with the remedy; None when it does."""
    if op in PRESENCE_OPS:
        return None if value is None else ("takes no value", "Leave `value` out.")
    if op in CHOICE_OPS:
        fits = isinstance(value, tuple) and 0 < len(value) <= MAX_CHOICES
        return None if fits else ("takes a list", f"Give 1 to {MAX_CHOICES} values.")
    if value is None or isinstance(value, tuple):
        return ("takes one value", "Give a single value.")
    return _misfit_of_one(op, value)


def _misfit_of_one(op: Op, value: Scalar) -> tuple[str, str] | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if op in TEXT_OPS and not isinstance(value, str):
        return ("compares text", "Put the value in quotes.")
    if op in NUMBER_OPS and not is_number:
        return ("compares numbers", "Give a number without quotes.")
    if op in DAYS_OPS and not (is_number and 0 < float(value) <= MAX_DAYS):
        return ("takes a number of days", f"Give a number above 0, at most {MAX_DAYS}.")
    if op in MOMENT_OPS and not (isinstance(value, str) and moment_of(value)):
        return ("takes a date or a time", "Write it as 2026-03-31 or 2026-03-31T09:00:00Z.")
    return None
