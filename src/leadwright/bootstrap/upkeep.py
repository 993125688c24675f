"""What a worker that runs for months must see to: there is always room for the events to come."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from leadwright.bootstrap import setup
from leadwright.bootstrap.common import House
from leadwright.kernel.db.absence import SIGNS_OF_ABSENCE
from leadwright.kernel.logging import get

log = get("upkeep")

EVERY = timedelta(hours=6)


@asynccontextmanager
async def kept(house: House, every: timedelta = EVERY) -> AsyncIterator[None]:
    """While the block runs, the event log's coming months are made; start-up made the first ones."""
    task = asyncio.create_task(_keep(house, every), name="upkeep")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep(house: House, every: timedelta) -> None:
    while True:
        await asyncio.sleep(every.total_seconds())
        try:
            await setup.make_partitions(house)
        except SIGNS_OF_ABSENCE as error:
            log.warning("upkeep.failed", error=repr(error))
