"""A small pool of asyncpg connections for the hot path: one prepared statement, one round trip, one commit.

An SQLAlchemy session costs more processor time than PostgreSQL spends on storing a submission; each
statement here is a transaction of its own, so there is nothing to begin, bind or roll back.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from leadwright.kernel.db.idle_connections import LOOK
from leadwright.kernel.db.urls import driver_url

_LONGEST_STATEMENT = 30
# A connection that was idle for longer may have been dropped silently by a firewall; testing it could
# hang, while a new one opens in milliseconds.
_LONG_REST = 30.0


class _Connection:
    """One connection with the statements it has prepared."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.prepared: dict[str, PreparedStatement] = {}
        self.resting_since = 0.0

    def is_fresh(self, now: float) -> bool:
        return not self.connection.is_closed() and now - self.resting_since < _LONG_REST

    async def rows(self, sql: str, arguments: tuple[Any, ...]) -> list[asyncpg.Record]:
        statement = self.prepared.get(sql)
        if statement is None:
            statement = self.prepared[sql] = await self.connection.prepare(sql)
        return list(await statement.fetch(*arguments))


class StatementPool:
    """At most `size` connections, opened on demand and reused last in, first out.

    `settings`: server settings for these connections.
    """

    def __init__(self, url: str, *, size: int, settings: Mapping[str, str] | None = None) -> None:
        self._url = driver_url(url)
        self._settings = {"application_name": "leadwright", **(settings or {})}
        self._resting: list[_Connection] = []
        self._slots = asyncio.Semaphore(size)

    async def row(self, sql: str, *arguments: Any) -> asyncpg.Record | None:
        """The statement's first row. `sql` is a constant: each connection keeps it prepared."""
        found = await self.rows(sql, *arguments)
        return found[0] if found else None

    async def rows(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """All rows of the statement."""
        async with self._slots:
            line = self._rested() or await self._open()
            try:
                found = await line.rows(sql, arguments)
            except BaseException:
                # After an error or a cancellation the state of the connection is unknown.
                line.connection.terminate()
                raise
            line.resting_since = time.monotonic()
            self._resting.append(line)
            return found

    async def thin_out(self) -> None:
        """The connections at the bottom of the stack served a peak; each costs the server memory."""
        while self._resting and time.monotonic() - self._resting[0].resting_since > LOOK:
            self._resting.pop(0).connection.terminate()

    def close(self) -> None:
        while self._resting:
            self._resting.pop().connection.terminate()

    def _rested(self) -> _Connection | None:
        now = time.monotonic()
        while self._resting:
            line = self._resting.pop()
            if line.is_fresh(now):
                return line
            line.connection.terminate()
        return None

    async def _open(self) -> _Connection:
        return _Connection(
            await asyncpg.connect(
                self._url,
                timeout=10,
                command_timeout=_LONGEST_STATEMENT,
                server_settings=self._settings,
            )
        )
