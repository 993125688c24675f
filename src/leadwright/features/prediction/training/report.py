"""`score train`: from a file to the figures of CONTRACTS section 5."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.prediction.training.evaluating import (
    Evaluation,
    Task,
    choose,
    evaluate,
    outer_folds,
    weights,
)
from leadwright.features.prediction.training.folds import SEED, Fold
from leadwright.features.prediction.training.learners import Learner
from leadwright.features.prediction.training.measures import (
    deciles,
    figures,
    intervals,
    is_off,
    judge,
    reliability,
)
from leadwright.features.prediction.training.preparing import PreparationOptions, Prepared, prepare
from leadwright.features.prediction.training.reading import read_table
from leadwright.features.prediction.training.suspects import Suspect, too_good
from leadwright.features.prediction.training.table import Ints

Say = Callable[[str], None]
_DIGITS = 4
_LUCK = 0.5


def train_file(path: Path, options: PreparationOptions, say: Say) -> dict[str, Any]:
    """Evaluate on the file. Raises `Invalid` for input that cannot be used."""
    say(f"Reading {path.name}.")
    return measure(prepare(read_table(path, options.label), options, say), say)[0]


def measure(prepared: Prepared, say: Say) -> tuple[dict[str, Any], Ints]:
    """The figures, and which rows they were measured on."""
    folds = outer_folds(prepared.task)
    _testable(prepared.task, folds)
    evaluation = evaluate(prepared.task, folds, say)
    model = _model(prepared.task, evaluation, say)
    said = weights(prepared.task, folds[0], Learner(model))
    notes = prepared.notes + _drift(prepared.task, folds, evaluation)
    report = _report(prepared, evaluation, model, said)
    report["notes"] = notes + _by_chance(report["intervals"]["auc"])
    return report, evaluation.rows


def _testable(task: Task, folds: list[Fold]) -> None:
    """Each training part needs both outcomes; so does everything that is tested."""
    tested = np.concatenate([fold.test for fold in folds])
    parts = [fold.train for fold in folds] + [tested]
    worst = min((min(task.won[p].sum(), len(p) - task.won[p].sum()) for p in parts), default=0)
    if worst >= 5:
        return
    if task.times is not None:
        why = "before or after the cut in time there are fewer than 5 rows of one outcome"
        remedy = "Leave --time out, or add rows of a longer period."
    else:
        why = "too few different rows have one of the outcomes"
        remedy = "Add rows that are no copies of each other."
    problem = FieldProblem("time" if task.times is not None else "label", why, remedy)
    raise Invalid(f"No model can be tested: {why}. {remedy}", code="split", problems=(problem,))


def _model(task: Task, evaluation: Evaluation, say: Say) -> str:
    """The learner for all rows: what the folds agreed on, or one more look inside all rows."""
    agreed = Counter(evaluation.chosen)
    if len(agreed) == 1:
        return evaluation.chosen[0].value
    say("The folds disagree; choosing on all rows.")
    return choose(task, np.arange(len(task.won))).learner.value


def _report(
    prepared: Prepared, evaluation: Evaluation, model: str, said: dict[str, float]
) -> dict[str, Any]:
    task = prepared.task
    rows = evaluation.rows
    judged = judge(task.won[rows], evaluation.chance)
    measured = figures(judged)
    used = [each.name for each in prepared.typed]
    strongest = sorted(used, key=lambda name: -prepared.alone[name])
    doubts = too_good(measured["auc"], said)
    _, groups = np.unique(task.groups[rows], return_inverse=True)
    return {
        "model": model,
        "rows": len(task.won),
        "positives": int(task.won.sum()),
        "split": "time" if task.times is not None else "5-fold",
        **_rounded(measured),
        "intervals": {k: [round(e, _DIGITS) for e in v] for k, v in _intervals(judged, groups)},
        "intervals_by": "95 %, bootstrap over leads (copies drawn together), model held fixed",
        "features": used,
        "excluded": prepared.excluded,
        "suspects": _merged([*prepared.suspects, *doubts]),
        "label": {"positive": prepared.label.positive, "chosen": prepared.label.how},
        "tested_rows": len(rows),
        "tested_positives": int(judged.won.sum()),
        "chosen_in_folds": [each.value for each in evaluation.chosen],
        "learners": {
            each.value: _rounded(figures(judge(judged.won, chance)))
            for each, chance in evaluation.alone.items()
        },
        "alone": {name: round(prepared.alone[name], 3) for name in strongest},
        "weights": {name: round(said[name], 4) for name in sorted(said, key=lambda n: -said[n])},
        "reliability": [_rounded(each) for each in reliability(judged)],
        "deciles": [_rounded(each) for each in deciles(judged)],
        "seed": SEED,
    }


def _intervals(judged: Any, groups: Any) -> list[tuple[str, list[float]]]:
    return list(intervals(judged, groups, SEED).items())


def _merged(found: list[Suspect]) -> list[dict[str, Any]]:
    """One line a column, all reasons in it."""
    lines: dict[str, list[Suspect]] = {}
    for each in found:
        lines.setdefault(each.column, []).append(each)
    return [
        {"column": name, "why": "; ".join(s.why for s in doubts), "kinds": [s.kind for s in doubts]}
        for name, doubts in lines.items()
    ]


def _by_chance(auc: list[float]) -> list[str]:
    """Said plainly where the columns tell nothing, so that nobody ranks leads by luck."""
    low, high = auc
    if low > _LUCK:
        return []
    told = f"The order may be luck: the AUC's interval ({low:.2f} to {high:.2f}) reaches 0.5."
    return [f"{told} Add rows, or columns that were known before the outcome."]


def _drift(task: Task, folds: list[Fold], evaluation: Evaluation) -> list[str]:
    """Said plainly where the world changed under the model."""
    if task.times is None:
        return []
    before, after = task.won[folds[0].train].mean(), task.won[folds[0].test].mean()
    told = f"The good outcome: {before:.1%} in the earlier part, {after:.1%} in the later part."
    judged = judge(task.won[evaluation.rows], evaluation.chance)
    if figures(judged)["ece"] > 0.05 and is_off(judged):
        told += " The outcomes drifted: trust the order of the leads, not the probabilities."
    return [told]


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {
        name: value if isinstance(value, int) else round(value, _DIGITS)
        for name, value in values.items()
    }
