"""The trained part: from an embedding and words to calibrated probabilities of the eleven intents.

Kernel ridge regression, one score per intent and per trait: Gaussian kernels over vectors of meaning
(the message, its first and its last sentence) plus a linear one over hashed TF-IDF words, folded into
one weight per bucket.
`evals/understanding/train.py` makes the file; here it is only read and multiplied, with numpy alone.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leadwright.domain.reading import Intent
from leadwright.features.understanding.meaning import Views, views_of
from leadwright.features.understanding.traits import Traits
from leadwright.features.understanding.wording import hashed_buckets, weigh
from leadwright.ports.embedder import Embedder

CLASSIFY_AT_MOST: Final = 2_000
_FEW: Final = 3
_WORTHWHILE: Final = 64
_UNCOPIED: Final = 1_000_000
"""Multiplications up to which OpenBLAS copies nothing before."""
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Opinion:
    """What the heads say of some texts: chances of the intents, and the kernel's scores of traits.

    `traits` and `vectors` are None without the encoder: words alone do not tell.
    """

    chances: Floats
    traits: Floats | None
    vectors: Floats | None


@dataclass(frozen=True)
class Side:
    """One view of the learned messages, and the squares of the lengths of its vectors."""

    support: Floats
    squares: Floats


@dataclass(frozen=True)
class Learned:
    """The learned messages, as a whole and by the sentences at their ends.

    Each view lies along the axes on which it differs most: of messages as a whole half of the
    dimensions say as much as all, and take half of the room and of the time.
    """

    axes: Floats
    ends_axes: Floats
    whole: Side
    first: Side
    last: Side
    ends_share: float

    def likeness(self, views: Views, gamma: float) -> Floats:
        """How alike each text is with each learned message."""
        likeness = gaussian(views.first @ self.ends_axes, self.first, gamma)
        likeness += gaussian(views.last @ self.ends_axes, self.last, gamma)
        likeness *= np.float32(self.ends_share)
        likeness += gaussian(views.whole @ self.axes, self.whole, gamma)
        return likeness


@dataclass(frozen=True)
class Heads:
    """Weights and the constants chosen with them. Arrays are float32 and never written to."""

    intents: tuple[Intent, ...]
    embedder: str
    gamma: float
    learned: Learned
    dual: Floats
    rarity: Floats
    words: Floats
    words_alone: Floats
    traits: Traits
    temperature: float
    temperature_alone: float
    threshold: float

    def opinion(self, texts: list[str], embedder: Embedder) -> Opinion:
        """Of each text. Another embedder than the one learned with is not asked."""
        bounded = [text[:CLASSIFY_AT_MOST] for text in texts]
        if embedder.name != self.embedder:
            scores = np.stack([self._by_words(text, self.words_alone) for text in bounded])
            return Opinion(softmax(scores / np.float32(self.temperature_alone)), None, None)
        views = views_of(bounded, embedder)
        scores = self.learned.likeness(views, self.gamma) @ self.dual
        scores += np.stack([self._by_words(text, self.words) for text in bounded])
        known = len(self.intents)
        chances = softmax(scores[:, :known] / np.float32(self.temperature))
        return Opinion(chances, scores[:, known:], views.whole)

    def _by_words(self, text: str, weights: Floats) -> Floats:
        buckets = hashed_buckets(text)
        scores: Floats = weigh(buckets, self.rarity) @ weights[buckets]
        return scores


def side(support: Floats) -> Side:
    """The vectors with what the kernel asks of them for every message."""
    return Side(support, (support * support).sum(axis=1))


def gaussian(rows: Floats, learned: Side, gamma: float) -> Floats:
    """The Gaussian kernel of vectors of any length."""
    kernel = products(rows, learned.support)
    kernel *= np.float32(2)
    kernel -= learned.squares
    kernel -= (rows * rows).sum(axis=1)[:, None]
    kernel *= np.float32(gamma)
    np.exp(kernel, out=kernel)
    return kernel


def products(rows: Floats, support: Floats) -> Floats:
    """All dot products.

    Of a few rows one by one, of several in blocks so small that BLAS multiplies them where they lie:
    it would copy all of `support` first, which takes longer than to multiply it.
    """
    if len(rows) <= _FEW:
        return np.stack([support @ row for row in rows])
    block = _UNCOPIED // rows.size
    if block < _WORTHWHILE:
        many: Floats = rows @ support.T
        return many
    columns = np.ascontiguousarray(rows.T)
    found = np.empty((len(support), len(rows)), dtype=np.float32)
    for start in range(0, len(support), block):
        np.matmul(support[start : start + block], columns, out=found[start : start + block])
    return found.T


def softmax(scores: Floats) -> Floats:
    """Probabilities of rows of scores."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: Floats = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return probabilities


@lru_cache(maxsize=1)
def load_heads() -> Heads:
    """The heads that ship with the package, read once for the process."""
    folder = resources.files("leadwright.features.understanding") / "data"
    facts = json.loads((folder / "heads.json").read_text("utf-8"))
    with (folder / "heads.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        weights = {name: arrays[name].astype(np.float32) for name in arrays.files}
    for name in ("whole", "first", "last"):  # 127 steps to each side, kept as bytes
        weights[name] *= weights.pop(f"{name}_scale")[:, None]
    learned = Learned(
        axes=weights.pop("axes"),
        ends_axes=weights.pop("ends_axes"),
        whole=side(weights.pop("whole")),
        first=side(weights.pop("first")),
        last=side(weights.pop("last")),
        ends_share=facts["ends_share"],
    )
    traits = Traits(*(weights.pop(name) for name in ("band", "reply", "tone", "matter")))
    return Heads(
        intents=tuple(Intent(name) for name in facts["intents"]),
        embedder=facts["embedder"],
        gamma=facts["gamma"],
        temperature=facts["temperature"],
        temperature_alone=facts["temperature_alone"],
        threshold=facts["threshold"],
        traits=traits,
        learned=learned,
        **weights,
    )
