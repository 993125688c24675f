"""Server processes that outlived their owner: found by the folder they stand in, then ended.

Reached only while we hold the owner's lock: nobody else may run a server in this folder.
"""

import os
import signal
import time
from pathlib import Path

from leadwright.kernel.db.embedded.locks import FileLock
from leadwright.kernel.db.unavailable import DatabaseUnavailable

_SHUTTING_DOWN_ALREADY = 1.0  # the parent-death signal is on its way
_FAST_SHUTDOWN = 20.0
_IMMEDIATE = 5.0


def in_folder(cluster: Path) -> list[int]:
    """Processes whose working folder is the cluster: PostgreSQL's all stand there."""
    try:
        place = cluster.stat()
    except FileNotFoundError:
        return []
    return [pid for pid in _all_pids() if _stands_in(pid, place)]


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stands_in(pid: int, place: os.stat_result) -> bool:
    try:
        return os.path.samestat(Path(f"/proc/{pid}/cwd").stat(), place)
    except OSError:
        return False  # gone meanwhile, or somebody else's


def clear(server_lock: FileLock, cluster: Path) -> None:
    """Take the server's lock, which its processes hold, ending those that do not leave."""
    if _wait(server_lock, _SHUTTING_DOWN_ALREADY):
        return
    pids = in_folder(cluster)
    if (postmaster := named_pid(cluster)) in pids:
        _signal(postmaster, signal.SIGINT)
        if _wait(server_lock, _FAST_SHUTDOWN):
            return
    # Orphans of a killed server, such as a long query, or one that hangs. Never SIGINT for these:
    # the checkpointer would take it for the order to end the log. This costs a recovery, not data.
    for number in (signal.SIGQUIT, signal.SIGKILL):
        for pid in in_folder(cluster):
            _signal(pid, number)
        if _wait(server_lock, _IMMEDIATE):
            return
    raise DatabaseUnavailable(
        f"Another process holds the lock of the PostgreSQL server in {cluster.parent}.",
        remedy="end it (it may run in another container that shares the folder) and start again",
    )


def _wait(server_lock: FileLock, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while not server_lock.take_exclusive():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except OSError:
        return  # gone meanwhile: the lock tells


def refuse_strangers(cluster: Path) -> None:
    """A server started by hand (pg_ctl) holds none of our locks; two of them would ruin the data."""
    if pids := in_folder(cluster):
        raise DatabaseUnavailable(
            f"A PostgreSQL server that was not started by Leadwright (process {min(pids)}) is "
            f"using {cluster}.",
            remedy="stop that server, then start again",
        )


def named_pid(cluster: Path) -> int | None:
    """The process that postmaster.pid names. Process ids come round again: it may be anybody's."""
    try:
        return int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
