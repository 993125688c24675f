"""Decides as whom PostgreSQL runs. It refuses to be root; containers and CI often are."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leadwright.kernel.db.embedded import binaries, launch
from leadwright.kernel.db.embedded.binaries import Binaries
from leadwright.kernel.db.embedded.launch import RunAs
from leadwright.kernel.db.unavailable import DatabaseUnavailable

SYSTEM_USER = "leadwright-pg"
SYSTEM_FOLDER = Path("/var/lib/leadwright-pg")
_OVERFLOW = 65534  # how foreign files look inside a namespace: not a number to be


@dataclass(frozen=True)
class Server:
    """Programs that were seen to run, as whom, and their major version."""

    programs: Binaries
    run_as: RunAs
    major: int


def choose(programs: Binaries, cluster: Path) -> Server:
    """The first way that works; each is tried by asking `postgres` for its version that way."""
    tried = []
    for candidate in _candidates(cluster):
        for place in _places(programs, candidate):
            asked = launch.run([place.program("postgres"), "--version"], candidate, timeout=30)
            if asked.returncode == 0:
                return Server(place, candidate, binaries.parse_major(asked.stdout))
            tried.append(f"as {candidate}: {asked.stdout.strip()}")
    raise DatabaseUnavailable(
        "PostgreSQL's programs do not run here.", remedy=_remedy(), log="\n".join(tried)
    )


def _candidates(cluster: Path) -> Iterator[RunAs]:
    owner = cluster.stat() if cluster.exists() else None
    if os.geteuid() != 0:
        # Only initdb needs a name for the user id, and OpenShift gives none.
        if owner is not None or _named(os.geteuid()):
            yield RunAs()
        else:
            yield _namespace()
    elif owner is not None and owner.st_uid != 0:
        yield RunAs("user", owner.st_uid, owner.st_gid)  # it stays theirs when root starts it once
    else:
        yield _namespace()
        yield from _system_user()


def _places(programs: Binaries, run_as: RunAs) -> Iterator[Binaries]:
    yield programs
    if programs.bundled and run_as.kind == "user":
        yield binaries.copy_for_everyone(programs, SYSTEM_FOLDER)


def _named(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _namespace() -> RunAs:
    """Any user that has a name: the number means nothing outside, but initdb looks it up."""
    fitting = (user for user in pwd.getpwall() if 0 < user.pw_uid != _OVERFLOW)
    user = next(fitting, None)
    return RunAs("namespace", user.pw_uid, user.pw_gid) if user else RunAs("namespace", 1000, 1000)


def _system_user() -> Iterator[RunAs]:
    """Our own system user, made when it is missing; none where that cannot be done."""
    try:
        user = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd", path=launch.SEARCH_PATH)
        if useradd is None:
            return
        harmless = ["--no-create-home", "--home-dir=/nonexistent", "--shell=/usr/sbin/nologin"]
        subprocess.run(  # noqa: S603 - a fixed command
            [useradd, "--system", "--user-group", *harmless, SYSTEM_USER],
            check=False,
            capture_output=True,
        )
        try:
            user = pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            return
    yield RunAs("user", user.pw_uid, user.pw_gid)


def _remedy() -> str:
    elsewhere = "or use another PostgreSQL with DATABASE_URL (docs/howto/database.md)"
    if os.geteuid() != 0 and not _named(os.geteuid()):
        return f"give user id {os.geteuid()} a name in /etc/passwd, {elsewhere}"
    if os.geteuid() != 0:
        return f"read the lines below, {elsewhere}"
    return (
        "PostgreSQL refuses to run as root, and here root may neither make a user namespace nor "
        f"use the system user {SYSTEM_USER}: start Leadwright as an ordinary user, allow one of "
        f"the two, {elsewhere}"
    )
