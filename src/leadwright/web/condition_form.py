"""A condition as rows of a form: field, operator, value; all of them or any. For every screen that needs one.

`form_of` makes the form of a stored condition, `typed_form` reads what a browser sent, `condition_of`
makes the condition of it. `components/condition.html` draws it. What rows cannot say (brackets, not,
counted events) is kept untouched as `raw`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from starlette.datastructures import FormData

from leadwright.domain.condition import (
    All,
    AnyOf,
    Compare,
    Names,
    Node,
    Op,
    describe,
    parse_condition,
)
from leadwright.domain.errors import FieldProblem, Invalid

MOST_ROWS = 20

_PRESENCE = {Op.EXISTS: "is known", Op.MISSING: "is missing"}
OPERATORS: Mapping[str, Mapping[Op, str]] = MappingProxyType(
    {
        "choice": {Op.IN: "is one of", Op.NOT_IN: "is none of", **_PRESENCE},
        "number": {
            Op.AT_LEAST: "is at least",
            Op.AT_MOST: "is at most",
            Op.GREATER: "is above",
            Op.LESS: "is below",
            Op.EQUALS: "is",
            **_PRESENCE,
        },
        "yesno": {Op.EQUALS: "is"},
        "text": {
            Op.EQUALS: "is",
            Op.NOT_EQUALS: "is not",
            Op.CONTAINS: "contains",
            Op.STARTS_WITH: "starts with",
            Op.ENDS_WITH: "ends with",
            **_PRESENCE,
        },
    }
)


@dataclass(frozen=True)
class ConditionField:
    """A field that can be asked about. `kind`: choice, number, yesno or text; `help` says its unit."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""

    @property
    def operators(self) -> Mapping[Op, str]:
        return OPERATORS[self.kind]


Vocabulary = Sequence[ConditionField]


@dataclass(frozen=True)
class Row:
    """One comparison as it stands in the form. `error` is the remedy, if it cannot be used."""

    asked: ConditionField
    op: Op
    values: tuple[str, ...] = ()
    error: str = ""

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def takes_value(self) -> bool:
        return self.op not in _PRESENCE


@dataclass(frozen=True)
class ConditionForm:
    """All (or any) of `rows`; without rows it is about everything. `raw`: a condition rows cannot say."""

    match: str = "all"
    rows: tuple[Row, ...] = ()
    raw: Node | None = None


def form_of(condition: Node | None, vocabulary: Vocabulary) -> ConditionForm:
    """The rows of a condition, or the condition as it is where rows cannot say it."""
    match condition:
        case None:
            return ConditionForm()
        case All():
            how, parts = "all", condition.all
        case AnyOf():
            how, parts = "any", condition.any
        case _:
            how, parts = "all", (condition,)
    rows = [_row_of(part, vocabulary) for part in parts]
    whole = tuple(row for row in rows if row is not None)
    if len(whole) < len(rows) or len(whole) > MOST_ROWS:
        return ConditionForm(raw=condition)
    return ConditionForm(how, whole)


def _row_of(part: Node, vocabulary: Vocabulary) -> Row | None:
    if not isinstance(part, Compare):
        return None
    asked = next((each for each in vocabulary if each.name == part.field), None)
    if asked is None or part.op not in asked.operators:
        return _as_choice(part, asked)
    values = part.value if isinstance(part.value, tuple) else (part.value,)
    return Row(asked, part.op, tuple(_shown(value) for value in values if value is not None))


def _as_choice(part: Compare, asked: ConditionField | None) -> Row | None:
    """`equals` of a choice is `in` with one value."""
    same = {Op.EQUALS: Op.IN, Op.NOT_EQUALS: Op.NOT_IN}.get(part.op)
    if asked is None or asked.kind != "choice" or same is None:
        return None
    return Row(asked, same, (_shown(part.value),))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def typed_form(sent: FormData, vocabulary: Vocabulary, prefix: str = "c") -> ConditionForm:
    """The form as it was sent. A row whose field was changed gets that field's first operator."""
    rows = []
    for number in range(MOST_ROWS):
        name = sent.get(f"{prefix}-{number}-field")
        asked = next((each for each in vocabulary if each.name == name), None)
        if asked is not None:
            rows.append(_sent_row(sent, asked, f"{prefix}-{number}"))
    match = "any" if sent.get(f"{prefix}-match") == "any" else "all"
    return ConditionForm(match, tuple(rows))


def _sent_row(sent: FormData, asked: ConditionField, stem: str) -> Row:
    typed = sent.get(f"{stem}-op")
    op = next((each for each in asked.operators if each == typed), next(iter(asked.operators)))
    values = [str(value).strip()[:300] for value in sent.getlist(f"{stem}-value")]
    if asked.kind in {"choice", "yesno"}:
        known = {value for value, _ in asked.choices} | {"true", "false"}
        values = [value for value in values if value in known]
    return Row(asked, op, tuple(value for value in values if value))


def with_row(form: ConditionForm, vocabulary: Vocabulary) -> ConditionForm:
    """One row more, about the first field."""
    if len(form.rows) >= MOST_ROWS:
        return form
    first = vocabulary[0]
    return replace(form, rows=(*form.rows, Row(first, next(iter(first.operators)))))


def without_row(form: ConditionForm, number: int) -> ConditionForm:
    return replace(form, rows=form.rows[:number] + form.rows[number + 1 :])


def condition_of(form: ConditionForm) -> Node | None:
    """The condition the rows say; None without rows. Invalid names each row by its number."""
    if form.raw is not None:
        return form.raw
    problems = [
        FieldProblem(str(number), "missing", remedy)
        for number, row in enumerate(form.rows)
        if (remedy := _remedy(row))
    ]
    if problems:
        raise Invalid("The condition needs another look.", problems=tuple(problems))
    parts = [_part(row) for row in form.rows]
    if len(parts) < 2:
        return parse_condition(parts[0]) if parts else None
    return parse_condition({form.match: parts})


def in_words(form: ConditionForm) -> str:
    """The rows as half a sentence, in the words of the screen and not of the language."""
    joint = " and " if form.match == "all" else " or "
    return joint.join(_row_words(row) for row in form.rows)


def words_of(
    condition: Node, vocabulary: Vocabulary, events: Mapping[str, str] = MappingProxyType({})
) -> str:
    """A condition as half a sentence, also where rows cannot say it. `events`: what people call them."""
    form = form_of(condition, vocabulary)
    if form.raw is None:
        return in_words(form)
    names = {asked.name: asked.label for asked in vocabulary}
    values = {asked.name: dict(asked.choices) for asked in vocabulary if asked.choices}
    return describe(condition, Names(names, values, events))


def _row_words(row: Row) -> str:
    start = f"{row.asked.label} {row.asked.operators[row.op]}"
    if not row.takes_value:
        return start
    if row.asked.kind == "yesno":
        return f"{row.asked.label}: {'yes' if row.value == 'true' else 'no'}"
    labels = {"true": "yes", "false": "no"} | dict(row.asked.choices)
    if row.asked.kind == "text":
        return f"{start} “{row.value}”"
    said = ", ".join(labels.get(value, value) for value in row.values)
    if row.asked.kind == "choice" and len(row.values) == 1:
        return f"{row.asked.label} is {'not ' if row.op is Op.NOT_IN else ''}{said}"
    return f"{start} {said}"


def with_errors(form: ConditionForm, problems: Iterable[FieldProblem]) -> ConditionForm:
    """The same form with each remedy at its row."""
    told = {problem.field: problem.remedy for problem in problems}
    rows = (replace(row, error=told.get(str(n), "")) for n, row in enumerate(form.rows))
    return replace(form, rows=tuple(rows))


def _remedy(row: Row) -> str:
    if not row.takes_value:
        return ""
    label = row.asked.label
    if not row.values:
        return f"Choose at least one for “{label}”." if row.asked.choices else f"Fill in “{label}”."
    if row.asked.kind == "number" and _number(row.value) is None:
        return f"Write a number for “{label}”, such as 40 or 0.75."
    return ""


def _part(row: Row) -> dict[str, Any]:
    part: dict[str, Any] = {"field": row.asked.name, "op": row.op.value}
    if not row.takes_value:
        return part
    match row.asked.kind:
        case "choice":
            part["value"] = list(dict.fromkeys(row.values))
        case "number":
            part["value"] = _number(row.value)
        case "yesno":
            part["value"] = row.value == "true"
        case _:
            part["value"] = row.value
    return part


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    if not abs(number) <= 1e12:
        return None
    return int(number) if number.is_integer() else number
