"""Starts PostgreSQL's programs: as whom, with which environment, and bound to our life."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from leadwright.kernel.db.unavailable import DatabaseUnavailable

_CHILD = Path(__file__).with_name("child.py")
SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Nothing of ours is inherited: a stray PGPORT, LD_PRELOAD or LC_ALL would change the server.
_ENVIRONMENT = {"PATH": SEARCH_PATH, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class RunAs:
    """Who the server is: ourselves, ourselves under another number, or another user."""

    kind: Literal["self", "namespace", "user"] = "self"
    uid: int = 0
    gid: int = 0

    @property
    def file_owner(self) -> int:
        """Whose files the server makes, seen from outside."""
        return self.uid if self.kind == "user" else os.geteuid()

    def give(self, *paths: Path) -> None:
        """Make these the server's. Ours are already, unless it is another user."""
        if self.kind == "user":
            for path in paths:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def __str__(self) -> str:
        return {
            "self": "this user",
            "namespace": "this user in a namespace of its own",
            "user": f"user id {self.uid}",
        }[self.kind]


def _command(program: Sequence[str], run_as: RunAs, death_signal: int) -> list[str]:
    who = [run_as.kind, str(run_as.uid), str(run_as.gid)]
    trampoline = [sys.executable, "-I", "-S", str(_CHILD), str(os.getpid()), str(death_signal)]
    return [*trampoline, *who, *program]


@contextmanager
def doorway(folder: Path, run_as: RunAs) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A path by which the child reaches `folder`, and the descriptors that it needs for that.

    Another user may not be able to pass the folders above (a home, a 0700 `mktemp -d`), and those
    are not ours to open up. We can pass, so we hand over the open folder instead of its address.
    """
    if run_as.kind != "user":
        yield str(folder), ()
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}", (descriptor,)
    finally:
        os.close(descriptor)


def run(
    program: Sequence[str],
    run_as: RunAs,
    *,
    pass_fds: tuple[int, ...] = (),
    timeout: float = 120,
    text: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run to the end, both outputs in `stdout`. Dies with us, so that nothing half goes on."""
    try:
        return subprocess.run(  # noqa: S603 - our own programs, no shell
            _command(program, run_as, signal.SIGTERM),
            check=False,
            cwd="/",
            encoding="utf-8",
            env=_ENVIRONMENT,
            errors="replace",
            input=text,
            pass_fds=pass_fds,
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
            timeout=timeout,
        )
    except subprocess.TimeoutExpired as error:
        raise DatabaseUnavailable(
            f"{program[0]} was not done after {timeout:.0f} seconds.",
            remedy="look whether the disk or the machine is overloaded, then start again",
        ) from error


def spawn(
    program: Sequence[str],
    run_as: RunAs,
    *,
    output: IO[bytes],
    pass_fds: tuple[int, ...],
    ignore_pid: int | None,
) -> subprocess.Popen[bytes]:
    """Start the server as our direct child: when we die, even by kill -9, it shuts down fast.

    `ignore_pid` is a process known to be no server although postmaster.pid names it;
    PG_GRANDPARENT_PID is how pg_ctl tells PostgreSQL such a thing (miscinit.c, CreateLockFile).
    """
    known = {} if ignore_pid is None else {"PG_GRANDPARENT_PID": str(ignore_pid)}
    return subprocess.Popen(  # noqa: S603 - our own programs, no shell
        _command(program, run_as, signal.SIGINT),
        cwd="/",
        env=_ENVIRONMENT | known,
        pass_fds=pass_fds,
        start_new_session=True,  # Ctrl-C is for the supervisor, which then stops us in order
        stderr=output,
        stdin=subprocess.DEVNULL,
        stdout=output,
    )
