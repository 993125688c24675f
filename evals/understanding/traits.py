"""Fits the traits that stand beside the intent: quality band, right to reply, sentiment.

Called by `train.py`. Every figure and every input of a regression is out of fold, with whole
subjects (`family`) held out, so that a regression learns from scores as they are for new messages.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from inverses import inverse_of
from numpy.typing import NDArray

from leadwright.domain.reading import Intent
from leadwright.features.understanding.delicate import is_delicate
from leadwright.features.understanding.evaluation import expected_calibration_error
from leadwright.features.understanding.reader import MessageIn, entities_of, signs_of
from leadwright.features.understanding.traits import (
    BAND,
    BANDS,
    COLUMNS,
    MATTER,
    MATTERS,
    REPLY,
    TONE,
    TONES,
    band_features,
    matter_features,
    reply_features,
    tone_features,
)

SENTIMENT = Path(__file__).parent / "sentiment"
MATTERS_FILE = Path(__file__).parent / "matters.jsonl"
READ_ON: Final = date(2026, 11, 21)
RIDGE: Final = 0.5
PENALTIES: Final = (1.0, 4.0, 16.0, 64.0, 256.0)
# Most messages are neutral; without it the tone would hardly ever be said to be anything else.
EVEN: Final = 0.75
EVENNESS: Final = {"tone": EVEN, "matter": 0.5}
# So learned, politeness would often be said to be praise: what is said counts rare tones this much.
SAID: Final = 0.6
STEPS: Final = 400
FOLDS: Final = 5
Floats = NDArray[np.float32]
Labels = NDArray[np.int_]


@dataclass(frozen=True)
class Lesson:
    """The messages, their kernel, the fold of each, and out-of-fold chances of the intents."""

    rows: Sequence[dict[str, Any]]
    texts: Sequence[str]
    kernel: Floats
    vectors: Floats
    folds: NDArray[np.int_]
    chances: Floats
    intents: Sequence[str]


def fit(lesson: Lesson) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Figures and weights: `dual` has the kernel's columns, the others are the regressions."""
    bands = labels(lesson.rows, "quality_band", BANDS)
    matters = matters_of(lesson.rows)
    replies = labels(lesson.rows, "expect_auto_reply", (False, True))
    replies[matters > 0] = -1  # that no machine answers these is judged by itself
    tones = labels(with_sentiment(lesson.rows), "sentiment", TONES)
    scores = np.zeros((len(lesson.rows), COLUMNS), dtype=np.float32)
    dual = np.zeros_like(scores)
    columns = ((BAND, bands, 3), (REPLY, replies, 1), (TONE, tones, 3), (MATTER, matters, 3))
    for place, known, classes in columns:
        scores[:, place], dual[:, place] = by_kernel(lesson, known, classes)
    figures: dict[str, Any] = {}
    weights: dict[str, Floats] = {"dual": dual}
    tasks: tuple[tuple[str, Labels, int, Callable[[int], Floats]], ...] = (
        ("band", bands, 3, lambda i: banded(lesson, scores, i)),
        ("reply", replies, 2, lambda i: reply_features(lesson.chances[i], scores[i])),
        ("tone", tones, 3, lambda i: tone_features(lesson.chances[i], lesson.vectors[i])),
        ("matter", matters, 3, lambda i: worded(lesson, scores, i)),
    )
    for name, known, classes, features in tasks:
        chosen = np.flatnonzero(known >= 0)
        table = np.stack([features(int(i)) for i in chosen])
        even = EVENNESS.get(name, 0.0)
        figures[name], weights[name] = regress(
            table, known[chosen], lesson.folds[chosen], classes, even
        )
    weights["tone"][-1] += milder(tones[tones >= 0])
    return figures, weights


def milder(tones: Labels) -> Floats:
    """What makes of the constants learned with EVEN those that go with SAID: odds of the classes."""
    counts = np.bincount(tones, minlength=len(TONES))
    shift: Floats = ((EVEN - SAID) * np.log(counts / counts.max())).astype(np.float32)
    return shift


def labels(rows: Sequence[dict[str, Any]], field: str, classes: Sequence[Any]) -> Labels:
    """The class of each row, -1 where it has no label."""
    return np.array(
        [classes.index(row[field]) if row.get(field) in classes else -1 for row in rows]
    )


def with_sentiment(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    told: dict[str, str] = {}
    for path in sorted(SENTIMENT.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            told[entry["id"]] = entry["sentiment"]
    return [{"sentiment": told.get(row["id"])} for row in rows]


def matters_of(rows: Sequence[dict[str, Any]]) -> Labels:
    """Of each message its matter: whoever is not in the file has none."""
    told = {
        entry["id"]: entry["matter"]
        for entry in map(json.loads, MATTERS_FILE.read_text("utf-8").splitlines())
    }
    return np.array([MATTERS.index(told.get(row["id"])) for row in rows])


def worded(lesson: Lesson, scores: Floats, place: int) -> Floats:
    """Features of the matter."""
    return matter_features(
        lesson.chances[place], scores[place], is_worded=is_delicate(lesson.texts[place])
    )


def by_kernel(lesson: Lesson, known: Labels, classes: int) -> tuple[Floats, Floats]:
    """Out-of-fold scores of all messages, and the weights of all labelled ones."""
    chosen = np.flatnonzero(known >= 0)
    targets = np.eye(max(classes, 2), dtype=np.float32)[known[chosen]][:, -classes:]
    inverse = inverse_of(lesson.kernel[np.ix_(chosen, chosen)], RIDGE)
    dual = np.zeros((len(known), classes), dtype=np.float32)
    dual[chosen] = inverse @ targets
    scores = np.zeros_like(dual)
    for fold in range(FOLDS):
        held, theirs = lesson.folds == fold, np.flatnonzero(lesson.folds[chosen] == fold)
        without = dual[chosen] - inverse[:, theirs] @ np.linalg.solve(
            inverse[np.ix_(theirs, theirs)], dual[chosen[theirs]]
        )
        scores[held] = lesson.kernel[np.ix_(np.flatnonzero(held), chosen)] @ without
    return scores, dual


def banded(lesson: Lesson, scores: Floats, place: int) -> Floats:
    """Features of the band as the reader will have them: entities by the intent it would see."""
    row, chances = lesson.rows[place], lesson.chances[place]
    message = MessageIn(
        message=lesson.texts[place], email=row.get("email"), company=row.get("company")
    )
    intent = Intent(lesson.intents[int(chances.argmax())])
    entities = entities_of(message, intent, row["language"], READ_ON)
    signs = signs_of(message, lesson.texts[place], intent, entities)
    return band_features(chances, scores[place], signs)


def regress(
    table: Floats, known: Labels, folds: NDArray[np.int_], classes: int, even: float = 0.0
) -> tuple[dict[str, Any], Floats]:
    """The regression with the penalty of least loss on subjects held out."""
    worth = shares_of_classes(known, classes, even)[known]
    tried = {
        penalty: held_out(table, known, folds, classes, (penalty, even)) for penalty in PENALTIES
    }
    best = min(tried, key=lambda penalty: loss(tried[penalty], known, worth))
    chances = tried[best]
    hits = chances.argmax(axis=1) == known
    rows = [
        ("right" if hit else "wrong", "right", float(row.max()), "und")
        for hit, row in zip(hits, chances, strict=True)
    ]
    figures = {
        "n": len(known),
        "accuracy": round(float(hits.mean()), 4),
        "macro_f1": round(macro_f1(chances.argmax(axis=1), known, classes), 4),
        "ece": expected_calibration_error(rows),
        "penalty": best,
    }
    return figures, logistic(table, known, classes, best, even)


def held_out(
    table: Floats,
    known: Labels,
    folds: NDArray[np.int_],
    classes: int,
    choice: tuple[float, float],
) -> Floats:
    """Chances from regressions that saw nothing of the fold. `choice`: penalty and evenness."""
    chances = np.zeros((len(known), classes), dtype=np.float32)
    for fold in range(FOLDS):
        kept, held = folds != fold, folds == fold
        weights = logistic(table[kept], known[kept], classes, *choice)
        chances[held] = shares(table[held] @ weights[:-1] + weights[-1])
    return chances


def loss(chances: Floats, known: Labels, worth: Floats) -> float:
    right = np.maximum(chances[np.arange(len(known)), known], 1e-9)
    return float(-(worth * np.log(right)).mean())


def macro_f1(said: Labels, known: Labels, classes: int) -> float:
    scores = []
    for each in range(classes):
        both = np.sum((said == each) & (known == each))
        scores.append(2 * both / max(np.sum(said == each) + np.sum(known == each), 1))
    return float(np.mean(scores))


def logistic(
    table: Floats, known: Labels, classes: int, penalty: float, even: float = 0.0
) -> Floats:
    """Multinomial logistic regression by accelerated gradient steps; the last row is the constant.

    `even`: 1 makes rare classes count as much as common ones, 0 leaves them as they are.
    """
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-3
    rows = np.hstack([(table - mean) / spread, np.ones((len(table), 1), dtype=np.float32)])
    hot = np.eye(classes, dtype=np.float32)[known]
    worth = shares_of_classes(known, classes, even)[known][:, None] / len(rows)
    shrink = np.full((rows.shape[1], 1), penalty / len(rows), dtype=np.float32)
    shrink[-1] = 0
    curve = 0.5 * float(np.linalg.norm((worth * rows).T @ rows, 2))
    step = 1.0 / (curve + float(shrink.max()))
    weights = ahead = np.zeros((rows.shape[1], classes), dtype=np.float32)
    for number in range(STEPS):
        slope = rows.T @ (worth * (shares(rows @ ahead) - hot)) + shrink * ahead
        newer = ahead - step * slope
        ahead = newer + number / (number + 3) * (newer - weights)
        weights = newer
    plain = weights[:-1] / spread[:, None]
    answer: Floats = np.vstack([plain, weights[-1:] - mean @ plain]).astype(np.float32)
    return answer


def shares_of_classes(known: Labels, classes: int, even: float) -> Floats:
    """What one message of each class is worth; 1 on average."""
    counts = np.bincount(known, minlength=classes)
    worth = (len(known) / np.maximum(counts, 1) / classes) ** even
    answer: Floats = (worth * len(known) / float(worth @ counts)).astype(np.float32)
    return answer


def shares(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    answer: Floats = powers / powers.sum(axis=1, keepdims=True)
    return answer
