"""Builds the heads of embedded understanding from the authored messages beside this file.

    PYTHONPATH=src python evals/understanding/train.py [--check] [--vectors FILE.npz]

Reads `messages/*.jsonl` and `sentiment/*.jsonl`, chooses nothing by hand: temperature and threshold
come from out-of-fold predictions, with folds that never split a template (messages whose meanings
nearly coincide, translations included); traits (`traits.py`) from folds that hold out whole subjects
(`family`). Writes `heads.npz` and `heads.json` into the feature's data folder, and the out-of-fold
figures into `heads.json`. Needs numpy only, some minutes; `--vectors` keeps the vectors of meaning
for the next time.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import traits
from numpy.typing import NDArray

from leadwright.domain.reading import Intent
from leadwright.features.understanding.evaluation import Row, intent_metrics
from leadwright.features.understanding.heads import CLASSIFY_AT_MOST, gaussian, side, softmax
from leadwright.features.understanding.meaning import Views, views_of
from leadwright.features.understanding.rules import strip_instructions
from leadwright.features.understanding.spans import clean
from leadwright.features.understanding.wording import BUCKETS, hashed_buckets, weigh
from leadwright.integrations.use_multilingual.embedder import UseMultilingual

HERE = Path(__file__).parent
MESSAGES = HERE / "messages"
TARGET = HERE.parent.parent / "src/leadwright/features/understanding/data"
GAMMA, WORD_SHARE, RIDGE, RIDGE_ALONE = 1.5, 0.5, 0.35, 0.5
ENDS_SHARE, AXES = 0.3, 128
SAME_TEMPLATE = 0.7
FOLDS = 5
WANTED_PRECISION = 0.9
INTENTS = [str(intent) for intent in Intent]

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Steps:
    """Vectors as bytes: 127 steps to each side a row."""

    steps: NDArray[np.int8]
    scale: Floats

    @property
    def rows(self) -> Floats:
        return self.steps.astype(np.float32) * self.scale[:, None]


@dataclass(frozen=True)
class Corpus:
    """The authored messages, turned into numbers."""

    rows: list[dict[str, Any]]
    texts: list[str]
    labels: list[str]
    languages: list[str]
    families: list[str]
    whole: Steps
    axes: Floats
    first: Steps
    last: Steps
    words: Floats
    rarity: Floats

    @property
    def vectors(self) -> Floats:
        """Vectors of meaning as the shipped file can hold them."""
        return self.whole.rows

    @property
    def targets(self) -> Floats:
        """One column an intent; -0.1 off the label keeps scores centred."""
        hot = np.full((len(self.labels), len(INTENTS)), -0.1, dtype=np.float32)
        hot[np.arange(len(self.labels)), [INTENTS.index(label) for label in self.labels]] = 1
        return hot


def lines() -> Iterator[dict[str, Any]]:
    for path in sorted(MESSAGES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def corpus(kept_vectors: Path | None) -> Corpus:
    read = [(row, strip_instructions(clean(row["message"]))) for row in lines()]
    # what rules judge alone (nothing but instructions) teaches the heads nothing
    kept = [(row, text[:CLASSIFY_AT_MOST]) for row, text in read if text]
    buckets = [hashed_buckets(text) for _, text in kept]
    seen = np.zeros(BUCKETS, dtype=np.float32)
    for each in buckets:
        seen[each] += 1
    rarity = (np.log((1 + len(kept)) / (1 + seen)) + 1).astype(np.float16).astype(np.float32)
    words = np.zeros((len(kept), BUCKETS), dtype=np.float32)
    for row, each in zip(words, buckets, strict=True):
        row[each] = weigh(each, rarity)
    views = views_for([text for _, text in kept], kept_vectors)
    axes = axes_of(np.vstack([views.first, views.last]))
    return Corpus(
        rows=[row for row, _ in kept],
        texts=[text for _, text in kept],
        labels=[row["intent"] for row, _ in kept],
        languages=[row["language"] for row, _ in kept],
        families=[row["family"] for row, _ in kept],
        whole=in_steps(views.whole),
        axes=axes,
        first=in_steps(views.first @ axes),
        last=in_steps(views.last @ axes),
        words=words,
        rarity=rarity,
    )


def in_steps(vectors: Floats) -> Steps:
    scale = np.abs(vectors).max(axis=1) / 127
    return Steps(np.round(vectors / scale[:, None]).astype(np.int8), scale)


def axes_of(vectors: Floats) -> Floats:
    """The directions in which sentences differ most, as the shipped file can hold them."""
    _, directions = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)
    return directions[:, -AXES:].astype(np.float16).astype(np.float32)


def views_for(texts: list[str], kept: Path | None) -> Views:
    """Vectors of meaning, taken from the file where it has the text, and kept there."""
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    known: dict[str, Floats] = {}
    if kept and kept.exists():
        with np.load(kept, allow_pickle=False) as file:
            known = dict(zip(file["keys"].tolist(), file["vectors"], strict=True))
    new = [i for i, key in enumerate(keys) if key not in known]
    if new:
        views = views_of([texts[i] for i in new], UseMultilingual(threads=2))
        found = np.stack([views.whole, views.first, views.last], axis=1)
        known.update((keys[i], row) for i, row in zip(new, found, strict=True))
    vectors = np.stack([known[key] for key in keys])
    if kept and new:
        np.savez(kept, keys=np.array(keys), vectors=vectors)
    return Views(vectors[:, 0], vectors[:, 1], vectors[:, 2])


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
    parser.add_argument("--vectors", type=Path, help="file that keeps the vectors of meaning")
    arguments = parser.parse_args()
    data = corpus(arguments.vectors)
    kernel = np.exp(-2 * GAMMA * (1 - data.vectors @ data.vectors.T)).astype(np.float32)
    wording = data.words @ data.words.T
    kernel += np.float32(WORD_SHARE) * wording
    for end in (data.first.rows, data.last.rows):
        kernel += np.float32(ENDS_SHARE) * gaussian(end, side(end), GAMMA)
    facts, arrays = intents(data, kernel, wording)
    by_family = folds_of(data.families)
    held_out = out_of_fold(kernel, data.targets, by_family, RIDGE)
    temperature = float(str(facts["temperature"]))
    chances = softmax(held_out / np.float32(temperature))
    strange = rows_of(held_out, temperature, data)
    taught, fitted = traits.fit(
        traits.Lesson(data.rows, data.texts, kernel, data.vectors, by_family, chances, INTENTS)
    )
    facts["measured"] = {**facts["measured"], "new_subject": summary(strange), **taught}
    print(json.dumps(facts, indent=1))
    if not arguments.check:
        dual = np.hstack([arrays.pop("dual"), fitted.pop("dual")])
        write({"dual": dual, **arrays, **fitted}, data, facts)


def intents(
    data: Corpus, kernel: Floats, wording: Floats
) -> tuple[dict[str, Any], dict[str, Floats]]:
    """The weights of the intents, and the constants and figures that go with them."""
    by_template = folds_of(templates(data))
    scores = out_of_fold(kernel, data.targets, by_template, RIDGE)
    temperature = fit_temperature(scores, data.labels)
    rows = rows_of(scores, temperature, data)
    threshold = fit_threshold(rows)
    alone = out_of_fold(wording, data.targets, by_template, RIDGE_ALONE)
    temperature_alone = fit_temperature(alone, data.labels)
    sure = [row for row in rows if row[2] >= threshold]
    facts = {
        "intents": INTENTS,
        "embedder": UseMultilingual.name,
        "gamma": GAMMA,
        "word_share": WORD_SHARE,
        "ends_share": ENDS_SHARE,
        "temperature": round(temperature, 4),
        "temperature_alone": round(temperature_alone, 4),
        "threshold": threshold,
        "measured": {
            "new_wording": summary(rows),
            "words_alone": summary(rows_of(alone, temperature_alone, data)),
            "sure_share": round(len(sure) / len(rows), 4),
            "sure_accuracy": round(float(np.mean([r[0] == r[1] for r in sure])), 4),
        },
    }
    alone_dual = solve(wording, data.targets, RIDGE_ALONE)
    arrays = {
        "dual": solve(kernel, data.targets, RIDGE),
        "words_alone": data.words.T @ alone_dual,
    }
    return facts, arrays


def write(arrays: dict[str, Floats], data: Corpus, facts: dict[str, Any]) -> None:
    """Both files; half precision but for what is multiplied last."""
    TARGET.mkdir(parents=True, exist_ok=True)
    dual = arrays.pop("dual")
    kept: dict[str, Any] = {name: arrays.pop(name) for name in ("band", "reply", "tone")}
    for name, held in (("support", data.whole), ("first", data.first), ("last", data.last)):
        kept |= {name: held.steps, f"{name}_scale": held.scale}
    arrays |= {
        "axes": data.axes,
        "dual": dual,
        "rarity": data.rarity,
        "words": WORD_SHARE * (data.words.T @ dual),
    }
    kept |= {name: array.astype(np.float16) for name, array in arrays.items()}
    with (TARGET / "heads.npz").open("wb") as file:
        np.savez_compressed(file, **kept)
    (TARGET / "heads.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
