"""Sentences of a model's reply that claim what nobody told it, whatever the words: a trained judge.

Rules find the words of a promise; "the retailers accept our reports without asking" has none. A Gaussian
kernel compares each sentence's meaning with learned ones, together with how near the fact sheet is, how many
of its words the sheet, the message and our own letters have, and how it speaks (`stance`). Words that the
message brought are hidden first: "most harbours trust us" claims the same of us as "most bakers trust us",
and nobody may say it because the lead wrote of a harbour. `evals/model_replies/train.py` makes the file;
here it is only read and multiplied.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from leadwright.features.replies.validation import affirming, claims, stance
from leadwright.features.replies.validation.claims import SENTENCE_END, Ground
from leadwright.features.replies.validation.problems import Problem, ProblemKind
from leadwright.ports.embedder import Embedder

Floats = NDArray[np.float32]
_FILE: Final = "unfounded.npz"
_STEM: Final = 5
_SHORTEST: Final = 4
# Japanese sets no spaces: there a run of kanji or of katakana stands for a word.
_RUN: Final = r"[\u30a1-\u30fa\u30fc]{2,}|[\u3400-\u9fff々]{2,}"
_WORD: Final = re.compile(rf"{_RUN}|[^\W\d_\u3040-\u30ff\u3400-\u9fff]{{2,}}")
_IS_RUN: Final = re.compile(_RUN)
# Less says nothing that could be judged: "Good morning,".
_LETTERS: Final = 12
_KANA: Final = re.compile(r"[\u3040-\u9fff]{5}")
_GREETS: Final = (",", "、", "様")
_HIDDEN: Final = "…"
# What the numbers beside the meaning weigh against it.
_NEARNESS, _WORDS, _SHARE, _SIGN = 0.5, 1 / 12, 0.25, 0.3


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

    @cached_property
    def squares(self) -> Floats:
        """The squared lengths of what was learned."""
        lengths: Floats = (self.learned**2).sum(1)
        return lengths

    def doubts(self, features: Floats) -> Floats:
        """How far each sentence is beyond what may go; at most nought is well."""
        squares = (features**2).sum(1)[:, None] + self.squares[None, :]
        apart = np.maximum(squares - 2 * features @ self.learned.T, 0)
        scores: Floats = np.exp(-self.gamma * apart) @ self.weights
        return scores + np.float32(self.bias - self.threshold)


def found(
    text: str, ground: Ground, lines: Sequence[str], language: str, embedder: Embedder
) -> Iterator[Problem]:
    """The sentence that is worst founded, if it may not go. Only with the encoder that was learned from."""
    judge = load()
    said = [sentence for sentence in sentences(text) if sentence not in lines]
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
        if (len(piece) >= _LETTERS or _KANA.search(piece))
        and not piece.endswith(_GREETS)
        and not affirming.asks(piece)
    ]


def features(
    said: Sequence[str],
    ground: Ground,
    lines: tuple[str, ...],
    usual: frozenset[str],
    embedder: Embedder,
) -> Floats:
    """Each sentence's meaning without the lead's words, how near a line of the sheet is, and its signs."""
    facts, lead = stems(ground.facts.text), stems(ground.lead.text)
    borrowed = lead - usual - facts
    meanings = embedder.embed([_without(borrowed, one) for one in said])
    kept_by: Any = embedder  # as a key of the cache
    stated = _meanings(lines, kept_by)
    near = (meanings @ stated.T).max(1) if len(stated) else np.zeros(len(said), np.float32)
    beside = [_counted(stems(one), facts, lead, usual) for one in said]
    signs = np.array([stance.signs(one) for one in said], np.float32) * _SIGN
    numbers = np.column_stack((near * _NEARNESS, np.array(beside, np.float32)))
    return np.hstack((meanings, numbers, signs)).astype(np.float32)


def _counted(
    words: frozenset[str], facts: frozenset[str], lead: frozenset[str], usual: frozenset[str]
) -> list[float]:
    """How many words are new to all, and to all but the lead; their shares; and the sheet's own share."""
    telling = {word for word in words if _tells(word)}
    strange = telling - usual - facts
    new, of = strange - lead, max(1, len(telling))
    return [
        len(new) * _WORDS,
        len(new) / of * _SHARE,
        len(strange) * _WORDS,
        len(strange) / of * _SHARE,
        len((telling & facts) - usual) / of * _SHARE,
    ]


def _without(borrowed: frozenset[str], sentence: str) -> str:
    """The sentence with the words hidden that it has of the message alone."""
    return _WORD.sub(
        lambda word: _HIDDEN if _stem(word[0]) in borrowed and _tells(word[0]) else word[0],
        sentence,
    )


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST or _IS_RUN.match(word) is not None


def _stem(word: str) -> str:
    return word[:_STEM].casefold()


@lru_cache(maxsize=64)
def stems(text: str) -> frozenset[str]:
    """The beginnings of its words."""
    return frozenset(map(_stem, _WORD.findall(text)))


@lru_cache(maxsize=64)
def _meanings(lines: tuple[str, ...], embedder: Any) -> Floats:
    """Those of a fact sheet: one process has one embedder, and a sheet changes seldom."""
    told: Floats = embedder.embed(lines) if lines else np.zeros((0, 1), np.float32)
    return told


@lru_cache(maxsize=1)
def load() -> Judge:
    """The learned judge, about a megabyte."""
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
