"""Where a message lies in the space of meanings: its whole and its sentences, half and half."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leadwright.features.understanding.spans import sentences
from leadwright.ports.embedder import Embedder

_SENTENCES_AT_MOST: Final = 12
Floats = NDArray[np.float32]


def vectors_of(texts: Sequence[str], embedder: Embedder) -> Floats:
    """Unit vectors, one row a text.

    The encoder blurs long texts; the mean of the sentences keeps what each of them asks for.
    """
    pieces = [_pieces(text) for text in texts]
    rows = embedder.embed([piece for each in pieces for piece in each])
    ends = np.cumsum([len(each) for each in pieces])
    mixed = [_mixed(rows[end - len(each) : end]) for each, end in zip(pieces, ends, strict=True)]
    return np.stack(mixed) if mixed else np.empty((0, embedder.dimension), dtype=np.float32)


def _pieces(text: str) -> list[str]:
    parts = [sentence.text for sentence in sentences(text)][:_SENTENCES_AT_MOST]
    return [text, *parts] if len(parts) > 1 else [text]


def _mixed(rows: Floats) -> Floats:
    whole: Floats = rows[0]
    return whole if len(rows) == 1 else _unit(whole + _unit(rows[1:].sum(axis=0)))


def _unit(row: Floats) -> Floats:
    unit: Floats = (row / max(float(np.linalg.norm(row)), 1e-9)).astype(np.float32)
    return unit
