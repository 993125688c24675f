"""A watched folder, read with distrust: no way out of the allowed folders, no symbolic links.

Each folder on the way is opened by itself without following links, so that exchanging one between
the look and the reading leads nowhere.
"""

import asyncio
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from leadwright.domain.errors import ProviderError
from leadwright.kernel import clock
from leadwright.ports.storage import StoredObject, leads_astray

SETTLED = 5.0
"""Seconds without a change before a file is taken for whole: whoever copies it may still be at it."""
DEEPEST = 8
_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class WatchedFolder:
    """One folder. Nothing in it is changed, moved or deleted."""

    def __init__(self, path: str, allowed: Sequence[Path]) -> None:
        self._base, self._below = place(path, allowed)

    async def listed(self, most: int) -> Sequence[StoredObject]:
        return await asyncio.to_thread(self._listed, most)

    async def read(self, key: str, most_bytes: int) -> bytes:
        return await asyncio.to_thread(self._read, key, most_bytes)

    async def check(self) -> str:
        listed = await self.listed(1_000)
        locked = [one.key for one in listed if one.is_locked]
        found = len(listed) - len(locked)
        number = "1 file" if found == 1 else f"{found:,} files"
        said = f"The folder can be read; it holds {number}."
        if locked:
            said += f" What lies in {', '.join(locked[:3])} may not be read by the program."
        return said

    async def close(self) -> None:
        """Nothing stays open."""

    def _listed(self, most: int) -> list[StoredObject]:
        try:
            with self._entered(self._below) as folder:
                found = list(_files(folder, "", DEEPEST))
        except OSError as error:
            raise self._in_words(error) from error
        return sorted(found, key=lambda one: one.key)[:most]

    def _read(self, key: str, most_bytes: int) -> bytes:
        if leads_astray(key):
            raise ProviderError(f"{key!r} does not lie in the folder.", permanent=True)
        *folders, name = PurePosixPath(key).parts
        try:
            with self._entered((*self._below, *folders)) as folder:
                handle = os.open(name, _OPEN_FILE, dir_fd=folder)
                with os.fdopen(handle, "rb") as file:
                    if not stat.S_ISREG(os.fstat(handle).st_mode):
                        raise ProviderError(f"{key} is no file.", permanent=True)
                    content = file.read(most_bytes + 1)
        except FileNotFoundError as error:
            raise ProviderError("it is gone by now.", permanent=True) from error
        except PermissionError as error:
            raise ProviderError(
                "the program is not allowed to read it.", permanent=False
            ) from error
        except OSError as error:
            raise self._in_words(error) from error
        if len(content) > most_bytes:
            raise ProviderError(f"{key} is larger than {most_bytes:,} bytes.", permanent=True)
        return content

    @contextmanager
    def _entered(self, parts: Sequence[str]) -> Iterator[int]:
        folder = os.open(self._base, _OPEN_FOLDER)
        try:
            for part in parts:
                if part in {"", ".", ".."}:
                    raise ProviderError("A path may not lead upwards.", permanent=True)
                inner = os.open(part, _OPEN_FOLDER, dir_fd=folder)
                os.close(folder)
                folder = inner
            yield folder
        finally:
            os.close(folder)

    def _in_words(self, error: OSError) -> ProviderError:
        where = "/".join((str(self._base), *self._below))
        why = error.strerror or type(error).__name__
        return ProviderError(
            f"{where} cannot be read: {why}. It must exist, without symbolic links, and the program "
            "must be allowed to read it.",
            permanent=False,
            connection_broken=True,
        )


def place(path: str, allowed: Sequence[Path]) -> tuple[Path, tuple[str, ...]]:
    """The allowed folder that a path lies in, and the way from there. ProviderError else."""
    wanted = PurePosixPath(path)
    if not wanted.is_absolute() or ".." in wanted.parts or "\0" in path:
        raise _outside("Write the whole path, such as /srv/leads, without '..'.")
    for base in allowed:
        if wanted.is_relative_to(base):
            return base, wanted.relative_to(base).parts
    if not allowed:
        raise _outside(
            "No folder may be watched here yet: the operator names them in LEADWRIGHT_WATCH_FOLDERS."
        )
    raise _outside(f"Only folders below {', '.join(map(str, allowed))} may be watched.")


def _files(folder: int, below: str, deep: int) -> Iterator[StoredObject]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_symlink():
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _inside(folder, entry.name, below, deep)
                continue
            try:
                about = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # moved away since it was listed
                continue
            settled = clock.wall().timestamp() - about.st_mtime >= SETTLED
            if stat.S_ISREG(about.st_mode) and settled:
                version = f"{about.st_mtime_ns} {about.st_size}"
                yield StoredObject(f"{below}{entry.name}", version, about.st_size)


def _inside(folder: int, name: str, below: str, deep: int) -> Iterator[StoredObject]:
    """A folder's own folder. One that is locked is told as such, and keeps nobody from the others."""
    if not deep:
        return
    try:
        inner = os.open(name, _OPEN_FOLDER, dir_fd=folder)
    except PermissionError:
        yield StoredObject(f"{below}{name}", "locked", 0, is_locked=True)
        return
    except FileNotFoundError:
        return
    try:
        yield from _files(inner, f"{below}{name}/", deep - 1)
    finally:
        os.close(inner)


def _outside(words: str) -> ProviderError:
    return ProviderError(words, permanent=False, connection_broken=True)
