"""Stands between us and a PostgreSQL program for a moment: identity, parent-death signal, exec.

Run by path with `python -I -S`, in a process of its own, because code between fork and exec is
unsafe in a parent with threads, and because util-linux' `unshare --map-user` is missing on older
systems. It imports nothing of this package.

Arguments: PARENT SIGNAL self|namespace|user UID GID PROGRAM ARGUMENT...
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
REFUSED = 86  # our own exit code: the program was never started


def _checked(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:  # noqa: PTH123 - pathlib would double the start-up time
        file.write(text)


def _enter_namespace(libc: ctypes.CDLL, uid: int, gid: int) -> None:
    """Outside still who we were, inside an ordinary user: PostgreSQL refuses to run as root."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    _checked(libc.unshare(CLONE_NEWUSER), "unshare(CLONE_NEWUSER)")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {outer_uid} 1")
    _write("/proc/self/gid_map", f"{gid} {outer_gid} 1")


def _become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def main(arguments: list[str]) -> None:
    parent, signal, kind, uid, gid, *program = arguments
    libc = ctypes.CDLL(None, use_errno=True)
    if kind == "namespace":
        _enter_namespace(libc, int(uid), int(gid))
    elif kind == "user":
        _become(int(uid), int(gid))
    # After the change of identity, because that clears it; exec of an ordinary program keeps it.
    _checked(libc.prctl(PR_SET_PDEATHSIG, int(signal), 0, 0, 0), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != int(parent):  # it died before the line above, so the signal never comes
        raise OSError("the parent process is gone")
    os.execv(program[0], program)  # noqa: S606 - that is the purpose


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(REFUSED)
