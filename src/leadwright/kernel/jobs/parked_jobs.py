"""Delayed jobs that are started early, or removed.

Such a job has a `dedupe_key`, so that at most one of its kind is queued: two at once would each take the
other's work for a crash.
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.kernel.jobs import NORMAL, Payload, encode, queue_name

_UNPARK = text("delete from scheduled_job where dedupe_key = :key")
_NOW = text(
    "insert into pgqueuer (priority, entrypoint, payload, execute_after, dedupe_key, status)"
    " values (:priority, :name, :payload, now(), :key, 'queued')"
    " on conflict (dedupe_key) where status in ('queued', 'picked') and dedupe_key is not null"
    " do update set execute_after = least(pgqueuer.execute_after, excluded.execute_after)"
)

_DUE = text(
    "update pgqueuer set execute_after = now() where status = 'queued' and entrypoint = :name"
    " and execute_after > now() and convert_from(payload, 'UTF8')::jsonb ->> :field"
    " = any(cast(:values as text[]))"
)


async def hasten(
    session: AsyncSession, name: str, payload: Payload, *, key: str, priority: int = NORMAL
) -> None:
    """Run the job now, whether it waits for its time or is not there yet. Once, however often asked."""
    await session.execute(_UNPARK, {"key": key})
    await session.execute(
        _NOW,
        {"name": queue_name(name), "payload": encode(payload), "priority": priority, "key": key},
    )


async def due_at_once(session: AsyncSession, name: str, field: str, values: Sequence[str]) -> None:
    """Jobs of this name that were put off, and whose payload has one of the values there, run now."""
    which = {"name": queue_name(name), "field": field, "values": list(values)}
    await session.execute(_DUE, which)


async def forget(session: AsyncSession, key: str) -> None:
    """Take a parked job away. One that is due already stays, and must find out that it is not wanted."""
    await session.execute(_UNPARK, {"key": key})
