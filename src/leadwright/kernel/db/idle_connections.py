"""Connections that nobody needs any more are closed: the server keeps megabytes for each."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import greenlet_spawn

LOOK = 10.0
"""Seconds between two looks."""
SPARE = 2
"""Connections more than the most that were in use at once: one lead now and then keeps them warm."""


class Thinned(Protocol):
    """Connections of which there may be more than are needed."""

    async def thin_out(self) -> None: ...


class PoolUsage:
    """How many connections of a pool were in use at once since the last look."""

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
        """Begin with an empty pool where the present one is larger than what was needed.

        Connections in use are given up when they come back; new ones are opened as they are needed.
        The new pool stands before the first of the old one is closed: whoever asked a full pool that is
        being emptied would wait for a connection to come back to it, and none ever does.
        """
        pool = self._engine.sync_engine.pool
        most, self._most = self._most, self._used()
        if isinstance(pool, QueuePool) and pool.checkedin() + self._most > most + SPARE:
            await self._engine.dispose(close=False)
            await greenlet_spawn(pool.dispose)


@asynccontextmanager
async def watched(pools: Sequence[Thinned]) -> AsyncIterator[None]:
    """Look now and then, for as long as the block lasts."""
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
