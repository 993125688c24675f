"""Language detection: the probability of each supported language, by the statistics of py3langid.

Its tables are 48 MB, of which a text needs a few hundred rows; they are read on demand.
"""

import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from leadwright.kernel.mapped_arrays import Arrays, Rows, kept

KNOWN: Final = (
    *"en de fr es it pt nl pl ja".split(),
    *"sv da no fi cs sk hu ro bg el tr ru uk ar he zh ko ca hr sl lt lv et vi".split(),
)
SURE: Final = 0.35
"""The probability from which a language is reported; below it the result is unknown."""
_NAME: Final = "languages"
_BYTES: Final = 256
_REMEMBERED: Final = 16_384
_REMEMBERED_ROWS: Final = 4_096
"""Rows of 180 bytes each."""
_SHAPE: Final = 1
"""The version of the stored arrays: changing it rebuilds them."""


def sure_of(likelihood: Mapping[str, float]) -> str | None:
    """The likeliest language, if likely enough: none for keyboard mash or an ambiguous word ("Montage")."""
    best = max(likelihood, key=likelihood.__getitem__)
    return best if likelihood[best] >= SURE * sum(likelihood.values()) else None


class LanguageModel:
    """Loaded once per process; takes half a second if its tables are not stored yet."""

    def __init__(self, known: Sequence[str]) -> None:
        """`known`: the languages to distinguish."""
        self._known = known
        self._loading = threading.Lock()
        self._identifier: Any = None

    def load(self, folder: Path | None = None) -> None:
        """Load the tables, once; `folder` is where they may be stored."""
        with self._loading:
            if self._identifier is None:
                named = f"{version('py3langid')}-{_SHAPE}-{'-'.join(sorted(self._known))}"
                self._identifier = _brought_to_life(kept(folder, _NAME, named, self._make))

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The languages and their probabilities, likeliest first."""
        if self._identifier is None:
            self.load()
        ranked: list[tuple[str, float]] = self._identifier.rank(text)
        return ranked

    def _make(self) -> Arrays:
        whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        whole.set_languages(list(self._known))
        return {
            "weights": np.ascontiguousarray(whole.nb_ptc),
            "constants": np.asarray(whole.nb_pc),
            "names": np.array(whole.nb_classes),
            "moves": np.array(whole.tk_nextmove).reshape(-1, _BYTES),
            "rows": np.array(whole._rowbase, dtype=np.int32),  # noqa: SLF001 -- it offers no other way
            "features": np.array(whole.tk_output, dtype=np.int32),
        }


class _Weights:
    """The weights of each feature, one per language."""

    def __init__(self, weights: NDArray[Any]) -> None:
        self._dtype = weights.dtype
        self._known = _Known(Rows(weights))

    def __getitem__(self, features: NDArray[Any]) -> NDArray[Any]:
        """One row per feature."""
        read = b"".join(map(self._known.__getitem__, features.tolist()))
        return np.frombuffer(read, dtype=self._dtype).reshape(len(features), -1)


class _Known(dict[int, bytes]):
    """The weights, with an LRU cache of recent rows."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __missing__(self, place: int) -> bytes:
        if len(self) >= _REMEMBERED_ROWS:
            self.clear()
        row = self[place] = self._rows.read(place)
        return row


class _Moves(dict[int, int]):
    """The transition from a state and a byte to the next state, with an LRU cache."""

    def __init__(self, moves: NDArray[Any]) -> None:
        self._rows = Rows(moves)
        self._format: Any = moves.dtype.char

    def __missing__(self, place: int) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        row = memoryview(self._rows.read(place >> 8)).cast(self._format)
        move = self[place] = int(row[place & 255])
        return move


OF_ALL: Final = LanguageModel(KNOWN)
"""The instance that all callers share: its tables are large and slow to load."""


def _brought_to_life(tables: Arrays) -> Any:
    identifier = LanguageIdentifier(
        _Weights(tables["weights"]),
        tables["constants"],
        tables["names"].tolist(),
        _Moves(tables["moves"]),
        tables["features"].data,
        norm_probs=True,
        tk_row=(),
    )
    identifier._rowbase = tables["rows"].data  # noqa: SLF001 -- it would make a list of them
    return identifier
