"""Band, reply and tone: what the regressions may say and how they are fed."""

import numpy as np
import pytest

from leadwright.domain.reading import Intent, QualityBand, Sentiment
from leadwright.features.understanding.heads import Heads
from leadwright.features.understanding.meaning import views_of
from leadwright.features.understanding.quality import Signals
from leadwright.features.understanding.traits import (
    COLUMNS,
    Signs,
    band_features,
    judge_band,
    judge_reply,
    judge_tone,
    probabilities,
    reply_features,
    tone_features,
)
from leadwright.ports.embedder import Embedder

CHANCES = np.eye(11, dtype=np.float32)[0]
SCORES = np.zeros(COLUMNS, dtype=np.float32)
VECTOR = np.zeros(512, dtype=np.float32)
SIGNS = Signs(
    signals=Signals(
        named_business=True,
        concrete_need=True,
        size=False,
        deadline=False,
        budget=False,
        authority=False,
    ),
    has_domain=True,
    has_company=False,
    text="We need a crane.",
    ruled=QualityBand.MEDIUM,
)


def leaning(size: int, classes: int, towards: int) -> np.ndarray:
    """Weights that say one class whatever the features are."""
    weights = np.zeros((size + 1, classes), dtype=np.float32)
    weights[-1, towards] = 5
    return weights


@pytest.mark.parametrize(
    ("intent", "band"),
    [
        (Intent.DEMO_REQUEST, QualityBand.HIGH),
        (Intent.PARTNERSHIP, QualityBand.HIGH),
        (Intent.SPAM, QualityBand.LOW),
        (Intent.JOB_SEEKER, QualityBand.LOW),
        (Intent.SOLICITATION, QualityBand.LOW),
    ],
)
def test_no_band_stands_that_the_contract_does_not_know_for_the_intent(
    intent: Intent, band: QualityBand
) -> None:
    features = band_features(CHANCES, SCORES, SIGNS)
    assert judge_band(intent, features, leaning(len(features), 3, towards=2)) is band


def test_support_is_never_high() -> None:
    features = band_features(CHANCES, SCORES, SIGNS)
    band = judge_band(Intent.SUPPORT_QUESTION, features, leaning(len(features), 3, towards=2))
    assert band is not QualityBand.HIGH


def test_the_constant_stands_in_the_last_row() -> None:
    features = reply_features(CHANCES, SCORES)
    assert judge_reply(features, leaning(len(features), 2, towards=1))
    assert not judge_reply(features, leaning(len(features), 2, towards=0))


def test_a_tone_comes_with_its_probability() -> None:
    features = tone_features(CHANCES, VECTOR)
    tone, sureness = judge_tone(features, leaning(len(features), 3, towards=2))
    assert tone is Sentiment.POSITIVE
    assert 0.9 < sureness < 1


def test_probabilities_sum_to_one_for_large_scores() -> None:
    weights = leaning(2, 3, towards=0) * 1_000
    assert probabilities(np.ones(2, dtype=np.float32), weights).sum() == pytest.approx(1)


def test_the_shipped_weights_fit_the_features(heads: Heads) -> None:
    assert len(heads.traits.band) == len(band_features(CHANCES, SCORES, SIGNS)) + 1
    assert len(heads.traits.reply) == len(reply_features(CHANCES, SCORES)) + 1
    assert len(heads.traits.tone) == len(tone_features(CHANCES, VECTOR)) + 1
    assert heads.dual.shape[1] == len(heads.intents) + COLUMNS


def test_one_sentence_means_what_its_encoding_says(embedder: Embedder) -> None:
    text = "What does it cost?"
    views = views_of([text], embedder)
    for view in (views.whole, views.first, views.last):
        assert np.allclose(view, embedder.embed([text]), atol=1e-4)


def test_the_ends_of_a_message_are_the_first_and_last_sentence_that_says_something(
    embedder: Embedder,
) -> None:
    views = views_of(
        [
            "Dear Sirs,\nWe are nine. We sell tea. What does it cost?\nBest regards\nMara Fields",
            "お世話になっております。九名です。料金はいくらですか。\nよろしくお願いします。\n田中 真理",
            "Hello\nMara",
        ],
        embedder,
    )
    first = embedder.embed(["We are nine.", "九名です。", "Hello"])
    last = embedder.embed(["What does it cost?", "料金はいくらですか。", "Mara"])
    assert np.allclose(views.first, first, atol=1e-4)
    assert np.allclose(views.last, last, atol=1e-4)


def test_vectors_of_longer_messages_have_unit_length_too(embedder: Embedder) -> None:
    texts = ["Hello. What does it cost? We are nine.", "", "Danke! " * 40]
    lengths = np.linalg.norm(views_of(texts, embedder).whole, axis=1)
    assert np.allclose(lengths, 1, atol=1e-3)
    assert views_of([], embedder).last.shape == (0, embedder.dimension)
