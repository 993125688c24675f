"""Measures readings against labels, in the shape that `leadwright eval understanding` prints."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from leadwright.domain.reading import Reading
from leadwright.features.understanding.heads import Heads
from leadwright.features.understanding.reader import MessageIn, read_message
from leadwright.ports.embedder import Embedder

_FIRST = MessageIn(message="Hello, what does it cost for nine people from May?")
"""Read before the clock runs: whoever comes first loads what all need."""

_JUDGED = ("language", "quality_band", "expect_auto_reply", "sentiment", "urgency", "matter")
Row = tuple[str, str, float, str]
"""Label, prediction, confidence, language."""


def evaluate(
    lines: Iterable[Mapping[str, Any]], embedder: Embedder, heads: Heads, today: date
) -> dict[str, Any]:
    """Predictions for every line, and metrics over those that carry labels."""
    predictions: list[dict[str, Any]] = []
    rows: list[Row] = []
    extra: dict[str, list[bool]] = {}
    read_message(_FIRST, embedder, heads, today)
    for line in lines:
        begun = time.perf_counter()
        reading = read_message(_message_of(line), embedder, heads, today)
        milliseconds = (time.perf_counter() - begun) * 1_000
        prediction = _prediction(line.get("id"), reading, milliseconds)
        predictions.append(prediction)
        if line.get("intent"):
            language = str(line.get("language") or reading.language)
            rows.append((str(line["intent"]), str(reading.intent), reading.confidence, language))
        for name in _JUDGED:
            if line.get(name) is not None:
                extra.setdefault(name, []).append(prediction[name] == line[name])
        for name, is_right in _entity_hits(line.get("entities"), prediction["entities"]):
            extra.setdefault(name, []).append(is_right)
    answer: dict[str, Any] = {"predictions": predictions}
    if rows or extra:
        shares = {
            f"{name}_accuracy": round(float(np.mean(hits)), 4) for name, hits in extra.items()
        }
        answer["metrics"] = {**(intent_metrics(rows) if rows else {}), **shares}
    return answer


def _message_of(line: Mapping[str, Any]) -> MessageIn:
    fields = ("message", "name", "email", "company", "phone")
    return MessageIn(**{f: str(line[f]) for f in fields if line.get(f) is not None})


def _prediction(identifier: object, reading: Reading, milliseconds: float) -> dict[str, Any]:
    shown = reading.model_dump(
        mode="json",
        include={
            "intent",
            "confidence",
            "unsure",
            "language",
            "quality_band",
            "expect_auto_reply",
            "matter",
            "entities",
        },
    )
    return {
        "id": identifier,
        **shown,
        "sentiment": str(reading.sentiment),
        "urgency": str(reading.urgency),
        "ms": round(milliseconds, 2),
    }


def _entity_hits(labels: object, found: Mapping[str, Any]) -> Iterable[tuple[str, bool]]:
    """Whether each labelled entity was read; a budget by its upper end, a timeline by its words."""
    if not isinstance(labels, Mapping):
        return
    for name in ("budget", "timeline", "team_size", "phone", "products", "competitors"):
        if name in labels:
            yield name, _comparable(name, labels[name]) == _comparable(name, found.get(name))


def _comparable(name: str, value: Any) -> object:
    if not value:
        return None
    if name == "budget":
        return value.get("amount") if isinstance(value, Mapping) else value
    if name in {"products", "competitors"}:
        return frozenset(str(each).casefold() for each in value)
    return str(value).casefold() if name == "timeline" else value


def intent_metrics(rows: Sequence[Row]) -> dict[str, Any]:
    """Accuracy, F1, confusion and calibration of labelled predictions."""
    labels = sorted({label for label, *_ in rows} | {predicted for _, predicted, *_ in rows})
    confusion = {a: dict.fromkeys(labels, 0) for a in labels}
    for label, predicted, *_ in rows:
        confusion[label][predicted] += 1
    per_class = {label: _class_metrics(label, confusion) for label in labels}
    present = [m["f1"] for m in per_class.values() if m["support"]]
    languages = sorted({language for *_, language in rows})
    return {
        "n": len(rows),
        "accuracy": _accuracy(rows),
        "macro_f1": round(float(np.mean(present)), 4),
        "per_class": per_class,
        "per_language": {
            language: _language_metrics([r for r in rows if r[3] == language])
            for language in languages
        },
        "confusion": confusion,
        "ece": expected_calibration_error(rows),
    }


def _accuracy(rows: Sequence[Row]) -> float:
    return round(float(np.mean([label == predicted for label, predicted, *_ in rows])), 4)


def _language_metrics(rows: Sequence[Row]) -> dict[str, float]:
    labels = {label for label, *_ in rows}
    confusion = {
        a: dict.fromkeys(labels | {p for _, p, *_ in rows}, 0)
        for a in labels | {p for _, p, *_ in rows}
    }
    for label, predicted, *_ in rows:
        confusion[label][predicted] += 1
    scores = [_class_metrics(label, confusion)["f1"] for label in labels]
    return {
        "n": len(rows),
        "accuracy": _accuracy(rows),
        "macro_f1": round(float(np.mean(scores)), 4),
    }


def _class_metrics(label: str, confusion: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    hits = confusion[label][label]
    support = sum(confusion[label].values())
    claimed = sum(row[label] for row in confusion.values())
    precision = hits / claimed if claimed else 0.0
    recall = hits / support if support else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
        "support": support,
    }


def expected_calibration_error(rows: Sequence[Row], bins: int = 10) -> float:
    """Mean gap of confidence and accuracy over ten equal-width bins, weighted by their size."""
    confidence = np.array([row[2] for row in rows])
    right = np.array([row[0] == row[1] for row in rows], dtype=float)
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gap = sum(
        abs(right[which == b].mean() - confidence[which == b].mean()) * float(np.mean(which == b))
        for b in range(bins)
        if np.any(which == b)
    )
    return round(float(gap), 4)
