"""Housekeeping of a long-running worker: partitions for the months to come, and deletion of old data."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from leadwright.bootstrap import setup
from leadwright.bootstrap.common import Runtime
from leadwright.features.workspaces.retention import AT_ONCE, forget_helpers
from leadwright.features.workspaces.visitors import forget_origins, forget_visitors
from leadwright.kernel import clock
from leadwright.kernel.db.outage import SIGNS_OF_OUTAGE
from leadwright.kernel.logging import get

log = get("maintenance")

EVERY = timedelta(hours=6)


@asynccontextmanager
async def maintained(runtime: Runtime, every: timedelta = EVERY) -> AsyncIterator[None]:
    """While the block runs, the event log's coming months are made and the demo's old leads removed."""
    task = asyncio.create_task(_keep(runtime, every), name="maintenance")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep(runtime: Runtime, every: timedelta) -> None:
    while True:
        await asyncio.sleep(every.total_seconds())
        try:
            await setup.make_partitions(runtime)
            await forget_old_visits(runtime)
            await forget_old_helpers(runtime)
        except SIGNS_OF_OUTAGE as error:
            log.warning("maintenance.failed", error=repr(error))


async def forget_old_visits(runtime: Runtime) -> None:
    """As the landing page promises its visitors, and the reference of behaviour everybody's."""
    async with runtime.database.system() as session:
        await forget_visitors(session, clock.now())
        await forget_origins(session, clock.now())


async def forget_old_helpers(runtime: Runtime) -> None:
    """In pieces, so that no transaction is long."""
    while True:
        async with runtime.database.system() as session:
            gone = await forget_helpers(session, clock.now())
        if gone < AT_ONCE:
            return
