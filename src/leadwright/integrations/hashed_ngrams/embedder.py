"""Texts that share letters lie close. Good for near-duplicates, not for meaning."""

import re
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

DIMENSION: Final = 512
_SIZES: Final = (3, 4, 5)
_LONGEST: Final = 4_000


class HashedNgrams:
    """Signed hashing of character n-grams (Weinberger et al. 2009) into 512 dimensions."""

    name = "hashed-ngrams-1"
    dimension = DIMENSION

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, one row a text."""
        rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            line = " " + re.sub(r"\s+", " ", text[:_LONGEST].lower()) + " "
            for size in _SIZES:
                for start in range(len(line) - size + 1):
                    code = zlib.crc32(line[start : start + size].encode("utf-8", "replace"))
                    row[code % DIMENSION] += 1 if code & 0x8000_0000 else -1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows[lengths[:, 0] == 0, 0] = 1
        unit: NDArray[np.float32] = (rows / np.maximum(lengths, 1)).astype(np.float32)
        return unit
