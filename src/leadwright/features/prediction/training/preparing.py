"""From a table to a task: which columns are learned from, which are not, and which are doubted."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.prediction.training.evaluating import Task
from leadwright.features.prediction.training.folds import groups_of_equal
from leadwright.features.prediction.training.inputs import inputs_of
from leadwright.features.prediction.training.kinds import Kind, Typed, read_kind
from leadwright.features.prediction.training.numbers import as_dates, as_numbers
from leadwright.features.prediction.training.outcomes import Label, read_label
from leadwright.features.prediction.training.single_column import LEAK, alone_auc
from leadwright.features.prediction.training.suspects import (
    STRONG,
    Suspect,
    counted_within,
    suspects_of,
)
from leadwright.features.prediction.training.table import Column, Flags, Floats, Ints, Table

LEAST_ROWS: Final = 30
LEAST_OUTCOMES: Final = 8
_NOT_LEARNED: Final = {
    Kind.IDENTIFIER: "identifier",
    Kind.CONSTANT: "constant",
    Kind.EMPTY: "empty",
}


@dataclass(frozen=True)
class PreparationOptions:
    """What was asked for: the label, its good value, the column of time, columns out and in."""

    label: str
    positive: str | None = None
    time: str | None = None
    exclude: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass
class Prepared:
    """The task and everything that has to be told about it."""

    task: Task
    label: Label
    typed: list[Typed]
    alone: dict[str, float]
    excluded: list[dict[str, str]] = field(default_factory=list)
    suspects: list[Suspect] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def prepare(table: Table, options: PreparationOptions, say: Callable[[str], None]) -> Prepared:
    """Raises `Invalid` where the table or the options cannot be taken."""
    names = {column.name: column for column in table.columns}
    label_column = named(names, options.label, "label")
    time_column = named(names, options.time, "time") if options.time else None
    if time_column is label_column:
        raise _refused(
            "time",
            f"{label_column.name!r} is the outcome and cannot be the time as well",
            "Name another column of times, or leave --time out.",
        )
    out = {named(names, each, "exclude").name for each in options.exclude}
    keep = {named(names, each, "keep").name for each in options.keep}
    notes = list(table.notes)
    label = read_label(label_column, options.positive)
    rows, times = _usable(label, time_column, notes)
    won = label.won[rows].astype(np.float64)
    _enough(won)
    typed = _typed([column.take(rows) for column in table.columns])
    groups = _copies(typed, notes)
    roles = {label_column.name: ""} | dict.fromkeys(out, "asked")
    if time_column is not None:
        roles.setdefault(time_column.name, "time")
    learned, excluded = _learned(typed, roles, keep)
    alone: dict[str, float] = {}
    say(
        f"{len(won)} rows, {int(won.sum())} of the good outcome; looking at {len(learned)} columns."
    )
    used = []
    for each in learned:
        alone[each.name] = alone_auc(each, won, groups)
        if alone[each.name] >= LEAK and each.name not in keep:
            excluded.append(
                {"column": each.name, "reason": "leak", "auc": f"{alone[each.name]:.3f}"}
            )
        else:
            used.append(each)
    if not used:
        gone = ", ".join(f"{each['column']} ({each['reason']})" for each in excluded[:12])
        raise _refused(
            "columns",
            f"no column is left to learn from (left out: {gone or 'all'})",
            "Add columns that were known before the outcome, or keep one with --keep.",
        )
    suspects = [one for each in used for one in suspects_of(each, won, alone[each.name])]
    weak = [each for each in used if alone[each.name] < STRONG]
    suspects += [one for each in weak for by in weak for one in counted_within(each, by, won)]
    inputs = [one for each in used for one in inputs_of(each)]
    task = Task(inputs, won, groups, times)
    return Prepared(task, label, used, alone, excluded, suspects, notes)


def named(names: dict[str, Column], wanted: str, option: str) -> Column:
    """The column of this name; case and white space may differ if only one fits."""
    if wanted in names:
        return names[wanted]
    folded = " ".join(wanted.casefold().split())
    near = [column for name, column in names.items() if name.casefold() == folded]
    if len(near) == 1:
        return near[0]
    shown = ", ".join(list(names)[:40])
    raise Invalid(
        f"There is no column {wanted!r} (--{option}). The file has: {shown}.",
        code=option,
        problems=(
            FieldProblem(option, f"no column is called {wanted!r}", f"Use one of: {shown}."),
        ),
    )


def _usable(
    label: Label, time_column: Column | None, notes: list[str]
) -> tuple[Flags, Floats | None]:
    rows = label.decided.copy()
    if not rows.all():
        notes.append(f"{int((~rows).sum())} rows without a decided outcome were left out.")
    if time_column is None:
        return rows, None
    moments = _moments(time_column)
    known = np.isfinite(moments)
    if known[rows].mean() < 0.5:
        raise _refused(
            "time",
            f"most values of {time_column.name!r} are no dates or numbers",
            "Name a column of dates (2026-01-31), times or increasing numbers.",
        )
    if not known[rows].all():
        notes.append(f"{int((~known & rows).sum())} rows without a readable time were left out.")
    rows &= known
    if len(np.unique(moments[rows])) < 2:
        raise _refused("time", "all rows have the same time", "Leave --time out.")
    return rows, moments[rows]


def _moments(column: Column) -> Floats:
    dates = as_dates(column.values)
    numbers = as_numbers(column.values)
    better = np.isfinite(dates[column.codes]).sum() >= np.isfinite(numbers[column.codes]).sum()
    return (dates if better else numbers)[column.codes]


def _enough(won: Floats) -> None:
    wins, losses = int(won.sum()), int(len(won) - won.sum())
    if len(won) >= LEAST_ROWS and min(wins, losses) >= LEAST_OUTCOMES:
        return
    raise _refused(
        "label",
        f"there are {len(won)} rows with an outcome, {wins} won and {losses} not",
        f"A model needs at least {LEAST_ROWS} rows and {LEAST_OUTCOMES} of each outcome; "
        "score by rules until then.",
    )


def _typed(columns: list[Column]) -> list[Typed]:
    distinct = int(groups_of_equal([column.codes for column in columns]).max()) + 1
    return [read_kind(column, distinct) for column in columns]


def _learned(
    typed: list[Typed], roles: dict[str, str], keep: set[str]
) -> tuple[list[Typed], list[dict[str, str]]]:
    """Columns to learn from, and the others with the reason; the label has none."""
    learned: list[Typed] = []
    excluded: list[dict[str, str]] = []
    for each in typed:
        reason = roles.get(each.name, _NOT_LEARNED.get(each.kind))
        if each.kind is Kind.IDENTIFIER and each.name in keep and each.name not in roles:
            kind = Kind.CATEGORY if each.numbers is None else Kind.NUMBER
            learned.append(replace(each, kind=kind))
        elif reason is None:
            learned.append(each)
        elif reason:
            excluded.append({"column": each.name, "reason": reason})
    return learned, excluded


def _copies(typed: list[Typed], notes: list[str]) -> Ints:
    """Rows equal in all but identifiers share a group: copies of one lead.

    Where so few combinations of values exist that different leads must coincide, none do.
    """
    told = [each.column for each in typed if each.kind is not Kind.IDENTIFIER]
    rows = len(told[0].codes)
    possible = math.prod(int((column.counts > 0).sum()) for column in told)
    groups = groups_of_equal([column.codes for column in told])
    copies = rows - int(groups.max()) - 1
    if copies and possible * 10 <= rows:
        notes.append(
            f"Only {possible} combinations of values are possible: equal rows are taken as"
            " different leads, not as copies."
        )
        return np.arange(rows)
    if copies:
        notes.append(f"{copies} rows are copies of others (identifiers aside): each shares a fold.")
    return groups


def _refused(field_name: str, why: str, remedy: str) -> Invalid:
    problem = FieldProblem(field_name, why, remedy)
    return Invalid(
        f"No model can be trained: {why}. {remedy}", code=field_name, problems=(problem,)
    )
