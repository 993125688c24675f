"""One PostgreSQL cluster for a whole run: the product's own embedded server, with its settings.

Ours and the ceiling stand in different databases of it. States are made once and copied.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from leadwright.kernel.db import roles
from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.embedded.folder import SUPERUSER, Folder
from leadwright.kernel.db.urls import DatabaseUrls


@dataclass(frozen=True)
class Cluster:
    """A running cluster: `pid` is the postmaster's, `made` the addresses of the product's roles in
    the database that the launcher made (empty, with roles, rights and extensions)."""

    pid: int
    made: DatabaseUrls
    admin: str

    def admin_url(self, database: str) -> str:
        return _in(self.admin, database)

    def urls(self, database: str) -> DatabaseUrls:
        return DatabaseUrls(
            app=_in(self.made.app, database),
            owner=_in(self.made.owner, database),
            system=_in(self.made.system, database),
        )

    def environment(self, database: str) -> dict[str, str]:
        """The three addresses as the product reads them."""
        urls = self.urls(database)
        return {
            "DATABASE_URL": urls.app,
            "DATABASE_OWNER_URL": urls.owner,
            "DATABASE_SYSTEM_URL": urls.system,
        }

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Runs statements as the superuser, each on its own."""
        asyncio.run(_execute(self.admin_url(database), statements))

    def rows(self, statement: str, database: str) -> list[dict[str, Any]]:
        """What a statement of the superuser finds."""
        return asyncio.run(_rows(self.admin_url(database), statement))

    def version(self) -> str:
        return asyncio.run(_version(self.admin))

    def copy(self, template: str, database: str) -> None:
        """A fresh database as a copy of another that nobody uses; an older one of its name goes.

        Ends with a checkpoint, so that the next contender does not pay for this writing.
        """
        self.execute(
            f"drop database if exists {database} with (force)",
            f"create database {database} template {template} strategy file_copy"
            f" owner {roles.names()[0]}",
            "checkpoint",
        )


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Makes a cluster in an empty folder and serves it until the block ends."""
    server = EmbeddedPostgres(folder)
    made = server.start()
    try:
        known = Folder(folder).load_connection()
        if known is None:
            raise LookupError("the embedded server left no connection.json")
        pid = int((folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])
        admin = roles.socket_url(known.socket, SUPERUSER, known.passwords[SUPERUSER])
        yield Cluster(pid, made, admin)
    finally:
        server.stop()


def _in(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


async def _execute(url: str, statements: tuple[str, ...]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _rows(url: str, statement: str) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(url)
    try:
        return [dict(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def _version(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval("show server_version"))
    finally:
        await connection.close()
