"""Makes the data folder (whole or not at all), checks whose and which version it is."""

import os
import shutil
import tempfile
from pathlib import Path

from leadwright.kernel.db.embedded import diagnosis, launch
from leadwright.kernel.db.embedded.folder import SUPERUSER, Folder
from leadwright.kernel.db.embedded.identity import Server
from leadwright.kernel.db.unavailable import DatabaseUnavailable

_UNFINISHED = "unfinished-"
_BUILTIN_LOCALE_SINCE = 17


def ensure(folder: Folder, server: Server, password: str, *, lock: int) -> None:
    """A cluster of the right version that the server's user owns. `lock` goes to initdb as well."""
    _remove_unfinished(folder)
    if folder.cluster.is_dir() and not any(folder.cluster.iterdir()):
        folder.cluster.rmdir()  # an empty volume
    if not folder.cluster.exists():
        _create(folder, server, password, lock)
    check_version(folder.cluster, server)
    _hand_over(folder.cluster, server)


def check_version(cluster: Path, server: Server) -> None:
    """Refuse, before anything is touched, programs that cannot read this data."""
    try:
        made_by = (cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise DatabaseUnavailable(
            f"{cluster} is not a PostgreSQL data folder: it has no PG_VERSION.",
            remedy="move it away; a new one is then made",
        ) from None
    if made_by != str(server.major):
        raise DatabaseUnavailable(
            f"The data in {cluster} was made by PostgreSQL {made_by}; the programs in "
            f"{server.programs.folder} are version {server.major}. Nothing was changed.",
            remedy=f"set LEADWRIGHT_PG_BIN to the programs of PostgreSQL {made_by}, or carry the "
            "data over with pg_upgrade or pg_dump (docs/howto/database.md)",
        )


def _remove_unfinished(folder: Folder) -> None:
    """What an interrupted initdb left; its process is gone, for it would hold the server's lock."""
    for rest in folder.path.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(rest)


def _create(folder: Folder, server: Server, password: str, lock: int) -> None:
    """Fill a folder beside the final place, then rename it: power may go at any moment."""
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder.path))
    password_file = unfinished / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    server.run_as.give(unfinished, password_file)
    with launch.doorway(unfinished, server.run_as) as (inside, descriptors):
        made = launch.run(
            _initdb(server, inside), server.run_as, pass_fds=(*descriptors, lock), timeout=300
        )
    if made.returncode != 0:
        shutil.rmtree(unfinished)
        raise diagnosis.refused(
            "PostgreSQL could not make its data folder.", made.stdout, folder.path
        )
    (unfinished / "cluster").rename(folder.cluster)
    _sync(folder.path)
    shutil.rmtree(unfinished)


def _initdb(server: Server, inside: str) -> list[str]:
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [
        server.programs.program("initdb"),
        f"--pgdata={inside}/cluster",
        f"--pwfile={inside}/password",
        f"--username={SUPERUSER}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--data-checksums",
        *(builtin if server.major >= _BUILTIN_LOCALE_SINCE else []),
    ]


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hand_over(cluster: Path, server: Server) -> None:
    """As another user: root's files become its own. Only inside, never the folders above."""
    if cluster.stat().st_uid != server.run_as.file_owner:
        for place, folders, files in os.walk(cluster):
            server.run_as.give(*(Path(place) / name for name in (*folders, *files)))
        server.run_as.give(cluster)  # last: an interrupted hand-over is begun again


def reset_password(folder: Folder, server: Server, password: str, *, lock: int) -> None:
    """Give the superuser a new password without the old one: only the owner of the files can."""
    with launch.doorway(folder.cluster, server.run_as) as (inside, descriptors):
        done = launch.run(
            [server.programs.program("postgres"), "--single", "-D", inside, "postgres"],
            server.run_as,
            pass_fds=(*descriptors, lock),
            text=f"alter role {SUPERUSER} password '{password}'\n",
        )
    if done.returncode != 0 or "ERROR" in done.stdout:
        raise diagnosis.refused(
            "connection.json is missing, and new passwords could not be set.",
            done.stdout,
            folder.path,
        )
