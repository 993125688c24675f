"""Events, jobs and notices of a transaction, written by one statement just before it commits.

They are collected while the transaction runs, because a round trip takes longer than the rows
themselves. Sessions without a `UnitOfWork` write immediately. After `put_off`, deferred writes
(`kernel/db/deferred_writes.py`) join the same statement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.kernel.db import deferred_writes
from leadwright.kernel.db.deferred_writes import DeferredWrite

KEY = "leaving"
PARK_AFTER = timedelta(minutes=1)

_WRITE = text("select write_leaving(cast(:leaving as jsonb))")


@dataclass
class UnitOfWork:
    """What one transaction writes besides its own rows, collected while it runs."""

    events: list[Mapping[str, Any]] = field(default_factory=list)
    jobs: list[Mapping[str, Any]] = field(default_factory=list)
    parked: list[Mapping[str, Any]] = field(default_factory=list)
    notices: list[Mapping[str, Any]] = field(default_factory=list)
    deferred: dict[DeferredWrite, list[dict[str, Any]]] = field(default_factory=dict)
    puts_off: bool = False

    def rows(self) -> str | None:
        """What was collected, in the form `write_leaving` takes; None if nothing was."""
        every = {
            "events": self.events,
            "jobs": self.jobs,
            "parked": self.parked,
            "notices": self.notices,
        }
        rows = {name: some for name, some in every.items() if some}
        return to_json(rows, fallback=str).decode() if rows else None

    async def write(self, session: AsyncSession) -> None:
        """Write what was collected, and reset."""
        rows = self.rows()
        if self.deferred:
            deferred_writes.check(
                self.deferred, await deferred_writes.write(session, self.deferred, rows)
            )
        elif rows is not None:
            await session.execute(_WRITE, {"leaving": rows})
        for some in (self.events, self.jobs, self.parked, self.notices):
            some.clear()
        self.deferred.clear()


class Outgoing:
    """Stands in for the session where one SQL function is the whole transaction.

    It collects events, jobs and notices as a session would; `Database.call_function` passes them to the
    function, which writes them if it did its own part.
    """

    def __init__(self, workspace_id: UUID) -> None:
        self.work = UnitOfWork()
        self.info: dict[str, Any] = {"workspace_id": workspace_id, KEY: self.work}


Carrier = AsyncSession | Outgoing


async def events(session: Carrier, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of the event log, as JSON values."""
    work = _of(session)
    work.events.extend(rows)
    await _at_once(session, work)


async def job(session: Carrier, row: Mapping[str, Any], delay: timedelta) -> None:
    """A job for the queue, or for the table of delayed jobs if its delay is long."""
    work = _of(session)
    (work.parked if delay > PARK_AFTER else work.jobs).append(row)
    await _at_once(session, work)


async def notice(session: Carrier, channel: str, body: str) -> None:
    """A NOTIFY, sent when the transaction commits."""
    work = _of(session)
    work.notices.append({"channel": channel, "body": body})
    await _at_once(session, work)


def put_off(session: AsyncSession) -> None:
    """From now on this transaction defers rows whose result it does not need, assuming they get written."""
    _of(session).puts_off = True


async def row(
    session: AsyncSession, kind: DeferredWrite, *rows: dict[str, Any], at_once: bool = False
) -> bool:
    """Write rows now, or with the last statement after `put_off`. Returns whether each was written.

    Deferred rows are assumed to be written and checked at the end: NotWritten rolls the transaction
    back. `at_once`: later statements of the transaction refer to these rows.
    """
    work = _of(session)
    if work.puts_off and not at_once:
        work.deferred.setdefault(kind, []).extend(rows)
        return True
    await settle(session)
    written = await deferred_writes.write(session, {kind: rows})
    return written[kind.name] == len(rows)


def still_off(session: AsyncSession, kind: DeferredWrite) -> Sequence[dict[str, Any]]:
    """Rows of a kind that are still deferred, and so can be changed."""
    return _of(session).deferred.get(kind, ())


async def settle(session: AsyncSession) -> None:
    """Write deferred rows now, because a later statement refers to them."""
    work = _of(session)
    rows, work.deferred = work.deferred, {}
    if rows:
        deferred_writes.check(rows, await deferred_writes.write(session, rows))


def _of(session: Carrier) -> UnitOfWork:
    found: UnitOfWork | None = session.info.get(KEY)
    return UnitOfWork() if found is None else found


async def _at_once(session: Carrier, work: UnitOfWork) -> None:
    if isinstance(session, AsyncSession) and KEY not in session.info:
        await work.write(session)
