"""Training in a process of its own: a request as JSON on stdin, the answer as JSON on stdout.

Started as `python -m leadwright.features.prediction.training.child`; each line on stderr is progress.
The request: `columns` (name -> cells), `label`, `time`, `rules` (score by rules at that time, or
null), `parts` (column -> part), `fifths` (which sister never sees the row). The answer: `report`,
`model` and `sisters`, or `refusal`.
"""

import json
import sys
from dataclasses import replace
from typing import Any, Final

import numpy as np

from leadwright.domain.errors import Invalid
from leadwright.features.prediction.drift import reference
from leadwright.features.prediction.out_of_fold import COUNT
from leadwright.features.prediction.points import to_text
from leadwright.features.prediction.training.evaluating import finish
from leadwright.features.prediction.training.export import points_table
from leadwright.features.prediction.training.folds import SEED
from leadwright.features.prediction.training.kinds import Kind, read_kind
from leadwright.features.prediction.training.learners import Learner
from leadwright.features.prediction.training.measures import auc_of, figures, intervals, judge
from leadwright.features.prediction.training.preparing import PreparationOptions, Prepared, prepare
from leadwright.features.prediction.training.report import measure
from leadwright.features.prediction.training.suspects import suspects_of
from leadwright.features.prediction.training.table import Column, Ints, Table
from leadwright.kernel.process import die_with_parent

_TOO_SHORT: Final = (
    "No model can be tested yet: however the leads are parted, one part has fewer than five of one"
    " outcome. Train again when more leads have an outcome."
)
_MIXED: Final = (
    "Too few of the latest leads have an outcome to test on them alone. The figures come from five"
    " mixed parts, each tested by a model that had not seen it: they do not show how the model fares"
    " as times change. Train again when more leads have an outcome."
)
LEARNERS: Final = (Learner.LOGISTIC, Learner.ADDITIVE)
_LEAST_OF_EACH: Final = 8
_NAMES_A_LEAD: Final = frozenset({"company_short"})
"""Several leads of one company share its name, and it says nothing about the next company."""


def main() -> None:
    """Answer one request."""
    die_with_parent()
    request = json.load(sys.stdin)
    try:
        answer = train(request)
    except Invalid as refusal:
        answer = {"refusal": _TOO_SHORT if refusal.code == "split" else refusal.message}
    sys.stdout.write(json.dumps(answer))


def train(request: dict[str, Any]) -> dict[str, Any]:
    """Guard, judge on the latest leads, and train on all of them. Raises `Invalid`."""
    table = _table(request["columns"])
    options = PreparationOptions(request["label"], positive="yes", time=request["time"])
    out = _left_out(table, options)
    prepared = prepare(table, replace(options, exclude=tuple(out)), _say)
    prepared.excluded[:] = [
        each | {"reason": out.get(each["column"], each["reason"])} for each in prepared.excluded
    ]
    prepared.task = replace(prepared.task, learners=LEARNERS)
    report, tested = _measured(prepared)
    rows = np.arange(len(prepared.task.won))
    _say("Training on all leads.")
    fitted, choice = finish(prepared.task, rows)
    model = points_table(
        fitted, choice.calibrations[choice.learner], prepared.task.won, rows, request["parts"]
    )
    text, sha256 = to_text(model)
    report["model"] = choice.learner.value
    report["rules_alone"] = _rules_alone(request.get("rules"), prepared, tested)
    names = list(request["columns"])
    leads = [
        dict(zip(names, cells, strict=True))
        for cells in zip(*request["columns"].values(), strict=True)
    ]
    seen = reference(model, leads).model_dump(mode="json")
    return {
        "report": report,
        "model": text,
        "sha256": sha256,
        "reference": seen,
        "sisters": _sisters(request, prepared, choice.learner),
    }


def _measured(prepared: Prepared) -> tuple[dict[str, Any], Ints]:
    """On the latest leads; where these hold too few outcomes, in five mixed parts, and so it says."""
    try:
        return measure(prepared, _say)
    except Invalid as refusal:
        if refusal.code != "split":
            raise
    _say("Too few later leads to test on: testing in five mixed parts.")
    prepared.task = replace(prepared.task, times=None)
    prepared.notes.append(_MIXED)
    return measure(prepared, _say)


def _sisters(request: dict[str, Any], prepared: Prepared, learner: Learner) -> list[str]:
    """The same kind of model without each fifth of the leads; none where a fifth cannot be spared."""
    won = prepared.task.won
    fifths = np.array(request.get("fifths", ()), dtype=np.int64)
    if len(fifths) != len(won):
        return []
    task = replace(prepared.task, learners=(learner,))
    found = []
    for number in range(COUNT):
        rows = np.flatnonzero(fifths != number)
        if min(won[rows].sum(), len(rows) - won[rows].sum()) < _LEAST_OF_EACH:
            return []
        _say(f"Training sister {number + 1} of {COUNT}, for replays.")
        fitted, choice = finish(task, rows)
        line = choice.calibrations[learner]
        found.append(to_text(points_table(fitted, line, won, rows, request["parts"]))[0])
    return found


def _table(columns: dict[str, list[str]]) -> Table:
    made = []
    for name, cells in columns.items():
        seen: dict[str, int] = {"": 0}
        codes = [seen.setdefault(cell, len(seen)) for cell in cells]
        made.append(Column(name, list(seen), np.array(codes, dtype=np.int32)))
    return Table(made, len(next(iter(columns.values()))), [])


def _left_out(table: Table, options: PreparationOptions) -> dict[str, str]:
    """Columns that no model of a workspace learns from by default, with the reason."""
    out: dict[str, str] = {}
    for column in table.columns:
        if column.name in {options.label, options.time}:
            continue
        if column.name in _NAMES_A_LEAD:
            out[column.name] = Kind.IDENTIFIER.value
            continue
        typed = read_kind(column, table.rows)
        if typed.kind in {Kind.TEXT, Kind.DATE}:
            out[column.name] = typed.kind.value
            continue
        found = suspects_of(typed, np.zeros(table.rows), 0.5)
        for doubt in found:
            if doubt.kind in {"protected", "proxy"}:
                out[column.name] = doubt.kind
    return out


def _rules_alone(
    rules: list[float | None] | None, prepared: Prepared, tested: Ints
) -> dict[str, Any] | None:
    """How the rules' score ordered the same leads."""
    won = prepared.task.won
    if rules is None or len(rules) != len(won):
        return None
    rows = tested
    score = np.array([np.nan if each is None else each for each in rules])[rows]
    if np.isnan(score).mean() > 0.5:
        return None
    score = np.where(np.isnan(score), np.nanmedian(score), score) / 100
    judged = judge(won[rows], score)
    found = figures(judged)
    _, groups = np.unique(prepared.task.groups[rows], return_inverse=True)
    return {
        "auc": auc_of(score, won[rows]),
        "lift_top_decile": found["lift_top_decile"],
        "capture_30": found["capture_30"],
        "intervals": intervals(judged, groups, SEED),
    }


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
