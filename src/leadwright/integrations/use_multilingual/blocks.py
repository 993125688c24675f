"""Weights in blocks of columns, each lying in one piece, and products with them.

BLAS copies a matrix into such pieces before it multiplies. For the few rows of one message that
takes longer than to multiply, and so does fetching columns from all over the memory.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_COLUMNS: Final = 64
"""So few that OpenBLAS copies nothing, up to sixty rows of a layer's width."""
Floats = NDArray[np.float32]


def in_blocks(matrix: NDArray[Any]) -> NDArray[Any]:
    """Blocks by rows by columns; the columns are a multiple of 64."""
    return np.ascontiguousarray(matrix.reshape(len(matrix), -1, _COLUMNS).transpose(1, 0, 2))


def times(rows: Floats, blocks: Floats, out: Floats | None = None) -> Floats:
    """The rows times the whole matrix. `out`: room of that shape."""
    found = np.empty((len(rows), len(blocks) * _COLUMNS), np.float32) if out is None else out
    np.matmul(rows, blocks, out=found.reshape(len(rows), -1, _COLUMNS).transpose(1, 0, 2))
    return found
