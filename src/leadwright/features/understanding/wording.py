"""Which words and letter groups a message has, hashed, so that no vocabulary has to be shipped."""

import re
import zlib
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
_MOST_BYTES: Final = 4 * max(size for size, _ in _GROUPS)
Buckets = NDArray[np.intp]
Places = NDArray[np.intp]


def hashed_buckets(text: str) -> Buckets:
    """The distinct buckets of the text's words and groups of three to five letters, sorted."""
    plain = _DIGITS.sub("0", _LINK.sub(" urlx ", text.lower()))
    words = _WORD.findall(plain)
    hashes = [zlib.crc32(word.encode("utf-8", "replace"), _A_WORD) for word in set(words)]
    line = np.frombuffer(f" {' '.join(words)} ".encode("utf-8", "replace"), np.uint8)
    begins = _letters(line)
    of_groups = [_of_groups(line, begins, size, mark) for size, mark in _GROUPS]
    found = np.concatenate([np.array(hashes, dtype=np.intp) % BUCKETS, *of_groups])
    return np.unique(found)


def _letters(line: NDArray[np.uint8]) -> Places:
    """Where each character begins, and where the last one ends."""
    beginnings = np.flatnonzero((line & 0b1100_0000) != 0b1000_0000)
    return np.append(beginnings, len(line))


def _shares() -> NDArray[np.intp]:
    """What a byte adds to a CRC-32, by how many bytes follow it: a CRC is the exclusive or of these."""
    single = np.array([zlib.crc32(bytes([byte])) ^ zlib.crc32(b"\0") for byte in range(256)])
    shares = [single]
    for _ in range(1, _MOST_BYTES):
        last = shares[-1]
        shares.append(single[last & 255] ^ (last >> 8))
    return np.stack(shares).astype(np.intp)


_SHARES: Final = _shares()


def _of_groups(line: NDArray[np.uint8], begins: Places, size: int, mark: int) -> Buckets:
    """Buckets of all groups of so many letters, hashed side by side; not distinct."""
    starts = begins[:-size]
    lengths = begins[size:] - starts
    found = []
    for length in np.flatnonzero(np.bincount(lengths)).tolist():
        of_length = starts[lengths == length]
        hashes = np.full(len(of_length), zlib.crc32(bytes(length), mark), dtype=np.intp)
        for place in range(length):
            hashes ^= _SHARES[length - 1 - place][line[of_length + place]]
        found.append(hashes % BUCKETS)
    return np.concatenate(found) if found else starts


def weigh(buckets: Buckets, rarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """TF-IDF weights of the buckets, of unit length together."""
    weights = rarity[buckets]
    length = float(np.sqrt(np.dot(weights, weights)))
    return weights / np.float32(length) if length else weights
