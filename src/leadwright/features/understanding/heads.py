"""The trained part: from an embedding and words to calibrated probabilities of the eleven intents.

Kernel ridge regression, one score per intent and per trait: a Gaussian kernel over vectors of
meaning plus a linear one over hashed TF-IDF words, folded into one weight per bucket.
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
from leadwright.features.understanding.meaning import vectors_of
from leadwright.features.understanding.traits import Traits
from leadwright.features.understanding.wording import hashed_buckets, weigh
from leadwright.ports.embedder import Embedder

CLASSIFY_AT_MOST: Final = 2_000
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
class Heads:
    """Weights and the constants chosen with them. Arrays are float32 and never written to."""

    intents: tuple[Intent, ...]
    embedder: str
    gamma: float
    support: Floats
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
        vectors = vectors_of(bounded, embedder)
        likeness = np.exp(np.float32(-2 * self.gamma) * (1 - products(vectors, self.support)))
        scores = likeness @ self.dual
        scores += np.stack([self._by_words(text, self.words) for text in bounded])
        known = len(self.intents)
        chances = softmax(scores[:, :known] / np.float32(self.temperature))
        return Opinion(chances, scores[:, known:], vectors)

    def _by_words(self, text: str, weights: Floats) -> Floats:
        buckets = hashed_buckets(text)
        scores: Floats = weigh(buckets, self.rarity) @ weights[buckets]
        return scores


def products(rows: Floats, support: Floats) -> Floats:
    """All dot products. A few rows go round BLAS, whose threads cost 15 ms on a busy machine."""
    if len(rows) > 8:
        many: Floats = rows @ support.T
        return many
    return np.stack([np.einsum("ij,j->i", support, row) for row in rows])


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
    weights["support"] *= weights.pop("scale")[:, None]  # 127 steps to each side, kept as bytes
    traits = Traits(*(weights.pop(name) for name in ("band", "reply", "tone")))
    return Heads(
        intents=tuple(Intent(name) for name in facts["intents"]),
        embedder=facts["embedder"],
        gamma=facts["gamma"],
        temperature=facts["temperature"],
        temperature_alone=facts["temperature_alone"],
        threshold=facts["threshold"],
        traits=traits,
        **weights,
    )
