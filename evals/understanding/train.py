"""Builds the heads of embedded understanding from the authored messages beside this file.

    PYTHONPATH=src python evals/understanding/train.py [--check]

Reads `messages/*.jsonl`, chooses nothing by hand: temperature and threshold come from out-of-fold
predictions, with folds that never split a template (messages whose meanings nearly coincide,
translations included). Writes `heads.npz` and `heads.json` into the feature's data folder, and the
out-of-fold figures, also with whole subjects (`family`) held out, into `heads.json`.
Needs numpy only, some minutes.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from leadwright.domain.reading import Intent
from leadwright.features.understanding.evaluation import Row, intent_metrics
from leadwright.features.understanding.heads import softmax
from leadwright.features.understanding.rules import strip_instructions
from leadwright.features.understanding.spans import clean
from leadwright.features.understanding.wording import BUCKETS, hashed_buckets, weigh
from leadwright.integrations.use_multilingual.embedder import UseMultilingual

HERE = Path(__file__).parent
MESSAGES = HERE / "messages"
TARGET = HERE.parent.parent / "src/leadwright/features/understanding/data"
GAMMA, WORD_SHARE, RIDGE, RIDGE_ALONE = 1.0, 0.5, 0.35, 0.5
SAME_TEMPLATE = 0.7
FOLDS = 5
WANTED_PRECISION = 0.9
INTENTS = [str(intent) for intent in Intent]

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Corpus:
    """The authored messages, turned into numbers."""

    labels: list[str]
    languages: list[str]
    families: list[str]
    steps: NDArray[np.int8]
    scale: Floats
    words: Floats
    rarity: Floats

    @property
    def vectors(self) -> Floats:
        """Sentence vectors as the shipped file can hold them: 127 steps to each side a row."""
        return self.steps.astype(np.float32) * self.scale[:, None]

    @property
    def targets(self) -> Floats:
        """One column an intent; -0.1 off the label keeps scores centred."""
        hot = np.full((len(self.labels), len(INTENTS)), -0.1, dtype=np.float32)
        hot[np.arange(len(self.labels)), [INTENTS.index(label) for label in self.labels]] = 1
        return hot


def lines() -> Iterator[dict[str, str]]:
    for path in sorted(MESSAGES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def corpus() -> Corpus:
    read = [(row, strip_instructions(clean(row["message"]))) for row in lines()]
    # what rules judge alone (nothing but instructions) teaches the heads nothing
    kept = [(row, text) for row, text in read if text]
    buckets = [hashed_buckets(text) for _, text in kept]
    seen = np.zeros(BUCKETS, dtype=np.float32)
    for each in buckets:
        seen[each] += 1
    rarity = (np.log((1 + len(kept)) / (1 + seen)) + 1).astype(np.float16).astype(np.float32)
    words = np.zeros((len(kept), BUCKETS), dtype=np.float32)
    for row, each in zip(words, buckets, strict=True):
        row[each] = weigh(each, rarity)
    vectors = UseMultilingual(threads=2).embed([text for _, text in kept])
    scale = np.abs(vectors).max(axis=1) / 127
    return Corpus(
        labels=[row["intent"] for row, _ in kept],
        languages=[row["language"] for row, _ in kept],
        families=[row["family"] for row, _ in kept],
        steps=np.round(vectors / scale[:, None]).astype(np.int8),
        scale=scale,
        words=words,
        rarity=rarity,
    )


def templates(data: Corpus) -> list[int]:
    """A group number a message: near-equal meanings of one intent share it."""
    parent = list(range(len(data.labels)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    close = np.argwhere(np.triu(data.vectors @ data.vectors.T > SAME_TEMPLATE, 1))
    for a, b in close:
        if data.labels[a] == data.labels[b]:
            parent[root(int(a))] = root(int(b))
    return [root(node) for node in range(len(parent))]


def folds_of(groups: list[int] | list[str]) -> NDArray[np.int_]:
    """A fold for each message; a group stays whole, sizes stay even; the same every time."""
    counts: dict[str, int] = {}
    for group in map(str, groups):
        counts[group] = counts.get(group, 0) + 1
    loads = [0] * FOLDS
    fold: dict[str, int] = {}
    for group in sorted(counts, key=lambda g: (-counts[g], hashlib.sha256(g.encode()).hexdigest())):
        fold[group] = loads.index(min(loads))
        loads[fold[group]] += counts[group]
    return np.array([fold[str(group)] for group in groups])


def out_of_fold(kernel: Floats, targets: Floats, folds: NDArray[np.int_], ridge: float) -> Floats:
    scores = np.zeros_like(targets)
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold)
        kept = np.flatnonzero(folds != fold)
        dual = solve(kernel[np.ix_(kept, kept)], targets[kept], ridge)
        scores[held] = kernel[np.ix_(held, kept)] @ dual
    return scores


def solve(kernel: Floats, targets: Floats, ridge: float) -> Floats:
    answer: Floats = np.linalg.solve(
        kernel.astype(np.float64) + ridge * np.eye(len(kernel)), targets
    ).astype(np.float32)
    return answer


def fit_temperature(scores: Floats, labels: list[str]) -> float:
    """The temperature of least log loss."""
    index = np.array([INTENTS.index(label) for label in labels])
    tried = np.geomspace(0.02, 1.0, 120)

    def loss(temperature: float) -> float:
        right = softmax(scores / np.float32(temperature))[np.arange(len(index)), index]
        return float(-np.log(np.maximum(right, 1e-9)).mean())

    return float(min(tried, key=loss))


def fit_threshold(rows: list[Row]) -> float:
    """The lowest confidence above which predictions are right often enough."""
    for threshold in np.arange(0.2, 0.9, 0.01):
        sure = [row for row in rows if row[2] >= threshold]
        if sure and np.mean([row[0] == row[1] for row in sure]) >= WANTED_PRECISION:
            return round(float(threshold), 2)
    return 0.9


def rows_of(scores: Floats, temperature: float, data: Corpus) -> list[Row]:
    probabilities = softmax(scores / np.float32(temperature))
    return [
        (label, INTENTS[int(row.argmax())], float(row.max()), language)
        for label, language, row in zip(data.labels, data.languages, probabilities, strict=True)
    ]


def summary(rows: list[Row]) -> dict[str, object]:
    metrics = intent_metrics(rows)
    return {
        "n": metrics["n"],
        "accuracy": metrics["accuracy"],
        "macro_f1": metrics["macro_f1"],
        "ece": metrics["ece"],
        "f1": {label: m["f1"] for label, m in metrics["per_class"].items()},
        "accuracy_by_language": {k: m["accuracy"] for k, m in metrics["per_language"].items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the heads of embedded understanding.")
    parser.add_argument("--check", action="store_true", help="measure only, write nothing")
    arguments = parser.parse_args()
    data = corpus()
    likeness = np.exp(-2 * GAMMA * (1 - data.vectors @ data.vectors.T)).astype(np.float32)
    wording = data.words @ data.words.T
    kernel = likeness + np.float32(WORD_SHARE) * wording
    by_template, by_family = folds_of(templates(data)), folds_of(data.families)
    scores = out_of_fold(kernel, data.targets, by_template, RIDGE)
    temperature = fit_temperature(scores, data.labels)
    rows = rows_of(scores, temperature, data)
    threshold = fit_threshold(rows)
    alone = out_of_fold(wording, data.targets, by_template, RIDGE_ALONE)
    temperature_alone = fit_temperature(alone, data.labels)
    strange = rows_of(out_of_fold(kernel, data.targets, by_family, RIDGE), temperature, data)
    sure = [row for row in rows if row[2] >= threshold]
    facts = {
        "intents": INTENTS,
        "embedder": UseMultilingual.name,
        "gamma": GAMMA,
        "word_share": WORD_SHARE,
        "temperature": round(temperature, 4),
        "temperature_alone": round(temperature_alone, 4),
        "threshold": threshold,
        "measured": {
            "new_wording": summary(rows),
            "new_subject": summary(strange),
            "words_alone": summary(rows_of(alone, temperature_alone, data)),
            "sure_share": round(len(sure) / len(rows), 4),
            "sure_accuracy": round(float(np.mean([r[0] == r[1] for r in sure])), 4),
        },
    }
    print(json.dumps(facts, indent=1))
    if not arguments.check:
        write(data, kernel, wording, facts)


def write(data: Corpus, kernel: Floats, wording: Floats, facts: dict[str, object]) -> None:
    dual = solve(kernel, data.targets, RIDGE)
    alone = solve(wording, data.targets, RIDGE_ALONE)
    TARGET.mkdir(parents=True, exist_ok=True)
    with (TARGET / "heads.npz").open("wb") as file:
        np.savez_compressed(
            file,
            support=data.steps,
            scale=data.scale,
            dual=dual.astype(np.float16),
            rarity=data.rarity.astype(np.float16),
            words=(WORD_SHARE * (data.words.T @ dual)).astype(np.float16),
            words_alone=(data.words.T @ alone).astype(np.float16),
        )
    (TARGET / "heads.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
