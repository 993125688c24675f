"""What the encoder makes of a word piece by itself, before it looks at those around it.

That is half of its work, and most pieces of a message came up in others shortly before.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leadwright.integrations.use_multilingual.blocks import times
from leadwright.integrations.use_multilingual.resources import ORDERS, WIDTH
from leadwright.kernel.mapped_arrays import Arrays, Rows

REMEMBERED: Final = 1_024
"""Of 15 KB each; two in three of what is written in one language are among them."""
Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """A row a piece: its own vector, that vector projected, its shares in windows of each branch."""

    raw: Floats
    projected: Floats
    shares: tuple[Floats, ...]


class FirstLayer:
    """The rows of pieces; those that came up last are remembered."""

    def __init__(self, weights: Arrays, table: Rows) -> None:
        self._weights = weights
        self._table = table
        self._rows = Pieces(
            np.zeros((REMEMBERED, table.width), np.float32),
            np.zeros((REMEMBERED, len(ORDERS) * WIDTH), np.float32),
            tuple(np.zeros((REMEMBERED + 1, wide, WIDTH), np.float32) for wide, _ in ORDERS),
        )
        self._row_of: OrderedDict[int, int] = OrderedDict()

    def of(self, pieces: Places) -> tuple[Pieces, Places]:
        """The rows of these distinct pieces among others, and where each of them stands there."""
        if len(pieces) > REMEMBERED:
            return self._made(pieces), np.arange(len(pieces))
        wanted = pieces.tolist()
        new = [piece for piece in wanted if piece not in self._row_of]
        for piece in wanted:
            if piece in self._row_of:
                self._row_of.move_to_end(piece)
        if new:
            self._remember(new)
        return self._rows, np.array([self._row_of[piece] for piece in wanted], dtype=np.int64)

    def _remember(self, new: list[int]) -> None:
        """In the rows of those that came up longest ago, of which none is wanted now."""
        made = self._made(np.array(new, dtype=np.int64))
        for piece in new:
            is_full = len(self._row_of) == REMEMBERED
            free = self._row_of.popitem(last=False)[1] if is_full else len(self._row_of)
            self._row_of[piece] = free
        places = [self._row_of[piece] for piece in new]
        self._rows.raw[places] = made.raw
        self._rows.projected[places] = made.projected
        for kept, shares in zip(self._rows.shares, made.shares, strict=True):
            kept[places] = shares[:-1]

    def _made(self, pieces: Places) -> Pieces:
        weights = self._weights
        raw = self._raw(pieces)
        projected = times(raw, weights["proj_W"])
        projected += weights["proj_b"]
        _layernorm(projected, weights)
        shares = (
            shares_of(projected[:, place * WIDTH : (place + 1) * WIDTH], weights[f"w1_{wide}"])
            for place, (wide, _) in enumerate(ORDERS)
        )
        return Pieces(raw, projected, tuple(shares))

    def _raw(self, pieces: Places) -> Floats:
        """Their own vectors: bytes in seventeen scales."""
        scale, low = self._weights["scale"], self._weights["lo"]
        chunk = pieces % len(scale)
        raw: Floats = self._table[pieces].astype(np.float32)
        raw *= scale[chunk, None]
        raw += low[chunk, None]
        return raw


def shares_of(rows: Floats, weights: Floats) -> Floats:
    """What each row adds to a window at each place there; the last is nothing, and adds none."""
    shares = np.empty((len(rows) + 1, weights.shape[0] * weights.shape[2]), dtype=np.float32)
    times(rows, weights, out=shares[:-1])
    shares[-1] = 0
    return shares.reshape(len(shares), -1, WIDTH)


def _layernorm(rows: Floats, weights: Arrays) -> None:
    rows -= rows.mean(axis=-1, keepdims=True)
    spread = np.vecdot(rows, rows) / rows.shape[-1]
    rows *= np.reciprocal(np.sqrt(spread + weights["eps"][0]))[:, None]
    rows *= weights["ln_g_all"]
    rows += weights["ln_b_all"]
