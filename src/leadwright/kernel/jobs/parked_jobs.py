"""Delayed jobs that are started early, or removed.

Such a job has a `dedupe_key`, so that at most one of its kind is queued: of two at once, each would
mistake the other's work for that of a crashed run.
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
    """Run the job now, whether it is delayed or not enqueued at all. Repeated calls queue it once."""
    await session.execute(_UNPARK, {"key": key})
    await session.execute(
        _NOW,
        {"name": queue_name(name), "payload": encode(payload), "priority": priority, "key": key},
    )


async def due_at_once(session: AsyncSession, name: str, field: str, values: Sequence[str]) -> None:
    """Run delayed jobs of this name now, if `field` of their payload has one of these values."""
    which = {"name": queue_name(name), "field": field, "values": list(values)}
    await session.execute(_DUE, which)


async def forget(session: AsyncSession, key: str) -> None:
    """Remove a delayed job. One that is already due stays; its handler must check that it is still wanted."""
    await session.execute(_UNPARK, {"key": key})
