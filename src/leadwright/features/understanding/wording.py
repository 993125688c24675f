"""Which words and letter groups a message has, hashed, so that no vocabulary has to be shipped."""

import re
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

BUCKETS: Final = 1 << 14
# Hashes go on from these marks, so that a word is not taken for a group of letters.
_A_WORD: Final = zlib.crc32(b"w")
_GROUPS: Final = tuple((size, zlib.crc32(f"c{size}".encode())) for size in (3, 4, 5))
_WORD: Final = re.compile(r"[^\W_]+|[?!]")
_LINK: Final = re.compile(r"https?://\S+|www\.\S+")
_DIGITS: Final = re.compile(r"\d+")


def hashed_buckets(text: str) -> NDArray[np.intp]:
    """The distinct buckets of the text's words and groups of three to five letters, sorted."""
    plain = _DIGITS.sub("0", _LINK.sub(" urlx ", text.lower()))
    words = _WORD.findall(plain)
    hashes = {zlib.crc32(word.encode("utf-8", "replace"), _A_WORD) for word in set(words)}
    line = f" {' '.join(words)} ".encode("utf-8", "replace")
    letters = _letters(line)
    for size, begun in _GROUPS:
        ends = letters[size:]
        hashes |= {
            zlib.crc32(line[start:end], begun) for start, end in zip(letters, ends, strict=False)
        }
    return np.unique(np.fromiter(hashes, np.intp, len(hashes)) % BUCKETS)


def _letters(line: bytes) -> Sequence[int]:
    """Where each character begins, and where the last one ends."""
    if line.isascii():
        return range(len(line) + 1)
    beginnings = (np.frombuffer(line, np.uint8) & 0b1100_0000) != 0b1000_0000
    return [*np.flatnonzero(beginnings).tolist(), len(line)]


def weigh(buckets: NDArray[np.intp], rarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """TF-IDF weights of the buckets, of unit length together."""
    weights = rarity[buckets]
    length = float(np.sqrt(np.dot(weights, weights)))
    return weights / np.float32(length) if length else weights
