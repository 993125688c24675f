"""Arrays that are slow to make and large to hold: made once, kept in files, mapped by all workers.

Of a mapped array only those pages are in memory that somebody reads, and those once for everybody.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


def kept(folder: Path | None, name: str, version: str, make: Callable[[], Arrays]) -> Arrays:
    """The arrays that `make` gives, from `folder` if they are there; those of other versions go.

    Without a folder, or with one that cannot be written, they are held in memory.
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


def _mapped(place: Path) -> Arrays:
    """OSError where there are none, ValueError where a file is shorter than it says."""
    names = (place / "names").read_text("utf-8").split()
    return {one: np.load(place / f"{one}.npy", mmap_mode="r", allow_pickle=False) for one in names}


def _write(place: Path, arrays: Arrays) -> None:
    """Whole or not at all: another worker may be doing the same, or mapping what is there."""
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
