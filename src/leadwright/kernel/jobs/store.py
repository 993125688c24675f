"""Takes, completes and returns jobs in pgqueuer's tables, in few statements; only failures count as attempts.

It also isolates poison jobs. A job that kills its worker takes the jobs beside it down as well, and they
look as guilty as it is. So jobs whose worker died twice run one at a time, those that ran alone least
often first, and only a death while running alone counts against a job. Such a job is retried only while
nothing else runs in that worker: the outcome of a mail that is being sent beside it would stay unknown.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain import models
from pgqueuer.domain.types import JOB_STATUS
from pgqueuer.ports.driver import NotifyCallback

from leadwright.kernel.db import schema_age
from leadwright.kernel.db.outage import SIGNS_OF_OUTAGE, is_outage
from leadwright.kernel.logging import get

log = get("jobs")

_PAUSE = 0.5
# On a busy queue: each poll costs as much as a job's own bookkeeping, so polls are spaced out.
_BETWEEN_LOOKS = 0.02
# Jobs of dead workers are polled for less often than due jobs.
_BETWEEN_ROUNDS = 3.0
# Urgent jobs could starve the others: now and then half of a batch is the jobs that waited longest.
_BETWEEN_LATE = 1.0
_BEHIND_AFTER = 2.0
_SUSPECT_AFTER = 2
_BACK_OF_THE_QUEUE = 2.0
MOST_ALONE = 3
_UNTIL_NOTHING_RUNS = 15.0
MOST_OUTSIDE = 400
"""The most jobs that wait for external systems at once. They use no slot, but some memory."""

# pgqueuer's own statement locks up to twenty jobs of each kind to take twenty in all, and notes each
# taking in a log with four indexes that nobody reads.
_TAKING = """
with due as materialized (
    select id from pgqueuer where {which} and entrypoint = any($1::text[])
    order by {order} limit $3 for update skip locked)
update pgqueuer set status = 'picked', updated = now(), heartbeat = now(), queue_manager_id = $2
where id in (select id from due) returning *
"""
_BY_URGENCY = "priority desc, id"
_TAKE = _TAKING.format(which="status = 'queued' and execute_after < now()", order=_BY_URGENCY)
_TAKE_OVER = _TAKING.format(
    which="status = 'picked' and heartbeat < now() - $4::interval and execute_after < now()",
    order=_BY_URGENCY,
)
_TAKE_LATE = _TAKING.format(
    which="status = 'queued' and execute_after < now() - interval '30 seconds'", order="id"
)
_DONE = "delete from pgqueuer where id = any($1::bigint[])"
# The queue is read by the index in its order, whatever the planner thinks of a table that was empty
# when it was analysed and holds ten thousand rows by now; so there is one way only, and it is planned
# once. No disk is waited for: a job that was taken or struck off in the last moment before a power cut
# is there again, and may run again (docs/adr/0022).
SETTINGS = (
    "set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off;"
    " set plan_cache_mode = force_generic_plan; set synchronous_commit = off"
)
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
_IS_OUTGROWN = "select exists (select from alembic_version where version_num > $1) as yes"
_ALONE = """
update pgqueuer set headers = coalesce(headers, '{}') || jsonb_build_object('alone', $2::int)
where id = $1::bigint
"""


def failures(job: models.Job) -> int:
    """How often the job itself failed, as recorded in its headers."""
    return _count(job, "failures")


def times_alone(job: models.Job) -> int:
    """How often it was started with no other suspect running, and did not return."""
    return _count(job, "alone")


def is_suspect(job: models.Job) -> bool:
    """Whether its worker died more than once while running it; `attempts` counts failures and deaths."""
    return job.attempts - failures(job) >= _SUSPECT_AFTER


def _count(job: models.Job, name: str) -> int:
    return int(str((job.headers or {}).get(name, 0)))


def _job(row: Mapping[str, Any]) -> models.Job:
    """The row as pgqueuer's model, without validation: PostgreSQL has already checked the types."""
    headers = row["headers"]
    if isinstance(headers, str):
        row = {**row, "headers": json.loads(headers)}
    return models.Job.model_construct(**row)


class Listening(AsyncpgPoolDriver):
    """Holds notifications back until we listen, and debounces bursts of them.

    pgqueuer sends itself a test notification before it has begun to listen; if it arrived too early it
    was lost, and ten seconds later the listener was declared broken.
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
    """Debounces a listener: the first notification passes at once, those that follow shortly become one."""

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


class JobStore(Queries):
    """pgqueuer's persistence, except that a retry which cannot be written does not fail the job for good.

    pgqueuer files a job whose retry it cannot write as failed for good, and it cannot write while
    the database is away, which is just when handlers fail. So we wait for the database instead; a
    worker that ends meanwhile leaves the job to the next one.
    """

    def __init__(self, driver: object) -> None:
        super().__init__(driver)  # type: ignore[arg-type]  # pgqueuer types its drivers by inheritance
        self.postponed: set[int] = set()
        self._one_suspect = asyncio.Lock()
        self._suspects_waiting: set[int] = set()
        self._takes_nothing = False
        self._look_after = 0.0
        self._round_after = 0.0
        self._late_after = 0.0
        self._behind_since: float | None = None
        self.in_sets: frozenset[str] = frozenset()
        self.beside: dict[int, list[models.Job]] = {}
        self.running: Collection[int] = ()
        self._outside = 0
        self._revision = schema_age.newest_revision()
        self.ended = asyncio.Event()
        self.closing = asyncio.Event()

    async def dequeue(
        self,
        batch_size: int,
        entrypoints: Iterable[str],
        queue_manager_id: UUID,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> list[models.Job]:
        """The jobs to run now. After a hit, the next poll waits briefly."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._look_after - loop.time()))
        room = batch_size
        if global_concurrency_limit is not None:
            room = min(room, await self._room(global_concurrency_limit))
        if room <= 0:
            return []
        who = list(entrypoints), queue_manager_id
        rows = []
        if loop.time() >= self._round_after:
            self._round_after = loop.time() + _BETWEEN_ROUNDS
            rows = await self.driver.fetch(_TAKE_OVER, *who, room, heartbeat_timeout)
        if not rows:
            rows = await self._taken(who, room)
        if rows:
            self._look_after = loop.time() + _BETWEEN_LOOKS
        if len(rows) < room:
            self._behind_since = None
        else:
            self._fall_behind()
        found = sorted(map(_job, rows), key=lambda job: (-job.priority, job.id))
        return self._gathered(found)

    async def _taken(self, who: tuple[list[str], UUID], room: int) -> list[dict[str, Any]]:
        """The most urgent jobs, and now and then those that waited longest."""
        late: list[dict[str, Any]] = []
        now = asyncio.get_running_loop().time()
        if now >= self._late_after:
            self._late_after = now + _BETWEEN_LATE
            late = await self.driver.fetch(_TAKE_LATE, *who, (room + 1) // 2)
        if len(late) == room:
            return late
        return [*late, *await self.driver.fetch(_TAKE, *who, room - len(late))]

    def _gathered(self, found: list[models.Job]) -> list[models.Job]:
        """Jobs that can run together are represented by the first; jobs that failed before run alone."""
        first: dict[str, models.Job] = {}
        standing = []
        for job in found:
            if job.entrypoint not in self.in_sets or job.attempts or job.id in self.running:
                standing.append(job)
            elif job.entrypoint in first:
                self.beside.setdefault(first[job.entrypoint].id, []).append(job)
            else:
                first[job.entrypoint] = job
                standing.append(job)
        return standing

    async def _room(self, most: int) -> int:
        """Wait until there is a free slot or we are closing; returns how many are free."""
        while (room := self._free(most)) <= 0 and not self.closing.is_set():
            self._fall_behind()
            self.ended.clear()
            await self.ended.wait()
        return room

    def _free(self, most: int) -> int:
        return 0 if self._takes_nothing else most - self._at_work()

    def _at_work(self) -> int:
        return len(self.running) - min(self._outside, MOST_OUTSIDE)

    def wait_outside(self, jobs: int) -> None:
        """Add to (or subtract from) the number of running jobs that wait for external systems."""
        self._outside += jobs
        self.ended.set()

    def _fall_behind(self) -> None:
        if self._behind_since is None:
            self._behind_since = asyncio.get_running_loop().time()

    def is_behind(self) -> bool:
        """Whether every poll has filled all free slots for a while: another worker would help."""
        now = asyncio.get_running_loop().time()
        return self._behind_since is not None and now - self._behind_since > _BEHIND_AFTER

    async def is_outgrown(self) -> bool:
        """Whether the schema is newer than this program, whose jobs may not fit it any more."""
        rows = await self.driver.fetch(_IS_OUTGROWN, self._revision)
        return bool(rows[0]["yes"])

    async def log_jobs(
        self,
        job_status: list[tuple[models.Job, JOB_STATUS, models.TracebackRecord | None]],
    ) -> None:
        """Delete jobs that succeeded; log the others, and hold those that failed."""
        done = [job.id for job, status, _ in job_status if status == "successful"]
        if done:
            await self.driver.execute(_DONE, done)
        if rest := [one for one in job_status if one[1] != "successful"]:
            await super().log_jobs(rest)

    async def retry_job(
        self,
        job: models.Job,
        delay: timedelta,
        traceback_record: models.TracebackRecord | None,
    ) -> None:
        """Requeue the job, waiting for the database if necessary."""
        counts = 0 if job.id in self.postponed else 1
        self.postponed.discard(job.id)
        trace = traceback_record.model_dump_json() if traceback_record and counts else None
        while True:
            try:
                await self.driver.execute(_AGAIN, job.id, delay, counts, trace)
            except SIGNS_OF_OUTAGE as error:
                if not is_outage(error):
                    raise
                log.warning("job.retry_waits_for_database", job_id=job.id, error=repr(error))
                await asyncio.sleep(_PAUSE)
            else:
                return

    @asynccontextmanager
    async def alone(self, job: models.Job) -> AsyncIterator[None]:
        """Run the block with no other suspect running in this worker.

        A job that killed its worker while alone runs with nothing else at all.
        """
        self._suspects_waiting.add(job.id)
        try:
            await asyncio.sleep(_BACK_OF_THE_QUEUE * times_alone(job))
            async with self._one_suspect, self._apart(times_alone(job) > 0):
                self._suspects_waiting.discard(job.id)
                await self.driver.execute(_ALONE, job.id, times_alone(job) + 1)
                yield
        finally:
            self._suspects_waiting.discard(job.id)

    @asynccontextmanager
    async def _apart(self, wanted: bool) -> AsyncIterator[None]:
        """Take no jobs during the block, and enter it once nothing runs, or after a timeout."""
        self._takes_nothing = wanted
        try:
            if wanted:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._until_nothing_runs(), _UNTIL_NOTHING_RUNS)
            yield
        finally:
            self._takes_nothing = False
            self.ended.set()

    async def _until_nothing_runs(self) -> None:
        """Wait until only waiting suspects run. Checked twice: a job just taken is not running yet."""
        looks = 0
        while looks < 2:
            await asyncio.sleep(_PAUSE / 10)
            looks = 0 if set(self.running) - self._suspects_waiting else looks + 1
