"""Judgements that lean on several signs at once: band, right to reply, sentiment, matter for a person.

Each is a small logistic regression over the probabilities of the intents and, for band and reply,
what the kernel says of the meaning, for the tone the vector of the meaning itself; the band also
looks at the signs that rules find. `evals/understanding/traits.py` fits them.
"""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leadwright.domain.reading import Intent, Matter, QualityBand, Sentiment
from leadwright.features.understanding.quality import Signals

BANDS: Final = (QualityBand.LOW, QualityBand.MEDIUM, QualityBand.HIGH)
TONES: Final = (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)
MATTERS: Final = (None, Matter.GRAVE, Matter.OWN_DATA)
# Columns of the kernel's scores: three bands, the reply, three tones, three matters.
BAND, REPLY, TONE, MATTER = slice(0, 3), slice(3, 4), slice(4, 7), slice(7, 10)
COLUMNS: Final = 10
# Below it lie customers who are merely cross.
_SURE_WITHOUT_WORDS: Final = 0.7
_ALL: Final = frozenset(BANDS)
_LOWER: Final = frozenset({QualityBand.LOW, QualityBand.MEDIUM})
_ALLOWED: Final = {
    Intent.DEMO_REQUEST: _ALL,
    Intent.PRICING_INQUIRY: _ALL,
    Intent.PURCHASE_INTENT: _ALL,
    Intent.PRODUCT_QUESTION: _ALL,
    Intent.PARTNERSHIP: _ALL,
    Intent.GENERAL_INQUIRY: _LOWER,
    Intent.SUPPORT_QUESTION: _LOWER,
}
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Traits:
    """Weights of the four regressions, the last row of each the constant."""

    band: Floats
    reply: Floats
    tone: Floats
    matter: Floats


@dataclass(frozen=True)
class Signs:
    """What rules see of a buying case; `ruled` is the band they would give."""

    signals: Signals
    has_domain: bool
    has_company: bool
    text: str
    ruled: QualityBand


def band_features(chances: Floats, scores: Floats, signs: Signs) -> Floats:
    """One row: chances of the intents, the kernel's bands, the six signals and their products."""
    six = np.array(signs.signals.letters, dtype=np.float32)
    count = signs.signals.count
    plain = [
        signs.has_domain,
        signs.has_company,
        np.log(len(signs.text) + 1) / 5,
        bool(re.search(r"\d", signs.text)),
        count / 3,
        count >= 2,
        count >= 4,
        *(signs.ruled is band for band in BANDS),
    ]
    return np.concatenate(
        [
            chances,
            scores[BAND],
            six,
            np.array(plain, dtype=np.float32),
            np.outer(chances, six).ravel(),
            chances * signs.has_company,
        ]
    ).astype(np.float32)


def reply_features(chances: Floats, scores: Floats) -> Floats:
    """One row: chances of the intents, what the kernel says of the reply and of anger."""
    return np.concatenate([chances, scores[REPLY], scores[TONE]]).astype(np.float32)


def tone_features(chances: Floats, vector: Floats) -> Floats:
    """One row: where the message lies in the space of meanings, and the chances of the intents."""
    return np.concatenate([vector, chances]).astype(np.float32)


def matter_features(chances: Floats, scores: Floats, *, is_worded: bool) -> Floats:
    """One row: what the kernel says of the matter, the tone and the intents, and whether words tell."""
    told = np.array([is_worded], dtype=np.float32)
    return np.concatenate([chances, scores[MATTER], scores[TONE], told]).astype(np.float32)


def probabilities(features: Floats, weights: Floats) -> Floats:
    """Of each class; the last row of the weights is the constant."""
    scores = features @ weights[:-1] + weights[-1]
    powers = np.exp(scores - scores.max())
    shares: Floats = powers / powers.sum()
    return shares


def judge_band(intent: Intent, features: Floats, weights: Floats) -> QualityBand:
    """The likeliest band of those that the contract knows for the intent."""
    allowed = _ALLOWED.get(intent, frozenset({QualityBand.LOW}))
    ranked = np.argsort(-probabilities(features, weights))
    return next(BANDS[int(i)] for i in ranked if BANDS[int(i)] in allowed)


def judge_reply(features: Floats, weights: Floats) -> bool:
    """Whether an automatic sales reply would be right."""
    return bool(probabilities(features, weights)[1] >= 0.5)


def judge_matter(features: Floats, weights: Floats) -> Matter | None:
    """What a person has to answer, if that is the likeliest; without a word that tells, surely so."""
    shares = probabilities(features, weights)
    is_worded = features[-1] > 0
    if not is_worded and 1 - shares[0] < _SURE_WITHOUT_WORDS:
        return None
    return MATTERS[int(np.argmax(shares))]


def judge_tone(features: Floats, weights: Floats) -> tuple[Sentiment, float]:
    """The tone and its probability."""
    shares = probabilities(features, weights)
    best = int(np.argmax(shares))
    return TONES[best], float(shares[best])
