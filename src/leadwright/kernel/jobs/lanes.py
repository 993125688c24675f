"""Runs the jobs of a lane (`jobs.apart`) in this process, in the order a worker would take them."""

import asyncio
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, text

from leadwright.kernel.db.session import Database
from leadwright.kernel.jobs import Job, RetryLater

_WAITING = text(
    "select id, entrypoint, payload from pgqueuer where entrypoint in :names and status = 'queued'"
    " order by priority desc, id limit 50"
).bindparams(bindparam("names", expanding=True))
_DONE = text("delete from pgqueuer where id in :ids").bindparams(bindparam("ids", expanding=True))
_CLEAR = text("delete from pgqueuer where starts_with(entrypoint, :lane)")

TRIES = 5


async def drain(database: Database, lane: str, kinds: Sequence[Job]) -> int:
    """Run the lane's jobs, and the jobs those enqueue, until it is empty; returns how many ran.

    A job that fails stays in the lane and its error is raised; the next `drain` runs it again.
    """
    handlers = {lane + kind.name: kind for kind in kinds}
    ran = 0
    while rows := await _waiting(database, tuple(handlers)):
        for _, name, payload in rows:
            await _run(handlers, name, payload)
        async with database.autocommit.connect() as connection:
            await connection.execute(_DONE, {"ids": [row[0] for row in rows]})
        ran += len(rows)
    return ran


async def clear(database: Database, lane: str) -> None:
    """Delete the lane's queued jobs."""
    async with database.autocommit.connect() as connection:
        await connection.execute(_CLEAR, {"lane": lane})


async def _waiting(database: Database, names: tuple[str, ...]) -> list[tuple[int, str, bytes]]:
    async with database.autocommit.connect() as connection:
        rows = await connection.execute(_WAITING, {"names": names})
        return [(row.id, row.entrypoint, row.payload or b"{}") for row in rows]


async def _run(handlers: Mapping[str, Job], name: str, payload: bytes) -> None:
    for left in reversed(range(TRIES)):
        try:
            await handlers[name].handler(json.loads(payload))
        except RetryLater as later:
            if not left:
                raise
            await asyncio.sleep(later.delay.total_seconds())
        else:
            return
