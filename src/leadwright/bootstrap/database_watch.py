"""For a web or worker process started alone: the embedded database is started again if it dies.

Under `leadwright run` the supervisor does this, and its children are given addresses instead.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from leadwright.bootstrap.database import DatabaseServer
from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.unavailable import DatabaseUnavailable
from leadwright.kernel.logging import get

log = get("database_watch")

_EVERY = 1.0
_PATIENCE = 10.0


@asynccontextmanager
async def watched(server: DatabaseServer | None) -> AsyncIterator[None]:
    """While the block runs, an embedded server whose owner went away is taken over by us."""
    if server is None or server.embedded is None:
        yield
        return
    watch = asyncio.create_task(_watch(server.embedded), name="database watch")
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


async def _watch(embedded: EmbeddedPostgres) -> None:
    while True:
        await asyncio.sleep(_EVERY)
        if await asyncio.to_thread(embedded.alive):
            continue
        log.warning("database.died")
        try:
            # On the loop's own thread, which waits with it: the server dies with the thread that
            # started it, and without a database there is nothing to be done meanwhile.
            embedded.start(timeout=_PATIENCE)
        except DatabaseUnavailable as problem:
            log.warning("database.not_started", error=problem.happened)
