"""Engines and sessions. One request or job is one transaction, committed here and nowhere else.

A `TenantSession` passes where a `ReadSession` is asked for, never the reverse. The workspace is
bound inside the transaction (`set_config(..., true)`), so that a pooled connection forgets it.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, NewType
from uuid import UUID

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import EmulatedDBAPIException, InvalidatePoolError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from leadwright.domain.ids import WorkspaceId
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.group_commit import LONGEST_WAIT_FOR_A_ROW, GroupCommit
from leadwright.kernel.db.idle_connections import PoolUsage
from leadwright.kernel.db.statement_pool import StatementPool
from leadwright.kernel.db.urls import DatabaseUrls, sqlalchemy_url
from leadwright.kernel.db.waker import Waker
from leadwright.kernel.tx import open_transaction

ReadSession = NewType("ReadSession", AsyncSession)
TenantSession = NewType("TenantSession", ReadSession)
SystemSession = NewType("SystemSession", AsyncSession)

# Without this, a server that vanishes silently is waited for until TCP gives up, many minutes later.
_LONGEST_STATEMENT = 30
# A connection that was idle for longer than this is tested before use.
_LONG_REST = 30.0

_BIND = " select set_config('app.workspace_id', '{}', true);"
# Cached plans outlive the statistics they were made with, so they must use keys even if the table was
# empty when it was planned.
PLAN_ONCE = " set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off;"


class _BindingConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """Sends the workspace along with BEGIN, which saves a round trip per transaction."""

    __slots__ = ("planned_once", "workspace_id")

    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        workspace_id: UUID | None = getattr(self, "workspace_id", None)
        # A connection that was in autocommit before says "BEGIN ISOLATION LEVEL ...;".
        if query.startswith("BEGIN") and workspace_id is not None:
            query += _BIND.format(UUID(str(workspace_id)))
            query += PLAN_ONCE if getattr(self, "planned_once", False) else ""
        return str(await super().execute(query, *args, **options))


class _BoundSession(Session):
    """A session that binds its workspace in PostgreSQL at the start of each transaction."""


@event.listens_for(_BoundSession, "after_begin")
def _bind_workspace(
    session: Session, transaction: SessionTransaction, connection: Connection
) -> None:
    # BEGIN is sent with the first statement, after this. An unbound session must unbind: the connection
    # may still carry the binding of a session that began nothing.
    if not transaction.nested:
        driver: Any = connection.connection.driver_connection
        driver.workspace_id = session.info.get("workspace_id")
        driver.planned_once = session.info.get("planned_once", False)


class Database:
    """This process's connection pools: one for the application role, one for the system role."""

    def __init__(
        self,
        urls: DatabaseUrls,
        *,
        pool_size: int = 10,
        before_commit: Callable[[unit_of_work.Carrier], Awaitable[None]] | None = None,
    ) -> None:
        """`before_commit` runs before each tenant transaction commits: it writes the emitted events."""
        self.urls = urls
        self._before_commit = before_commit
        self.engine = _engine(urls.app, pool_size)
        self.autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.statements = StatementPool(urls.app, size=8)
        self._shared_statements = StatementPool(urls.app, size=4, settings=LONGEST_WAIT_FOR_A_ROW)
        self._group_commits: dict[str, GroupCommit] = {}
        self.waker = Waker(self.statements)
        self._system_engine = _engine(urls.system, 3)
        self.pools = (
            PoolUsage(self.engine),
            PoolUsage(self._system_engine),
            self.statements,
            self._shared_statements,
        )
        self._tenant = async_sessionmaker(
            self.engine, expire_on_commit=False, sync_session_class=_BoundSession
        )
        self._system = async_sessionmaker(self._system_engine, expire_on_commit=False)

    @asynccontextmanager
    async def tenant(
        self, workspace_id: WorkspaceId, *, planned_once: bool = False
    ) -> AsyncIterator[TenantSession]:
        """One transaction in one workspace: committed at the end of the block, else rolled back.

        `planned_once`: its statements find few rows by key whatever the parameters, so one generic plan
        per connection serves. Otherwise PostgreSQL replans what it believes expensive, and planning takes
        longer than execution.
        """
        with open_transaction():
            outgoing = unit_of_work.UnitOfWork()
            about = {
                "workspace_id": workspace_id,
                unit_of_work.KEY: outgoing,
                "planned_once": planned_once,
            }
            async with self._tenant(info=about) as session:
                yield TenantSession(ReadSession(session))
                if self._before_commit is not None:
                    await self._before_commit(session)
                await outgoing.write(session)
                await session.commit()

    @asynccontextmanager
    async def read(self, workspace_id: WorkspaceId) -> AsyncIterator[ReadSession]:
        """A reading transaction in one workspace; nothing written in it is kept."""
        with open_transaction():
            async with self._tenant(info={"workspace_id": workspace_id}) as session:
                yield ReadSession(session)

    @asynccontextmanager
    async def unbound(self) -> AsyncIterator[AsyncSession]:
        """A transaction of the application's role outside any workspace: people and sessions."""
        with open_transaction():
            async with self._tenant() as session:
                yield session
                await session.commit()

    @asynccontextmanager
    async def system(self) -> AsyncIterator[SystemSession]:
        """One transaction of the system role, across workspaces: kernel, workspaces and cli only."""
        with open_transaction():
            async with self._system() as session:
                yield SystemSession(session)
                await session.commit()

    async def group_commit(self, sql: str, *arguments: Any) -> asyncpg.Record:
        """The row for these arguments, batched with concurrent calls of the same statement (`GroupCommit`).

        A whole transaction for each or for several, of whatever workspaces: what `sql` calls for each
        row binds the workspace itself.
        """
        return await self._of(sql).row(*arguments)

    async def all_together(
        self, sql: str, calls: Sequence[tuple[Any, ...]]
    ) -> list[asyncpg.Record]:
        """The rows for all these arguments, in one transaction that fails as a whole."""
        return await self._of(sql).rows(calls)

    def _of(self, sql: str) -> GroupCommit:
        found = self._group_commits.get(sql)
        if found is None:
            found = self._group_commits[sql] = GroupCommit(
                self._shared_statements, self.statements, sql
            )
        return found

    async def call_function(
        self, sql: str, outgoing: unit_of_work.Outgoing, *arguments: Any
    ) -> Any:
        """Call a SQL function that is a whole transaction, batched with concurrent calls.

        Its last argument is what the transaction has to write as well: events, jobs and notices.
        """
        if self._before_commit is not None:
            await self._before_commit(outgoing)
        row = await self.group_commit(sql, *arguments, outgoing.work.rows())
        return row[0]

    async def close(self) -> None:
        await self.waker.finish()
        self.statements.close()
        self._shared_statements.close()
        await self.engine.dispose()
        await self._system_engine.dispose()


def _engine(url: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        sqlalchemy_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_recycle=1800,
        pool_timeout=10,
        connect_args={
            "connection_class": _BindingConnection,
            "timeout": 10,
            "command_timeout": _LONGEST_STATEMENT,
            "server_settings": {"application_name": "leadwright"},
        },
    )
    event.listen(engine.sync_engine, "checkin", _note_rest)
    event.listen(engine.sync_engine, "checkout", _refuse_dead)
    return engine


def _note_rest(connection: Any, record: ConnectionPoolEntry) -> None:
    del connection
    record.info["resting_since"] = time.monotonic()


def _refuse_dead(
    connection: Any, record: ConnectionPoolEntry, proxy: PoolProxiedConnection
) -> None:
    """Make the pool replace a dead connection before it is used.

    The pool's own pre-ping takes three round trips each time, more than most of our transactions.
    A server that stopped has closed the socket, which the driver notices; only after a long idle time,
    when a firewall may have dropped the connection silently, is the server asked.
    """
    del proxy
    resting_since = record.info.pop("resting_since", None)
    if resting_since is None:  # just opened
        return
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError
    if time.monotonic() - resting_since > _LONG_REST:
        try:
            connection.ping()
        except (EmulatedDBAPIException, OSError, TimeoutError) as error:
            raise InvalidatePoolError from error
