"""PostgreSQL's log files: their end for error messages, and a bound on how many there are."""

import contextlib
from pathlib import Path

KEPT = 5  # files of at most 10 MB: the server rotates by size but never deletes
_TAIL_BYTES = 16_000


def _newest_first(cluster: Path) -> list[Path]:
    try:
        return sorted((cluster / "log").glob("*.log"), key=lambda p: p.name, reverse=True)
    except OSError:
        return []


def prune(cluster: Path) -> None:
    """Delete all but the newest files (their names are times)."""
    for file in _newest_first(cluster)[KEPT:]:
        with contextlib.suppress(OSError):  # tidying must not stop anything
            file.unlink()


def tail(cluster: Path, output: Path, *, since: float, lines: int = 15) -> str:
    """What the server that was started at `since` said last: before it opened its log, and in it."""
    newest = [file for file in _newest_first(cluster)[:1] if file.stat().st_mtime >= since]
    said = [line for file in (output, *newest) for line in _end_of(file)]
    return "\n".join(said[-lines:])


def _end_of(file: Path) -> list[str]:
    try:
        with file.open("rb") as stream:
            stream.seek(max(0, file.stat().st_size - _TAIL_BYTES))
            return stream.read().decode(errors="replace").splitlines()
    except OSError:
        return []
