"""Locks that the kernel drops when their holder dies: no stale owners, no pid files to believe."""

import fcntl
import os
from pathlib import Path


class FileLock:
    """One flock on one file, held until `release` or the end of every process that has it open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        return self._descriptor is not None

    @property
    def descriptor(self) -> int:
        """To be inherited by a child, which then holds the lock as well."""
        if self._descriptor is None:
            raise RuntimeError(f"{self._path} is not locked")
        return self._descriptor

    def take_exclusive(self) -> bool:
        """True if we hold it now, False if somebody else does."""
        return self._take(fcntl.LOCK_EX)

    def take_shared(self) -> bool:
        """True if we hold it now, False if somebody holds it alone."""
        return self._take(fcntl.LOCK_SH)

    def close(self) -> None:
        """Give up our share of the lock; children that inherited it keep theirs."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _take(self, kind: int) -> bool:
        if self.held:
            return True
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            # If the file was replaced meanwhile, this lock guards nothing.
            valid = os.path.samestat(os.fstat(descriptor), self._path.stat())
        except BlockingIOError:
            valid = False
        except OSError:
            os.close(descriptor)
            raise
        if not valid:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True
