"""Builds the heads of embedded understanding from the authored messages beside this file.

    PYTHONPATH=src python evals/understanding/train.py [--check | --authors] [--vectors FILE.npz]

Reads `messages/*.jsonl` and `sentiment/*.jsonl`, chooses nothing by hand: temperature and threshold
come from out-of-fold predictions, with folds that never split a template (messages whose meanings
nearly coincide, translations included); traits (`traits.py`) from folds that hold out whole subjects
(`family`). Writes `heads.npz` and `heads.json` into the feature's data folder, and the out-of-fold
figures into `heads.json`. `--authors` only measures how it goes with authors it has not read: each file
is read by what was learned from all others. Needs some minutes; `--vectors` keeps the vectors of meaning for
the next time.
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
from inverses import inverse_of
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

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
GAMMA, WORD_SHARE, RIDGE, RIDGE_ALONE = 1.2, 0.5, 0.15, 0.5
ENDS_SHARE, AXES, ENDS_AXES = 0.3, 256, 128
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
    vectors: Floats
    axes: Floats
    ends_axes: Floats
    whole: Steps
    first: Steps
    last: Steps
    words: csr_matrix
    rarity: Floats

    @property
    def targets(self) -> Floats:
        """One column an intent; -0.1 off the label keeps scores centred."""
        hot = np.full((len(self.labels), len(INTENTS)), -0.1, dtype=np.float32)
        hot[np.arange(len(self.labels)), [INTENTS.index(label) for label in self.labels]] = 1
        return hot


def lines() -> Iterator[dict[str, Any]]:
    for path in sorted(MESSAGES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield {**json.loads(line), "author": author_of(path.stem)}


def author_of(file: str) -> str:
    """One hand wrote the first English messages, a file an intent."""
    return "en_first" if file.removeprefix("en_") in INTENTS else file


def corpus(kept_vectors: Path | None) -> Corpus:
    read = [(row, strip_instructions(clean(row["message"]))) for row in lines()]
    # what rules judge alone (nothing but instructions) teaches the heads nothing
    kept = [(row, text[:CLASSIFY_AT_MOST]) for row, text in read if text]
    buckets = [hashed_buckets(text) for _, text in kept]
    seen = np.zeros(BUCKETS, dtype=np.float32)
    for each in buckets:
        seen[each] += 1
    rarity = (np.log((1 + len(kept)) / (1 + seen)) + 1).astype(np.float16).astype(np.float32)
    weights = np.concatenate([weigh(each, rarity) for each in buckets])
    starts = np.cumsum([0, *map(len, buckets)])
    words = csr_matrix((weights, np.concatenate(buckets), starts), (len(kept), BUCKETS))
    views = views_for([text for _, text in kept], kept_vectors)
    axes = axes_of(views.whole, AXES)
    ends_axes = axes_of(np.vstack([views.first, views.last]), ENDS_AXES)
    return Corpus(
        rows=[row for row, _ in kept],
        texts=[text for _, text in kept],
        labels=[row["intent"] for row, _ in kept],
        languages=[row["language"] for row, _ in kept],
        families=[row["family"] for row, _ in kept],
        vectors=views.whole,
        axes=axes,
        ends_axes=ends_axes,
        whole=in_steps(views.whole @ axes),
        first=in_steps(views.first @ ends_axes),
        last=in_steps(views.last @ ends_axes),
        words=words,
        rarity=rarity,
    )


def in_steps(vectors: Floats) -> Steps:
    scale = np.abs(vectors).max(axis=1) / 127
    return Steps(np.round(vectors / scale[:, None]).astype(np.int8), scale)


def axes_of(vectors: Floats, count: int) -> Floats:
    """The directions in which the vectors differ most, as the shipped file can hold them."""
    _, directions = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)
    return directions[:, -count:].astype(np.float16).astype(np.float32)


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


@dataclass(frozen=True)
class Solved:
    """A ridge regression over a kernel: one inverse answers for all, and for all but any fold."""

    inverse: Floats
    targets: Floats

    @property
    def dual(self) -> Floats:
        return self.inverse @ self.targets

    def out_of_fold(self, folds: NDArray[np.int_]) -> Floats:
        """Of each message the scores of a regression that saw nothing of its fold."""
        dual, scores = self.dual, np.zeros_like(self.targets)
        for fold in np.unique(folds):
            held = np.flatnonzero(folds == fold)
            missed = np.linalg.solve(self.inverse[np.ix_(held, held)], dual[held])
            scores[held] = self.targets[held] - missed
        return scores


def solve(kernel: Floats, targets: Floats, ridge: float) -> Solved:
    return Solved(inverse_of(kernel, ridge), targets)


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
    parser.add_argument("--authors", action="store_true", help="measure on whole files held out")
    parser.add_argument("--vectors", type=Path, help="file that keeps the vectors of meaning")
    arguments = parser.parse_args()
    data = corpus(arguments.vectors)
    wording = (data.words @ data.words.T).toarray()
    kernel = np.float32(WORD_SHARE) * wording
    for view, share in ((data.whole, 1.0), (data.first, ENDS_SHARE), (data.last, ENDS_SHARE)):
        kernel += np.float32(share) * gaussian(view.rows, side(view.rows), GAMMA)
    solved = solve(kernel, data.targets, RIDGE)
    if arguments.authors:
        print(json.dumps(by_author(data, solved), indent=1))
        return
    facts, arrays = intents(data, solved, solve(wording, data.targets, RIDGE_ALONE))
    by_family = folds_of(data.families)
    held_out = solved.out_of_fold(by_family)
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


def by_author(data: Corpus, solved: Solved) -> dict[str, object]:
    """Figures for each author by the regression that learned from all others."""
    authors, folds = np.unique([row["author"] for row in data.rows], return_inverse=True)
    scores = solved.out_of_fold(folds)
    rows = rows_of(scores, fit_temperature(scores, data.labels), data)
    each = {
        str(author): intent_metrics(
            [row for row, fold in zip(rows, folds, strict=True) if fold == i]
        )
        for i, author in enumerate(authors)
    }
    shown = {author: (found["n"], found["accuracy"]) for author, found in each.items()}
    return {**summary(rows), "accuracy_by_author": shown}


def intents(
    data: Corpus, solved: Solved, by_words: Solved
) -> tuple[dict[str, Any], dict[str, Floats]]:
    """The weights of the intents, and the constants and figures that go with them."""
    by_template = folds_of(templates(data))
    scores = solved.out_of_fold(by_template)
    temperature = fit_temperature(scores, data.labels)
    rows = rows_of(scores, temperature, data)
    threshold = fit_threshold(rows)
    alone = by_words.out_of_fold(by_template)
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
    arrays = {"dual": solved.dual, "words_alone": data.words.T @ by_words.dual}
    return facts, arrays


def write(arrays: dict[str, Floats], data: Corpus, facts: dict[str, Any]) -> None:
    """Both files; half precision but for what is multiplied last."""
    TARGET.mkdir(parents=True, exist_ok=True)
    dual = arrays.pop("dual")
    kept: dict[str, Any] = {name: arrays.pop(name) for name in ("band", "reply", "tone")}
    for name, held in (("whole", data.whole), ("first", data.first), ("last", data.last)):
        kept |= {name: held.steps, f"{name}_scale": held.scale}
    arrays |= {
        "axes": data.axes,
        "ends_axes": data.ends_axes,
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
