"""Large arrays that are slow to build: built once, stored in files, memory-mapped by all workers."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


def kept(folder: Path | None, name: str, version: str, make: Callable[[], Arrays]) -> Arrays:
    """The arrays that `make` returns, loaded from `folder` if stored there; other versions are deleted.

    Without a folder, or if it is not writable, they are held in memory.
    """
    if folder is None:
        return make()
    place = folder / f"{name}@{version}"
    with contextlib.suppress(OSError, ValueError):
        return _mapped(place)
    made = make()
    with contextlib.suppress(OSError, ValueError):
        _write(place, made)
        _forget_others(place, name)
        return _mapped(place)
    return made


class Rows:
    """A large array of which few rows are needed at a time: they are read on demand.

    Memory-mapped, it would soon be resident: the kernel maps 64 KB around each page that is touched.
    """

    def __init__(self, array: NDArray[Any]) -> None:
        """`array`: two-dimensional; one that is not mapped from a file stays in memory."""
        self._dtype = array.dtype
        self.width = array.shape[1]
        self._size = array.dtype.itemsize * self.width
        self._array = None if isinstance(array, np.memmap) else array
        if isinstance(array, np.memmap):
            self._offset = int(array.offset)
            self._file = Path(str(array.filename)).open("rb")  # noqa: SIM115 -- for the process's life

    def __getitem__(self, places: NDArray[Any]) -> NDArray[Any]:
        """A copy of these rows."""
        if self._array is not None:
            found: NDArray[Any] = self._array[places]
            return found
        read = b"".join(map(self.read, places.tolist()))
        return np.frombuffer(read, dtype=self._dtype).reshape(-1, self.width)

    def read(self, place: int) -> bytes:
        """One row as stored."""
        if self._array is not None:
            held: bytes = self._array[place].tobytes()
            return held
        return os.pread(self._file.fileno(), self._size, self._offset + place * self._size)


def _mapped(place: Path) -> Arrays:
    """OSError if there is no file, ValueError if one is truncated."""
    names = (place / "names").read_text("utf-8").split()
    return {one: np.load(place / f"{one}.npy", mmap_mode="r", allow_pickle=False) for one in names}


def _write(place: Path, arrays: Arrays) -> None:
    """Atomically: another worker may be writing the same files, or mapping the existing ones."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as unfinished:
        whole = Path(unfinished) / "whole"
        whole.mkdir()
        for name, array in arrays.items():
            np.save(whole / f"{name}.npy", array)
        (whole / "names").write_text(" ".join(arrays), "utf-8")
        with contextlib.suppress(OSError):
            place.rename(Path(unfinished) / "before")  # unreadable, or we would not be here
        whole.rename(place)


def _forget_others(place: Path, name: str) -> None:
    for other in place.parent.glob(f"{name}[@.]*"):
        if other.is_dir() and other != place:
            shutil.rmtree(other, ignore_errors=True)
        elif other.is_file():
            other.unlink(missing_ok=True)
