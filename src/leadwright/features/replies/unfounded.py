"""Sentences of a model's reply that claim what nobody told it, whatever the words: a trained judge.

Rules find the words of a promise; "the retailers accept our reports without asking" has none. A Gaussian
kernel compares each sentence's meaning with learned ones, together with how near the fact sheet is and how
many words are new to the sheet, the message and our own letters. `evals/model_replies/train.py` makes
the file; here it is only read and multiplied.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from leadwright.features.replies import affirming, claims
from leadwright.features.replies.claims import SENTENCE_END, Ground
from leadwright.features.replies.problems import Problem, ProblemKind
from leadwright.ports.embedder import Embedder

Floats = NDArray[np.float32]
_FILE: Final = "unfounded.npz"
_STEM: Final = 5
_SHORTEST: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
# Less says nothing that could be judged: "Good morning,".
_LETTERS: Final = 12
_KANA: Final = re.compile(r"[\u3040-\u9fff]{5}")
# What the three numbers beside the meaning weigh against it.
_NEARNESS, _WORDS, _SHARE = 0.5, 1 / 12, 0.25


@dataclass(frozen=True)
class Judge:
    """Learned sentences with their weights. `usual`: the stems of our own letters, by language."""

    embedder: str
    gamma: float
    threshold: float
    bias: float
    learned: Floats
    weights: Floats
    usual: dict[str, frozenset[str]]

    def doubts(self, features: Floats) -> Floats:
        """How far each sentence is beyond what may go; at most nought is well."""
        squares = (features**2).sum(1)[:, None] + (self.learned**2).sum(1)[None, :]
        apart = np.maximum(squares - 2 * features @ self.learned.T, 0)
        scores: Floats = np.exp(-self.gamma * apart) @ self.weights
        return scores + np.float32(self.bias - self.threshold)


def found(
    text: str, ground: Ground, lines: Sequence[str], language: str, embedder: Embedder
) -> Iterator[Problem]:
    """The sentence that is worst founded, if it may not go. Only with the encoder that was learned from."""
    judge = load()
    said = sentences(text)
    if judge.embedder != embedder.name or not said:
        return
    usual = judge.usual.get(language.partition("-")[0].casefold(), frozenset())
    rows = features(said, ground, tuple(lines), usual, embedder)
    doubts = judge.doubts(rows)
    worst = int(np.argmax(doubts))
    if doubts[worst] > 0:
        yield Problem(ProblemKind.UNFOUNDED, said[worst][:80])


def sentences(text: str) -> list[str]:
    """Those that state something: no questions, and nothing too short to."""
    pieces = (piece.strip() for piece in SENTENCE_END.split(claims.without_addresses(text)))
    return [
        piece
        for piece in pieces
        if (len(piece) >= _LETTERS or _KANA.search(piece)) and not affirming.asks(piece)
    ]


def features(
    said: Sequence[str],
    ground: Ground,
    lines: tuple[str, ...],
    usual: frozenset[str],
    embedder: Embedder,
) -> Floats:
    """Each sentence's meaning, how near a line of the sheet is, and how many of its words are new."""
    meanings = embedder.embed(said)
    kept_by: Any = embedder  # as a key of the cache
    facts = _meanings(lines, kept_by)
    near = (meanings @ facts.T).max(1) if len(facts) else np.zeros(len(said), np.float32)
    told = usual | stems(ground.facts.text) | stems(ground.lead.text)
    words = [[stem for stem in stems(one) if len(stem) >= _SHORTEST] for one in said]
    new = [sum(stem not in told for stem in each) for each in words]
    shares = [count / max(1, len(each)) for count, each in zip(new, words, strict=True)]
    beside = np.column_stack(
        (near * _NEARNESS, np.array(new) * _WORDS, np.array(shares) * _SHARE)
    ).astype(np.float32)
    return np.hstack((meanings, beside))


def stems(text: str) -> frozenset[str]:
    """The beginnings of its words."""
    return frozenset(word[:_STEM].casefold() for word in _WORD.findall(text))


@lru_cache(maxsize=64)
def _meanings(lines: tuple[str, ...], embedder: Any) -> Floats:
    """Those of a fact sheet: one process has one embedder, and a sheet changes seldom."""
    told: Floats = embedder.embed(lines) if lines else np.zeros((0, 1), np.float32)
    return told


@lru_cache(maxsize=1)
def load() -> Judge:
    """The learned judge, under a megabyte."""
    with (resources.files("leadwright.features.replies") / "data" / _FILE).open("rb") as file:
        kept = np.load(file)
        return Judge(
            embedder=str(kept["embedder"]),
            gamma=float(kept["gamma"]),
            threshold=float(kept["threshold"]),
            bias=float(kept["bias"]),
            learned=kept["learned"].astype(np.float32),
            weights=kept["weights"].astype(np.float32),
            usual={
                name.removeprefix("usual_"): frozenset(str(kept[name]).split())
                for name in kept.files
                if name.startswith("usual_")
            },
        )
