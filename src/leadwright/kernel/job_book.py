"""How pgqueuer's rows are written when a job is to run again: patiently, and counting only failures.

It also keeps poison apart. A job that ends its worker takes the jobs running beside it down each
time, and they look as guilty as it is. So jobs whose worker died twice run one after the other,
those that were alone least often first; only what was started alone counts against one of them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain import models
from pgqueuer.ports.driver import NotifyCallback

from leadwright.kernel.db.absence import SIGNS_OF_ABSENCE, is_absence
from leadwright.kernel.logging import get

log = get("jobs")

_PAUSE = 0.5
# Of a busy queue: each look costs as much as a job's own bookkeeping, so a moment is gathered.
_BETWEEN_LOOKS = 0.02
_SUSPECT_AFTER = 2
_BACK_OF_THE_QUEUE = 2.0
MOST_ALONE = 3

_AGAIN = """
with again as (
    update pgqueuer set status = 'queued', execute_after = now() + $2::interval, updated = now(),
        queue_manager_id = null, attempts = attempts + $3::int,
        headers = coalesce(headers, '{}') || jsonb_build_object(
            'failures', coalesce((headers->>'failures')::int, 0) + $3::int)
    where id = $1::bigint returning id, entrypoint, priority)
insert into pgqueuer_log (job_id, status, entrypoint, priority, traceback)
select id, 'queued', entrypoint, priority, $4::jsonb from again
"""
_ALONE = """
update pgqueuer set headers = coalesce(headers, '{}') || jsonb_build_object('alone', $2::int)
where id = $1::bigint
"""


def failures(job: models.Job) -> int:
    """How often the job itself failed, as far as it said so."""
    return _count(job, "failures")


def times_alone(job: models.Job) -> int:
    """How often it was started with no other suspect beside it, and did not come back."""
    return _count(job, "alone")


def is_suspect(job: models.Job) -> bool:
    """Whether its worker died with it more than once; `attempts` counts failures and deaths."""
    return job.attempts - failures(job) >= _SUSPECT_AFTER


def _count(job: models.Job, name: str) -> int:
    return int(str((job.headers or {}).get(name, 0)))


class Listening(AsyncpgPoolDriver):
    """Holds notices back until we listen, and passes on one of the many that a busy moment brings.

    pgqueuer asks itself whether it hears before it has begun to listen; where that first notice came
    too early it was lost, and the queue was taken for deaf ten seconds later.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        super().__init__(pool)
        self._listens = asyncio.Event()

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        await super().add_listener(channel, _Gathered(callback))
        self._listens.set()

    async def notify(self, channel: str, payload: str) -> None:
        await self._listens.wait()
        await super().notify(channel, payload)


class _Gathered:
    """A listener that hears of new work at once, and of what comes within a moment of it as one."""

    def __init__(self, callback: NotifyCallback) -> None:
        self._callback = callback
        self._held: asyncio.TimerHandle | None = None
        self._told_at = 0.0

    def __call__(self, payload: str | bytes | bytearray) -> None:
        if "table_changed_event" not in str(payload):
            self._callback(payload)
        elif self._held is None:
            loop = asyncio.get_running_loop()
            due = self._told_at + _BETWEEN_LOOKS
            self._held = loop.call_at(max(due, loop.time()), self._tell, payload)

    def _tell(self, payload: str | bytes | bytearray) -> None:
        self._held = None
        self._told_at = asyncio.get_running_loop().time()
        self._callback(payload)


class JobBook(Queries):
    """pgqueuer's statements, but a job to be run again is never given up because nobody took the note.

    pgqueuer files a job whose retry it cannot write as failed for good, and it cannot write while
    the database is away, which is just when handlers fail. So we wait for the database instead; a
    worker that ends meanwhile leaves the job to the next one.
    """

    def __init__(self, driver: object) -> None:
        super().__init__(driver)  # type: ignore[arg-type]  # pgqueuer types its drivers by inheritance
        self.postponed: set[int] = set()
        self._one_suspect = asyncio.Lock()
        self._look_after = 0.0

    async def dequeue(self, *args: Any, **limits: Any) -> list[models.Job]:
        """What may be taken now. After a find that emptied the queue the next look takes a breath."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._look_after - loop.time()))
        found = await super().dequeue(*args, **limits)
        if found:
            self._look_after = loop.time() + _BETWEEN_LOOKS
        return found

    async def retry_job(
        self,
        job: models.Job,
        delay: timedelta,
        traceback_record: models.TracebackRecord | None,
    ) -> None:
        """Put the job back, as soon as the database takes it."""
        counts = 0 if job.id in self.postponed else 1
        self.postponed.discard(job.id)
        trace = traceback_record.model_dump_json() if traceback_record and counts else None
        while True:
            try:
                await self.driver.execute(_AGAIN, job.id, delay, counts, trace)
            except SIGNS_OF_ABSENCE as error:
                if not is_absence(error):
                    raise
                log.warning("job.retry_waits_for_database", job_id=job.id, error=repr(error))
                await asyncio.sleep(_PAUSE)
            else:
                return

    @asynccontextmanager
    async def alone(self, job: models.Job) -> AsyncIterator[None]:
        """Run the block with no other suspect beside it in this worker."""
        await asyncio.sleep(_BACK_OF_THE_QUEUE * times_alone(job))
        async with self._one_suspect:
            await self.driver.execute(_ALONE, job.id, times_alone(job) + 1)
            yield
