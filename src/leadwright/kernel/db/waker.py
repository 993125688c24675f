"""Wakes the worker after a submission was committed, at most a hundred times a second.

A NOTIFY inside the submission's own transaction would hold PostgreSQL's one lock on the queue of
notices until its commit is on disk: no two submissions could be committed together. A notice
that is lost (this process was killed just here) costs seconds: the worker also polls.
"""

import asyncio

from leadwright.kernel.db.outage import SIGNS_OF_OUTAGE
from leadwright.kernel.db.statement_pool import StatementPool
from leadwright.kernel.logging import get

log = get("waker")

_AT_MOST_EVERY = 0.01
# The payload pgqueuer's trigger sends for an insert. Nothing here needs to be on disk.
_WAKE = """
select set_config('synchronous_commit', 'off', true), pg_notify('ch_pgqueuer', json_build_object(
    'channel', 'ch_pgqueuer', 'operation', 'insert', 'sent_at', now(), 'table', 'pgqueuer',
    'type', 'table_changed_event')::text)
"""


class Waker:
    """Notifies workers of jobs committed without a NOTIFY; at once the first time, then debounced."""

    def __init__(self, pool: StatementPool) -> None:
        self._pool = pool
        self._wanted = False
        self._calling: asyncio.Task[None] | None = None

    def call(self) -> None:
        self._wanted = True
        if self._calling is None or self._calling.done():
            self._calling = asyncio.create_task(self._call())

    async def finish(self) -> None:
        """Wait until the last notification is sent."""
        if self._calling is not None and not self._calling.done():
            await asyncio.gather(self._calling, return_exceptions=True)

    async def _call(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                await self._pool.row(_WAKE)
            except SIGNS_OF_OUTAGE as error:
                log.warning("waker.unheard", error=repr(error))
            await asyncio.sleep(_AT_MOST_EVERY)
