"""Hashes of pieces of text, all pieces of a text at once: a polynomial over its characters mod 2^64."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_BASE: Final = 0x9E3779B97F4A7C15
_BACK: Final = pow(_BASE, -1, 1 << 64)
Hashes = NDArray[np.uint64]


def _powers(base: int, count: int) -> Hashes:
    factors = np.full(count, base, dtype=np.uint64)
    factors[:1] = 1
    return np.multiply.accumulate(factors)


def sums_of(text: str) -> Hashes:
    """Running sums of its characters, each times its place's power; one more than characters."""
    letters = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    sums = np.zeros(len(letters) + 1, dtype=np.uint64)
    np.cumsum(letters * _powers(_BASE, len(letters)), out=sums[1:])
    return sums


def hashes_of(sums: Hashes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Hashes:
    """Of the pieces between these places."""
    return (sums[ends] - sums[starts]) * _powers(_BACK, len(sums))[starts]


def hash_of(piece: str) -> int:
    """Of a piece by itself."""
    return int(sums_of(piece)[-1])
