"""Which database a process uses, and who runs it. Light: the supervisor lives on this alone."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.settings import Settings


@dataclass
class DatabaseServer:
    """The database this process uses: somebody else's server, or the embedded one."""

    urls: DatabaseUrls
    embedded: EmbeddedPostgres | None = None

    def leave(self) -> None:
        """End a short command: those who joined the server meanwhile are waited for."""
        if self.embedded is not None:
            self.embedded.stop(wait_for_others=True)

    def stop(self) -> None:
        if self.embedded is not None:
            self.embedded.stop()


def start_database(settings: Settings) -> DatabaseServer:
    """The configured database, or the embedded one, started or shared. Raises DatabaseUnavailable."""
    if settings.database_urls is not None:
        return DatabaseServer(settings.database_urls)
    server = EmbeddedPostgres(data_folder(settings) / "postgres", pg_bin=settings.pg_bin)
    return DatabaseServer(server.start(), server)


def addresses_line(urls: DatabaseUrls) -> bytes:
    """The addresses as the supervisor writes them to a child's stdin."""
    return json.dumps(asdict(urls)).encode() + b"\n"


def handed_over(stdin: IO[str]) -> DatabaseServer:
    """Waits for the supervisor's word that the database stands. SystemExit if it ended instead."""
    line = stdin.readline()
    if not line:
        raise SystemExit(1)
    return DatabaseServer(DatabaseUrls(**json.loads(line)))


def data_folder(settings: Settings) -> Path:
    """The folder of everything this installation keeps outside the database, made on first use."""
    folder = settings.data.expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
