"""The encoder behind the Embedder port. `bootstrap/embedding.py` knows its stand-in."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leadwright.integrations.use_multilingual import forward, resources
from leadwright.integrations.use_multilingual.first_layer import FirstLayer
from leadwright.integrations.use_multilingual.word_pieces import WordPieces
from leadwright.kernel.loading import resolve
from leadwright.kernel.mapped_arrays import Rows, kept

NAME: Final = "use-multilingual-3"
DIMENSION: Final = forward.DIMENSION
_LONGEST: Final = 4_000
_PIECES_AT_ONCE: Final = 384
"""Enough that the weights are not read for a few rows, few enough that the work stays in the cache."""


@dataclass(frozen=True, eq=False)
class _Call:
    """One call's texts, and their vectors as soon as somebody's turn has made them."""

    texts: Sequence[str]
    rows: Future[NDArray[np.float32]] = field(default_factory=Future)


class UseMultilingual:
    """Universal Sentence Encoder multilingual v3; 512 dimensions, sixteen languages.

    Words and pieces that came up are remembered, so calls take turns, and whoever gets a turn does the
    work of all that wait for one: together it costs half of what it does one by one. From the first of
    us on, BLAS works with `threads` threads in the whole process: on products as small as ours, more of
    them wait for each other.
    """

    name = NAME
    dimension = DIMENSION

    def __init__(self, threads: int = 1, *, folder: Path | None = None) -> None:
        """`folder`: where its arrays may be kept, for all workers to map."""
        self._weights = kept(folder, NAME, resources.version_name(), resources.make)
        self._first = FirstLayer(self._weights, Rows(self._weights["table"]))
        self._words = WordPieces(self._weights)
        resolve("threadpoolctl:threadpool_limits")(threads, user_api="blas")
        self._turn = threading.Lock()
        self._waiting: deque[_Call] = deque()
        self.embed(["ready"])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, one row a text; a text is read up to 4,000 characters."""
        if not texts:
            return np.empty((0, DIMENSION), dtype=np.float32)
        mine = _Call(texts)
        self._waiting.append(mine)
        with self._turn:
            if not mine.rows.done():
                self._embed_those_waiting()
        return mine.rows.result()

    def _embed_those_waiting(self) -> None:
        calls = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            rows = self._rows([text for call in calls for text in call.texts])
        except Exception:  # noqa: BLE001 -- whose text it was shows when each goes by itself
            for call in calls:
                self._embed_alone(call)
            return
        ends = np.cumsum([len(call.texts) for call in calls])
        for call, end in zip(calls, ends, strict=True):
            call.rows.set_result(rows[end - len(call.texts) : end])

    def _embed_alone(self, call: _Call) -> None:
        try:
            call.rows.set_result(self._rows(call.texts))
        except Exception as problem:  # noqa: BLE001 -- raised where it is waited for
            call.rows.set_exception(problem)

    def _rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        cut = self._words.cut([text[:_LONGEST] for text in texts])
        return np.concatenate(
            [forward.encode(one, self._weights, self._first) for one in _batches(cut)]
        )


def _batches(cut: list[list[int]]) -> Iterator[list[list[int]]]:
    """Texts in order; one that is too long is a batch by itself."""
    batch: list[list[int]] = []
    for pieces in cut:
        if batch and sum(map(len, batch)) + len(pieces) > _PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(pieces)
    yield batch
