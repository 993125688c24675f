"""The figures: choice and calibration happen inside each training part, the test part sees neither."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from leadwright.features.prediction.training.folds import SEED, Fold, k_folds, time_fold
from leadwright.features.prediction.training.inputs import Input, take
from leadwright.features.prediction.training.learners import (
    Calibration,
    Fitted,
    Learner,
    calibrate,
    candidates,
    learn,
)
from leadwright.features.prediction.training.measures import auc_of
from leadwright.features.prediction.training.table import Floats, Ints

OUTER: Final = 5
INNER: Final = 3
ONE_LOOK_FROM: Final = 15_000
LOOK_AT_MOST: Final = 200_000

Say = Callable[[str], None]


@dataclass(frozen=True)
class Task:
    """A table ready to be learned: inputs, outcomes, groups of equal rows, times or none."""

    inputs: list[Input]
    won: Floats
    groups: Ints
    times: Floats | None = None
    learners: tuple[Learner, ...] = ()


@dataclass(frozen=True)
class Choice:
    """Which learner did best inside the training rows, its calibration, and each one's log-loss."""

    learner: Learner
    calibrations: dict[Learner, Calibration]
    losses: dict[Learner, float]


@dataclass(frozen=True)
class Evaluation:
    """Probabilities of the tested rows, by the chosen way and by each learner alone."""

    rows: Ints
    chance: Floats
    alone: dict[Learner, Floats]
    chosen: list[Learner]


def evaluate(task: Task, folds: list[Fold], say: Say) -> Evaluation:
    """Probabilities for the test rows of each fold."""
    chance = np.full(len(task.won), np.nan)
    alone: dict[Learner, Floats] = {}
    chosen: list[Learner] = []
    for number, fold in enumerate(folds, 1):
        choice = choose(task, fold.train)
        chosen.append(choice.learner)
        for learner, calibration in choice.calibrations.items():
            fitted = learn(learner, task.inputs, task.won, fold.train)
            found = calibration.chance(fitted.margin(fold.test))
            alone.setdefault(learner, np.full(len(task.won), np.nan))[fold.test] = found
            if learner is choice.learner:
                chance[fold.test] = found
        say(f"Fold {number} of {len(folds)}: {choice.learner.value} chosen.")
    rows = np.concatenate([fold.test for fold in folds])
    rows.sort()
    return Evaluation(rows, chance[rows], {k: v[rows] for k, v in alone.items()}, chosen)


def weights(task: Task, fold: Fold, learner: Learner) -> dict[str, float]:
    """How much AUC the test rows lose when one column's values are shuffled among them."""
    fitted = learn(learner, task.inputs, task.won, fold.train)
    test = fold.test[:20_000]
    won = task.won[test]
    whole = auc_of(fitted.margin(test), won)
    shuffled = np.arange(len(task.won))
    shuffled[test] = np.random.default_rng(SEED).permutation(test)
    lost = {}
    for source in dict.fromkeys(one.source for one in task.inputs):
        mixed = [take(one, shuffled) if one.source == source else one for one in task.inputs]
        lost[source] = whole - auc_of(fitted.with_inputs(mixed).margin(test), won)
    return lost


def choose(task: Task, rows: Ints) -> Choice:
    """Train and test inside these rows: the lower log-loss wins; in time order see `_steady`."""
    looks = _inside(task, rows)
    lost: dict[Learner, Floats] = {}
    calibrations: dict[Learner, Calibration] = {}
    for learner in task.learners or candidates(len(rows)):
        margins = [
            learn(learner, task.inputs, task.won, f.train, of=len(rows)).margin(f.test)
            for f in looks
        ]
        if task.times is None:
            calibrations[learner], lost[learner] = _mixed(task, looks, margins)
        else:
            calibrations[learner], lost[learner] = _rehearsed(task, looks, margins)
    losses = {learner: float(each.mean()) for learner, each in lost.items()}
    best = min(losses, key=lambda each: losses[each]) if task.times is None else _steady(lost)
    return Choice(best, calibrations, losses)


def _mixed(task: Task, looks: list[Fold], margins: list[Floats]) -> tuple[Calibration, Floats]:
    """One line through all looks, and the loss of each row with it."""
    won = task.won[np.concatenate([fold.test for fold in looks])]
    line = calibrate(np.concatenate(margins), won)
    return line, _loss(line.chance(np.concatenate(margins)), won)


def _rehearsed(task: Task, looks: list[Fold], margins: list[Floats]) -> tuple[Calibration, Floats]:
    """The line of the latest stretch, and what such lines cost on the stretch that came after.

    A line judged where it was drawn hides what drift does to it: a learner that carries trends on
    beyond the numbers it has seen looks as good as one that does not.
    """
    lines = [
        calibrate(margin, task.won[fold.test]) for margin, fold in zip(margins, looks, strict=True)
    ]
    if len(looks) == 1:
        return lines[0], _loss(lines[0].chance(margins[0]), task.won[looks[0].test])
    later = zip(lines, margins[1:], looks[1:], strict=False)
    found = [_loss(line.chance(margin), task.won[fold.test]) for line, margin, fold in later]
    return lines[-1], np.concatenate(found)


def _steady(lost: dict[Learner, Floats]) -> Learner:
    """The simplest learner that the best is not ahead of by more than a standard error (Breiman 1984).

    The candidates stand in order of simplicity; days to come differ from those looked at.
    """
    best = min(lost, key=lambda each: lost[each].mean())
    for learner, each in lost.items():
        behind = each - lost[best]
        if behind.mean() <= behind.std() / np.sqrt(len(behind)):
            return learner
    return best


def finish(task: Task, rows: Ints) -> tuple[Fitted, Choice]:
    """The model that goes to work: chosen, calibrated and trained on all these rows."""
    choice = choose(task, rows)
    return learn(choice.learner, task.inputs, task.won, rows), choice


def _inside(task: Task, rows: Ints) -> list[Fold]:
    """Folds within the training rows; in time order the latest of them are looked at."""
    if len(rows) > LOOK_AT_MOST and task.times is None:
        rows = np.sort(np.random.default_rng(SEED).choice(rows, LOOK_AT_MOST, replace=False))
    _, groups = np.unique(task.groups[rows], return_inverse=True)
    if task.times is not None and (stretches := _stretches(task, rows)):
        return stretches
    folds = k_folds(groups, task.won[rows] > 0, INNER if len(rows) < ONE_LOOK_FROM else 4, SEED + 1)
    if len(rows) >= ONE_LOOK_FROM:
        folds = folds[:1]
    return [Fold(rows[fold.train], rows[fold.test]) for fold in folds]


def _stretches(task: Task, rows: Ints) -> list[Fold]:
    """The latest three fifths of these rows, each tested by what came before it; earliest first."""
    found: list[Fold] = []
    for later in (1 / 5, 1 / 4, 1 / 3):
        times = task.times[rows] if task.times is not None else np.zeros(len(rows))
        _, groups = np.unique(task.groups[rows], return_inverse=True)
        fold = time_fold(times, groups, later)
        if not (_both(task.won[rows[fold.train]]) and _both(task.won[rows[fold.test]])):
            break
        found.insert(0, Fold(rows[fold.train], rows[fold.test]))
        rows = found[0].train
    return found


def _both(won: Floats) -> bool:
    return bool(0 < won.sum() < len(won))


def _loss(chance: Floats, won: Floats) -> Floats:
    safe = np.clip(chance, 1e-12, 1 - 1e-12)
    return -(won * np.log(safe) + (1 - won) * np.log(1 - safe))


def outer_folds(task: Task) -> list[Fold]:
    """Five shuffled folds, or the later fifth of the time."""
    if task.times is not None:
        return [time_fold(task.times, task.groups)]
    return k_folds(task.groups, task.won > 0, OUTER)
