"""Brings the server up and down: every step from an empty folder to a child process, and back."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from leadwright.kernel.db import roles
from leadwright.kernel.db.embedded import (
    binaries,
    cluster,
    conf,
    identity,
    launch,
    leftovers,
    logfiles,
)
from leadwright.kernel.db.embedded.folder import SUPERUSER, Connection, Folder, new_passwords
from leadwright.kernel.db.embedded.identity import Server
from leadwright.kernel.db.embedded.locks import FileLock

# A fast shutdown writes all changed pages. If the disk is too slow for that, an immediate one and
# a recovery at the next start lose nothing either.
_STOPPING = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))


def start_server(
    folder: Folder, pg_bin: Path | None, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """The server as our child, on its way up. To be called by the holder of the owner's lock."""
    lock = FileLock(folder.path / "server.lock")
    try:
        leftovers.clear(lock, folder.cluster)
        leftovers.refuse_strangers(folder.cluster)
        server = identity.choose(binaries.find(pg_bin), folder.cluster)
        connection = _prepare(folder, server, lock)
        logfiles.prune(folder.cluster)
        return _spawn(folder, server, connection, settings, lock)
    finally:
        lock.close()  # the server's processes hold it from here on


def _prepare(folder: Folder, server: Server, lock: FileLock) -> Connection:
    """The data folder, the socket's folder and the passwords, made where they are missing."""
    known = folder.load_connection()
    fresh = new_passwords((SUPERUSER, *roles.names()))
    connection = Connection(
        socket=str(folder.socket_folder(server.run_as)),
        passwords={**fresh, **known.passwords} if known else fresh,
    )
    lost = known is None and (folder.cluster / "PG_VERSION").exists()
    cluster.ensure(folder, server, connection.passwords[SUPERUSER], lock=lock.descriptor)
    if lost:
        cluster.reset_password(
            folder, server, connection.passwords[SUPERUSER], lock=lock.descriptor
        )
    if connection != known:
        folder.save_connection(connection)
    return connection


def _spawn(
    folder: Folder,
    server: Server,
    connection: Connection,
    settings: Mapping[str, str],
    lock: FileLock,
) -> subprocess.Popen[bytes]:
    statistics = server.programs.has_library("pg_stat_statements")
    options = conf.arguments(Path(connection.socket), settings, statistics=statistics)
    with (
        launch.doorway(folder.cluster, server.run_as) as (inside, descriptors),
        folder.output.open("wb") as output,
    ):
        return launch.spawn(
            [server.programs.program("postgres"), "-D", inside, *options],
            server.run_as,
            output=output,
            pass_fds=(*descriptors, lock.descriptor),
            ignore_pid=leftovers.named_pid(folder.cluster),  # no server of ours: that was checked
        )


def stop_server(process: subprocess.Popen[bytes]) -> None:
    """End it and everything it started; returns when it is gone."""
    for number, patience in _STOPPING:
        if process.poll() is not None:
            return
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)


def until_alone(users: FileLock, process: subprocess.Popen[bytes]) -> None:
    """Return when nobody else uses the server, when it has died, or on Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        while process.poll() is None and not users.take_exclusive():
            time.sleep(0.1)
