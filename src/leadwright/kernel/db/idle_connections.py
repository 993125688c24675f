"""Closes idle connections: the server keeps megabytes for each."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import greenlet_spawn

LOOK = 10.0
"""Seconds between two checks."""
SPARE = 2
"""Spare connections kept above the peak in use, so that an occasional lead finds one warm."""


class Thinned(Protocol):
    """A pool that may hold more connections than it needs."""

    async def thin_out(self) -> None: ...


class PoolUsage:
    """The peak number of a pool's connections in use since the last check."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._most = 0
        event.listen(engine.sync_engine, "checkout", self._count)

    def _count(self, *_: Any) -> None:
        self._most = max(self._most, self._used())

    def _used(self) -> int:
        pool = self._engine.sync_engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    async def thin_out(self) -> None:
        """Replace the pool by an empty one if it is larger than needed.

        Connections in use are closed when they are returned; new ones are opened on demand. The new pool is
        in place before the first old connection is closed: a caller of a full pool that is being emptied
        would wait forever for a connection to be returned to it.
        """
        pool = self._engine.sync_engine.pool
        most, self._most = self._most, self._used()
        if isinstance(pool, QueuePool) and pool.checkedin() + self._most > most + SPARE:
            await self._engine.dispose(close=False)
            await greenlet_spawn(pool.dispose)


@asynccontextmanager
async def watched(pools: Sequence[Thinned]) -> AsyncIterator[None]:
    """Check periodically for as long as the block lasts."""
    task = asyncio.create_task(_look(pools))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _look(pools: Sequence[Thinned]) -> None:
    while True:
        await asyncio.sleep(LOOK)
        for pool in pools:
            await pool.thin_out()
