"""What leaves with a transaction: events, jobs and notices, written by one statement just before it commits.

They are collected while the transaction runs, since each round trip to the database costs a lead
more time than the row itself. Sessions that were opened without a `Leaving` write at once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

KEY = "leaving"
PARK_AFTER = timedelta(minutes=1)

_EVENTS = """
insert into event (workspace_id, recorded_at, id, name, version, occurred_at, lead_id, submission_id,
    payload, machine)
select workspace_id, recorded_at, id, name, version, occurred_at, lead_id, submission_id, payload,
    machine
from jsonb_to_recordset(cast(:events as jsonb)) as e (workspace_id uuid, recorded_at timestamptz,
    id uuid, name text, version int, occurred_at timestamptz, lead_id uuid, submission_id uuid,
    payload jsonb, machine text)
"""
_JOB = "as j (name text, priority int, payload text, delay float8, dedupe text)"
_JOBS = f"""
insert into pgqueuer (priority, entrypoint, payload, execute_after, dedupe_key, status)
select priority, name, convert_to(payload, 'UTF8'), now() + make_interval(secs => delay), dedupe,
    'queued' from jsonb_to_recordset(cast(:jobs as jsonb)) {_JOB}
on conflict (dedupe_key) where status in ('queued', 'picked') and dedupe_key is not null do nothing
"""
_PARKED = f"""
insert into scheduled_job (run_at, entrypoint, priority, payload, dedupe_key)
select now() + make_interval(secs => delay), name, priority, convert_to(payload, 'UTF8'), dedupe
from jsonb_to_recordset(cast(:parked as jsonb)) {_JOB}
on conflict (dedupe_key) where dedupe_key is not null do nothing
"""
_NOTICES = """
select pg_notify(channel, body)
from jsonb_to_recordset(cast(:notices as jsonb)) as n (channel text, body text)
"""


@dataclass
class Leaving:
    """Rows on their way out with one transaction."""

    events: list[Mapping[str, Any]] = field(default_factory=list)
    jobs: list[Mapping[str, Any]] = field(default_factory=list)
    parked: list[Mapping[str, Any]] = field(default_factory=list)
    notices: list[Mapping[str, Any]] = field(default_factory=list)

    def _rows(self) -> dict[str, list[Mapping[str, Any]]]:
        every = {
            "events": self.events,
            "jobs": self.jobs,
            "parked": self.parked,
            "notices": self.notices,
        }
        return {name: rows for name, rows in every.items() if rows}

    async def write(self, session: AsyncSession) -> None:
        """Write what was collected, and begin anew."""
        rows = self._rows()
        if rows:
            arguments = {name: json.dumps(some, default=str) for name, some in rows.items()}
            await session.execute(_statement(tuple(rows)), arguments)
            for some in rows.values():
                some.clear()


@cache
def _statement(parts: tuple[str, ...]) -> TextClause:
    """One statement for these parts. A part without rows must not run: its trigger would still tell."""
    writes = {"events": _EVENTS, "jobs": _JOBS, "parked": _PARKED}
    named = [f"w_{part} as ({writes[part]})" for part in parts if part in writes]
    last = _NOTICES if "notices" in parts else "select 1"
    return text(f"with {', '.join(named)} {last}" if named else last)


async def events(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of the event log, with values as JSON has them."""
    leaving = _of(session)
    leaving.events.extend(rows)
    await _at_once(session, leaving)


async def job(session: AsyncSession, row: Mapping[str, Any], delay: timedelta) -> None:
    """A job for the queue, or for the parking table if it waits for long."""
    leaving = _of(session)
    (leaving.parked if delay > PARK_AFTER else leaving.jobs).append(row)
    await _at_once(session, leaving)


async def notice(session: AsyncSession, channel: str, body: str) -> None:
    """A NOTIFY to whoever listens, once the transaction has committed."""
    leaving = _of(session)
    leaving.notices.append({"channel": channel, "body": body})
    await _at_once(session, leaving)


def _of(session: AsyncSession) -> Leaving:
    found: Leaving | None = session.info.get(KEY)
    return Leaving() if found is None else found


async def _at_once(session: AsyncSession, leaving: Leaving) -> None:
    if KEY not in session.info:
        await leaving.write(session)
