"""Which words and letter groups a message has, hashed, so that no vocabulary has to be shipped."""

import re
import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

BUCKETS: Final = 1 << 14
_WORD: Final = re.compile(r"[^\W_]+|[?!]")
_LINK: Final = re.compile(r"https?://\S+|www\.\S+")
_DIGITS: Final = re.compile(r"\d+")


def hashed_buckets(text: str) -> NDArray[np.intp]:
    """The distinct buckets of the text's words and groups of three to five letters, sorted."""
    plain = _DIGITS.sub("0", _LINK.sub(" urlx ", text.lower()))
    words = _WORD.findall(plain)
    line = f" {' '.join(words)} "
    pieces = {f"w{word}" for word in words}
    for size in (3, 4, 5):
        pieces.update(f"c{size}{line[i : i + size]}" for i in range(len(line) - size + 1))
    buckets = {zlib.crc32(piece.encode("utf-8", "replace")) % BUCKETS for piece in pieces}
    return np.array(sorted(buckets), dtype=np.intp)


def weigh(buckets: NDArray[np.intp], rarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """TF-IDF weights of the buckets, of unit length together."""
    weights = rarity[buckets]
    length = float(np.sqrt(np.dot(weights, weights)))
    return weights / np.float32(length) if length else weights
