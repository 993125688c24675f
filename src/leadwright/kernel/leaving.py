"""What leaves with a transaction: events, jobs and notices, written by one statement just before it commits.

They are collected while the transaction runs, since each round trip to the database costs a lead
more time than the row itself. Sessions that were opened without a `Leaving` write at once.
Where a transaction says `put_off`, rows that need no answer (`kernel/late.py`) join that statement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.kernel import late
from leadwright.kernel.late import Late

KEY = "leaving"
PARK_AFTER = timedelta(minutes=1)

_WRITE = text("select write_leaving(cast(:leaving as jsonb))")


@dataclass
class Leaving:
    """Rows on their way out with one transaction."""

    events: list[Mapping[str, Any]] = field(default_factory=list)
    jobs: list[Mapping[str, Any]] = field(default_factory=list)
    parked: list[Mapping[str, Any]] = field(default_factory=list)
    notices: list[Mapping[str, Any]] = field(default_factory=list)
    late: dict[Late, list[dict[str, Any]]] = field(default_factory=dict)
    puts_off: bool = False

    def rows(self) -> str | None:
        """What was collected, as `write_leaving` takes it; None if that is nothing."""
        every = {
            "events": self.events,
            "jobs": self.jobs,
            "parked": self.parked,
            "notices": self.notices,
        }
        rows = {name: some for name, some in every.items() if some}
        return to_json(rows, fallback=str).decode() if rows else None

    async def write(self, session: AsyncSession) -> None:
        """Write what was collected, and begin anew."""
        rows = self.rows()
        if self.late:
            late.check(self.late, await late.write(session, self.late, rows))
        elif rows is not None:
            await session.execute(_WRITE, {"leaving": rows})
        for some in (self.events, self.jobs, self.parked, self.notices):
            some.clear()
        self.late.clear()


class Outgoing:
    """Stands for the session where one SQL function is the whole transaction: collects what leaves.

    Events, jobs and notices are told to it as to a session; `Database.stroke` hands them to the
    function, which writes them if it did its own part.
    """

    def __init__(self, workspace_id: UUID) -> None:
        self.leaving = Leaving()
        self.info: dict[str, Any] = {"workspace_id": workspace_id, KEY: self.leaving}


Carrier = AsyncSession | Outgoing


async def events(session: Carrier, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of the event log, with values as JSON has them."""
    leaving = _of(session)
    leaving.events.extend(rows)
    await _at_once(session, leaving)


async def job(session: Carrier, row: Mapping[str, Any], delay: timedelta) -> None:
    """A job for the queue, or for the parking table if it waits for long."""
    leaving = _of(session)
    (leaving.parked if delay > PARK_AFTER else leaving.jobs).append(row)
    await _at_once(session, leaving)


async def notice(session: Carrier, channel: str, body: str) -> None:
    """A NOTIFY to whoever listens, once the transaction has committed."""
    leaving = _of(session)
    leaving.notices.append({"channel": channel, "body": body})
    await _at_once(session, leaving)


def put_off(session: AsyncSession) -> None:
    """From now on this transaction writes what needs no answer at its end, and takes it for written."""
    _of(session).puts_off = True


async def row(
    session: AsyncSession, kind: Late, *rows: dict[str, Any], at_once: bool = False
) -> bool:
    """Write rows now, or with the last statement where that was said. Whether each was written.

    At the end it is checked what was taken for granted: NotWritten then undoes the transaction.
    `at_once`: the transaction goes on to write what refers to them.
    """
    leaving = _of(session)
    if leaving.puts_off and not at_once:
        leaving.late.setdefault(kind, []).extend(rows)
        return True
    await settle(session)
    written = await late.write(session, {kind: rows})
    return written[kind.name] == len(rows)


def still_off(session: AsyncSession, kind: Late) -> Sequence[dict[str, Any]]:
    """Rows of a kind that are still put off, and so can be changed."""
    return _of(session).late.get(kind, ())


async def settle(session: AsyncSession) -> None:
    """Write now what was put off: a statement that follows refers to it."""
    leaving = _of(session)
    rows, leaving.late = leaving.late, {}
    if rows:
        late.check(rows, await late.write(session, rows))


def _of(session: Carrier) -> Leaving:
    found: Leaving | None = session.info.get(KEY)
    return Leaving() if found is None else found


async def _at_once(session: Carrier, leaving: Leaving) -> None:
    if isinstance(session, AsyncSession) and KEY not in session.info:
        await leaving.write(session)
