"""The embedded PostgreSQL as the rest of the product sees it: start, share, ask, stop."""

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from leadwright.kernel import logging
from leadwright.kernel.db import roles
from leadwright.kernel.db.embedded import boot, conf, diagnosis, logfiles, probe
from leadwright.kernel.db.embedded.folder import SUPERUSER, Connection, Folder
from leadwright.kernel.db.embedded.locks import FileLock
from leadwright.kernel.db.embedded.probe import Answer
from leadwright.kernel.db.unavailable import DatabaseUnavailable
from leadwright.kernel.db.urls import DatabaseUrls

_POLL = 0.02
_SLOWEST_POLL = 0.5  # a recovery may take minutes, and the server logs each question
_ANSWER_HOLDS = 2.0
_log = logging.get("kernel.db.embedded")


class EmbeddedPostgres:
    """One server per folder, shared by every process that asks, run by the first of them.

    The server is a direct child of its owner and dies with it; whoever calls `start` next, owner
    or not, brings it up again. Methods block and belong into the main thread.
    """

    def __init__(
        self, folder: Path, *, pg_bin: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        """`pg_bin`: a folder of programs instead of the bundled ones. `settings`: over ours."""
        self._settings = dict(settings or {})
        conf.refuse_fixed(self._settings)
        self._folder = Folder(folder)
        self._pg_bin = pg_bin
        self._owner = FileLock(self._folder.path / "owner.lock")
        self._users = FileLock(self._folder.path / "users.lock")
        self._process: subprocess.Popen[bytes] | None = None
        self._spawned_at = 0.0
        self._answered_at = -_ANSWER_HOLDS
        self._urls: DatabaseUrls | None = None

    @property
    def is_owner(self) -> bool:
        """Whether this process runs the server, so that its end is the server's end."""
        return self._owner.held and self._running()

    def start(self, timeout: float = 60) -> DatabaseUrls:
        """Make sure that the server runs, by starting or by sharing it. Idempotent.

        Raises DatabaseUnavailable. On a time-out the server goes on recovering: call again.
        """
        if sys.platform != "linux":
            raise DatabaseUnavailable(
                "The embedded PostgreSQL runs on Linux only.", remedy="set DATABASE_URL to another"
            )
        deadline = time.monotonic() + timeout
        try:
            self._folder.prepare()
            while True:
                if self._owner.take_exclusive():
                    return self._serve(deadline)
                if (urls := self._share()) is not None:
                    return urls
                if time.monotonic() > deadline:
                    raise self._silent_owner()
                time.sleep(_POLL)
        except OSError as error:
            raise diagnosis.from_os_error(error, self._folder.path) from error

    def alive(self) -> bool:
        """Whether the server takes connections now. At most two seconds; tidies its log files.

        May be asked in a tight loop: of a running child that answered a moment ago, nothing is
        asked, because each question costs the server a process.
        """
        if self._owner.held:
            if not self._running():
                return False
            if time.monotonic() - self._answered_at < _ANSWER_HOLDS:
                return True
            logfiles.prune(self._folder.cluster)
        with contextlib.suppress(OSError):
            connection = self._folder.load_connection()
            if connection is not None and probe.ask(Path(connection.socket)) is Answer.READY:
                self._answered_at = time.monotonic()
                return True
        return False

    def stop(self, *, wait_for_others: bool = False) -> None:
        """Leave; the owner also ends the server.

        A supervisor stops at once. A short command that happened to start the server sets
        `wait_for_others`, so as not to pull it away from those who joined meanwhile.
        """
        if self._process is not None:
            if wait_for_others and not self._users.take_exclusive():
                _log.warning("database.in_use", hint="others use it: waiting until they are done")
                boot.until_alone(self._users, self._process)
            boot.stop_server(self._process)
            self._folder.leave_socket_folder()
            self._process = None
            self._urls = None
        self._owner.close()
        self._users.close()

    def _running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _share(self) -> DatabaseUrls | None:
        """The addresses of somebody else's server, once it takes the application's role."""
        if not self._users.take_shared():  # its owner is waiting for the last one to leave
            return None
        connection = self._folder.load_connection()
        if connection is None or probe.ask(Path(connection.socket)) is not Answer.READY:
            return None
        urls = roles.addresses(_admin_url(connection), connection.passwords)
        return urls if roles.can_log_in(urls.app) else None

    def _serve(self, deadline: float) -> DatabaseUrls:
        self._users.close()
        try:
            # A server that was just killed still counts as running for a moment: then once more.
            connection = self._ready(deadline) if self._running() else None
            if connection is None:
                connection = self._boot(deadline)
            if self._urls is None:
                self._urls = self._make_roles(connection)
        except BaseException:
            if not self._running():
                self._owner.close()  # so that another process may try
            raise
        return self._urls

    def _boot(self, deadline: float) -> Connection:
        if threading.current_thread() is not threading.main_thread():
            # The parent-death signal follows the thread: it would end the server with it.
            raise RuntimeError("start the embedded database from the main thread")
        self._urls = None
        self._answered_at = -_ANSWER_HOLDS
        self._spawned_at = time.time()
        self._process = boot.start_server(self._folder, self._pg_bin, self._settings)
        connection = self._ready(deadline)
        if connection is None:
            raise diagnosis.refused(
                "The embedded PostgreSQL ended while it was starting.",
                self._last_words(),
                self._folder.path,
            )
        return connection

    def _ready(self, deadline: float) -> Connection | None:
        """Wait until it takes connections; None if it ended instead."""
        pause = _POLL
        while self._running():
            connection = self._folder.load_connection()
            if connection is not None and probe.ask(Path(connection.socket)) is Answer.READY:
                return connection
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(
                    "The embedded PostgreSQL is not ready yet.",
                    remedy="start again: after a crash it may need minutes to recover",
                    log=self._last_words(),
                )
            time.sleep(pause)
            pause = min(pause * 1.1, _SLOWEST_POLL)
        return None

    def _make_roles(self, connection: Connection) -> DatabaseUrls:
        began = time.monotonic()
        try:
            urls = roles.ensure_roles(_admin_url(connection), passwords=connection.passwords)
        except roles.WrongPassword as error:
            raise DatabaseUnavailable(
                f"The password in {self._folder.path}/connection.json is not this database's.",
                remedy="delete that file and start again: new passwords are made",
            ) from error
        _log.info("database.started", roles_ms=round((time.monotonic() - began) * 1000))
        return urls

    def _last_words(self) -> str:
        return logfiles.tail(self._folder.cluster, self._folder.output, since=self._spawned_at)

    def _silent_owner(self) -> DatabaseUnavailable:
        return DatabaseUnavailable(
            f"Another process runs the database in {self._folder.path}, but it does not answer.",
            remedy="look at that process (it holds owner.lock), end it, and start again",
            log=self._last_words(),
        )


def _admin_url(connection: Connection) -> str:
    return roles.socket_url(connection.socket, SUPERUSER, connection.passwords[SUPERUSER])
