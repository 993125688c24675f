"""The encoder's arithmetic over a batch of cut texts, with numpy alone.

Three branches look at windows of two, three and five word pieces, twice over; the rest is a sum and
three dense layers. What occurs several times in a batch is computed once: a piece, and a window of
pieces. A message is embedded together with its sentences, so nearly half of it is there twice.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leadwright.integrations.use_multilingual.blocks import times
from leadwright.integrations.use_multilingual.first_layer import FirstLayer, shares_of
from leadwright.integrations.use_multilingual.resources import ORDERS, WIDTH
from leadwright.kernel.mapped_arrays import Arrays

DIMENSION: Final = 512
_LEFT: Final = max(left for _, left in ORDERS)
_RIGHT: Final = max(wide - 1 - left for wide, left in ORDERS)
Floats = NDArray[np.float32]
Places = NDArray[np.int64]


def encode(group: Sequence[list[int]], weights: Arrays, first: FirstLayer) -> Floats:
    """Unit vectors, one row a text. `group`: numbers of word pieces."""
    lengths = np.fromiter(map(len, group), dtype=np.int64, count=len(group))
    flat = np.fromiter(chain.from_iterable(group), dtype=np.int64, count=int(lengths.sum()))
    windows = _windows(np.cumsum(lengths) - lengths, lengths)
    distinct, which = np.unique(flat, return_inverse=True)
    pieces, rows = first.of(distinct)
    parts = [(pieces.raw[rows], which)]
    standing = rows[which]
    for place, (wide, left) in enumerate(ORDERS):
        seen = windows[:, _LEFT - left : _LEFT - left + wide]
        projected = pieces.projected[:, place * WIDTH : (place + 1) * WIDTH]
        narrow, inner = _layer(
            projected, standing, seen, (pieces.shares[place], weights[f"b1_{wide}"])
        )
        shares = shares_of(narrow, weights[f"w2_{wide}"])
        parts.append(_layer(narrow, inner, seen, (shares, weights[f"b2_{wide}"])))
    return _dense(_summed(parts, lengths, weights), lengths, weights)


def _windows(starts: Places, lengths: Places) -> Places:
    """Of each place those around it; -1 where that is another text's."""
    count = int(lengths.sum())
    around = np.arange(count)[:, None] + np.arange(-_LEFT, _RIGHT + 1)
    inside = around >= np.repeat(starts, lengths)[:, None]
    inside &= around < np.repeat(starts + lengths, lengths)[:, None]
    return np.where(inside, around, -1)


def _layer(
    rows: Floats, which: Places, seen: Places, learned: tuple[Floats, Floats]
) -> tuple[Floats, Places]:
    """The distinct windows' outcomes, and which of them stands at each place.

    `rows` are distinct, `which` says which stands at a place, `seen` which places a window sees;
    `learned`: the rows' shares at each place of a window, and the bias.
    """
    shares, bias = learned
    nothing = len(rows)
    looked_at = np.append(which, nothing)[seen]  # -1 is the last: nothing
    keys = looked_at @ (np.int64(nothing + 1) ** np.arange(seen.shape[1], dtype=np.int64))
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    distinct = looked_at[first]
    found = shares[distinct[:, 0], 0]
    for place in range(1, seen.shape[1]):
        found += shares[distinct[:, place], place]
    found += bias
    np.maximum(found, 0, out=found)
    found += rows[which[first]]
    return found, inverse


def _summed(parts: Sequence[tuple[Floats, Places]], lengths: Places, weights: Arrays) -> Floats:
    """Of each text the sum of its places, each normed over all its parts beside each other.

    A place's norm is one factor and one offset, so that a text is a weighted sum of distinct rows:
    the places themselves, several times as many, are never laid out.
    """
    width = sum(rows.shape[1] for rows, _ in parts)
    mean = sum(rows.sum(axis=1, dtype=np.float64)[which] for rows, which in parts) / width
    spread = sum(_squares(rows)[which] for rows, which in parts) / width - mean * mean
    factor = 1 / np.sqrt(np.maximum(spread, 0) + weights["eps"][0])
    text = np.repeat(np.arange(len(lengths)), lengths)
    sums = np.concatenate(
        [_shares(text, which, factor, len(rows)) @ rows for rows, which in parts], axis=1
    )
    sums -= np.bincount(text, factor * mean).astype(np.float32)[:, None]
    sums *= weights["ln_g"]
    sums += lengths.astype(np.float32)[:, None] * weights["ln_b"]
    return sums


def _squares(rows: Floats) -> NDArray[np.float64]:
    """Of each row's length."""
    squares: NDArray[np.float64] = np.vecdot(rows, rows).astype(np.float64)
    return squares


def _shares(text: Places, which: Places, factor: NDArray[np.float64], distinct: int) -> Floats:
    """How much of each distinct row is in each text."""
    size = (int(text[-1]) + 1) * distinct
    found = np.bincount(text * distinct + which, factor, minlength=size)
    return found.astype(np.float32).reshape(-1, distinct)


def _dense(sums: Floats, lengths: Places, weights: Arrays) -> Floats:
    counts = lengths.astype(np.float32)
    mean = times(sums, weights["cnn_W"])
    mean += counts[:, None] * weights["cnn_b"]
    mean *= np.reciprocal(np.sqrt(counts))[:, None]
    first = np.maximum(times(mean, weights["d0"]), 0)
    second = np.maximum(times(mean, weights["p1"]) + times(first, weights["d1"]), 0)
    third = np.maximum(times(second, weights["d2"]), 0)
    last: Floats = np.tanh(times(second, weights["p3"]) + times(third, weights["d3"]))
    length = np.sqrt(np.maximum(np.einsum("ij,ij->i", last, last), weights["eps"][0]))
    last /= length[:, None]
    return last
