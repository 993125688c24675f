"""Runs jobs with pgqueuer's manager on our own store (`store.py`), and survives database restarts."""

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

import asyncpg
from pgqueuer.core import buffers
from pgqueuer.core.executors import (
    AbstractEntrypointExecutor,
    EntrypointExecutor,
    EntrypointExecutorParameters,
)
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain import errors, models

from leadwright.kernel import metrics
from leadwright.kernel.db.outage import SIGNS_OF_OUTAGE, is_outage
from leadwright.kernel.db.urls import driver_url
from leadwright.kernel.jobs import Job, RetryLater, counted_by
from leadwright.kernel.jobs.store import (
    MOST_ALONE,
    SETTINGS,
    JobStore,
    Listening,
    failures,
    is_suspect,
    times_alone,
)
from leadwright.kernel.logging import get

log = get("jobs")

HEARTBEAT = timedelta(seconds=30)
"""A job whose worker sent no heartbeat for this long is taken over by another."""

_BETWEEN_REVISIONS = 5.0
# Checked first: an insert fires pgqueuer's trigger even if it inserts nothing, and would wake every worker.
_IS_DUE = "select exists (select from scheduled_job where run_at <= now())"
_PROMOTE = """
with due as (
    delete from scheduled_job where id in (
        select id from scheduled_job where run_at <= now() order by run_at limit 1000
        for update skip locked)
    returning entrypoint, priority, payload, dedupe_key)
insert into pgqueuer (priority, entrypoint, payload, dedupe_key, status)
select priority, entrypoint, payload, dedupe_key, 'queued' from due
on conflict (dedupe_key) where status in ('queued', 'picked') and dedupe_key is not null do nothing
"""
# A failed job's log entry is kept for as long as the job.
_PRUNE = (
    "delete from pgqueuer_log where id in (select l.id from pgqueuer_log l where l.aggregated"
    " and l.created < now() - interval '2 days' and not (l.status = 'failed'"
    " and exists (select from pgqueuer j where j.id = l.job_id)) limit 20000)"
)


class Poisoned(RuntimeError):
    """The job killed its worker or failed too often; it waits for a person."""


@dataclass
class _Executor(EntrypointExecutor):
    """Applies the time limit and the backoff with jitter, and stops jobs that kill their worker."""

    job: ClassVar[Job]
    book: ClassVar[JobStore]
    parameters: EntrypointExecutorParameters = field(kw_only=True)

    async def execute(self, job: models.Job, context: models.Context) -> None:
        if not is_suspect(job):
            await self._try(job, context)
            return
        if times_alone(job) >= MOST_ALONE:
            why = f"{self.job.name} ended its worker each time it was tried."
            await self._give_up(job, why)
            raise Poisoned(why)
        async with self.book.alone(job):
            await self._try(job, context)

    async def _try(self, job: models.Job, context: models.Context) -> None:
        kind = self.job
        try:
            with counted_by(self.book.wait_outside):
                async with asyncio.timeout(kind.timeout):
                    await super().execute(job, context)
        except RetryLater as later:
            raise self._postponed(job, later.delay, later.reason) from later
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if is_outage(error):
                log.warning("job.without_database", job=kind.name, job_id=job.id, error=repr(error))
                raise self._postponed(job, _spread(_AFTER_ABSENCE), repr(error)[:500]) from error
            if await self.book.is_outgrown():
                # Not a failure: a newer worker will run it.
                log.warning("job.left_to_newer", job=kind.name, job_id=job.id, error=repr(error))
                raise self._postponed(job, _spread(_AFTER_ABSENCE), repr(error)[:500]) from error
            log.exception("job.failed", job=kind.name, job_id=job.id, attempts=job.attempts)
            metrics.jobs.labels(kind.name, "failed").inc()
            if failures(job) >= kind.max_attempts:
                await self._give_up(job, f"{type(error).__name__}: {error}")
                raise
            wait = min(kind.first_delay * 2 ** failures(job), kind.max_delay)
            raise errors.RetryRequested(
                delay=_spread(wait), reason=f"{type(error).__name__}: {error}"[:500]
            ) from error
        metrics.jobs.labels(kind.name, "done").inc()

    def _postponed(self, job: models.Job, delay: timedelta, reason: str) -> errors.RetryRequested:
        """A retry that does not count as an attempt: the job did not fail."""
        metrics.jobs.labels(self.job.name, "later").inc()
        self.book.postponed.add(job.id)
        return errors.RetryRequested(delay=delay, reason=reason)

    async def _give_up(self, job: models.Job, why: str) -> None:
        """Let the feature show it on its screens; the job is held either way."""
        if self.job.gave_up is None:
            return
        try:
            await self.job.gave_up(json.loads(job.payload or b"{}"), why[:500])
        except Exception:
            log.exception("job.give_up_failed", job=self.job.name, job_id=job.id)


_AFTER_ABSENCE = timedelta(seconds=2)


def _spread(delay: timedelta) -> timedelta:
    return delay * random.uniform(0.5, 1.0)  # noqa: S311 -- spreads load, guards nothing


def _executor_of(
    kind: Job, its_book: JobStore
) -> Callable[[EntrypointExecutorParameters], AbstractEntrypointExecutor]:
    class Bound(_Executor):
        job = kind
        book = its_book

    return lambda parameters: Bound(parameters=parameters)


class _Queue(QueueManager):
    """pgqueuer's manager, with one heartbeat for all jobs instead of one task per job."""

    def __init__(self, book: JobStore, kinds: Sequence[Job]) -> None:
        super().__init__(book)
        self.book = book
        self.in_sets = {one.name: (one, one.together) for one in kinds if one.together is not None}
        book.in_sets = frozenset(self.in_sets)
        book.running, book.closing = self.job_context.keys(), self.shutdown

    def close(self, *_: object) -> None:
        """Stop taking jobs; those that are running finish."""
        self.shutdown.set()
        self.book.ended.set()

    async def _dispatch(
        self,
        job: models.Job,
        jbuff: buffers.JobStatusLogBuffer,
        hbuff: buffers.HeartbeatBuffer,
        heartbeat_timeout: timedelta,
    ) -> None:
        del heartbeat_timeout  # none of its own
        lot = [job, *self.book.beside.pop(job.id, ())]
        context = self.job_context[job.id]
        self.job_context.update({one.id: context for one in lot[1:]})
        try:
            if len(lot) == 1 or not await self._is_done_together(lot, jbuff):
                each = (
                    super(_Queue, self)._dispatch(one, jbuff, hbuff, timedelta()) for one in lot
                )
                await asyncio.gather(*each)
        finally:
            for one in lot[1:]:
                if self.job_context.get(one.id) is context:
                    del self.job_context[one.id]
            # After the manager has dropped the job, which it does as soon as this returns.
            asyncio.get_running_loop().call_soon(self.book.ended.set)

    async def _is_done_together(
        self, lot: Sequence[models.Job], jbuff: buffers.JobStatusLogBuffer
    ) -> bool:
        kind, together = self.in_sets[lot[0].entrypoint]
        try:
            async with asyncio.timeout(kind.timeout):
                await together([json.loads(one.payload or b"{}") for one in lot])
        except Exception as error:  # noqa: BLE001 -- each is tried alone, and tells of its own
            log.warning("jobs.one_by_one", job=kind.name, jobs=len(lot), error=repr(error))
            return False
        metrics.jobs.labels(kind.name, "done").inc(len(lot))
        for one in lot:
            await jbuff.add((one, "successful", None))
        return True

    async def beat(self) -> None:
        """Send the heartbeat of the jobs running here."""
        while True:
            await asyncio.sleep(HEARTBEAT.total_seconds() / 3)
            if not self.job_context:
                continue
            try:
                await self.book.update_heartbeat(list(self.job_context))
            except SIGNS_OF_OUTAGE as error:
                log.warning("queue.heartbeat_failed", error=repr(error))


def _register(queue: QueueManager, book: JobStore, kind: Job) -> None:
    async def run(job: models.Job) -> None:
        await kind.handler(json.loads(job.payload or b"{}"))

    queue.entrypoint(kind.name, on_failure="hold", executor_factory=_executor_of(kind, book))(run)


async def work(
    url: str,
    kinds: Sequence[Job],
    stop: asyncio.Event,
    *,
    concurrency: int = 40,
    behind: Callable[[], None] | None = None,
) -> None:
    """Run jobs until `stop` is set, through database restarts; running jobs are finished first.

    Also returns once a newer program has upgraded the schema: its workers take over. `behind` is called
    every second while the queue stays longer than this worker can handle.
    """
    behind = behind or _nobody_helps
    delay = 0.5
    while not stop.is_set():
        try:
            async with asyncpg.create_pool(
                driver_url(url),
                min_size=2,
                max_size=4,
                timeout=10,
                init=_set_up,
                reset=_left_as_it_is,
                server_settings={"application_name": "leadwright-queue"},
            ) as pool:
                delay = 0.5
                await _work_on(pool, kinds, stop, (concurrency, behind))
        except SIGNS_OF_OUTAGE as error:
            log.warning("queue.down", error=repr(error), retry_in=delay)
        except errors.FailingListenerError as error:
            log.warning("queue.deaf", error=repr(error), retry_in=delay)
        if not stop.is_set():
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5)


async def _set_up(connection: asyncpg.Connection) -> None:
    await connection.execute(SETTINGS)


async def _left_as_it_is(connection: object) -> None:
    """No reset on release: the queue's statements leave no session state, and a reset costs a round trip."""
    del connection


async def _work_on(
    pool: asyncpg.Pool,
    kinds: Sequence[Job],
    stop: asyncio.Event,
    strength: tuple[int, Callable[[], None]],
) -> None:
    concurrency, behind = strength
    # The manager alone, without pgqueuer's scheduler beside it, which we do not use: whichever of
    # the two fails first has the other cancelled, and cancelled jobs count as done with.
    book = JobStore(Listening(pool))
    queue = _Queue(book, kinds)
    for kind in kinds:
        _register(queue, book, kind)
    keepers = [asyncio.create_task(_promote(pool)), asyncio.create_task(_prune(pool))]
    keepers.append(asyncio.create_task(queue.beat()))
    keepers.append(asyncio.create_task(_end_when_outgrown(book, stop)))
    keepers.append(asyncio.create_task(_call_when_behind(book, behind)))
    ending = asyncio.create_task(stop.wait())
    ending.add_done_callback(queue.close)
    try:
        await queue.run(
            batch_size=min(20, concurrency // 2),
            max_concurrent_tasks=concurrency,
            heartbeat_timeout=HEARTBEAT,
            dequeue_timeout=timedelta(seconds=5),
            shutdown_on_listener_failure=True,
        )
    finally:
        for task in (*keepers, ending):
            task.cancel()
        await asyncio.gather(*keepers, ending, return_exceptions=True)


def _nobody_helps() -> None:
    """Does nothing: there is no supervisor to ask for another worker."""


async def _end_when_outgrown(book: JobStore, stop: asyncio.Event) -> None:
    while True:
        try:
            if await book.is_outgrown():
                log.warning(
                    "queue.outgrown", remedy="start the newer version of Leadwright here, too"
                )
                stop.set()
        except SIGNS_OF_OUTAGE as error:
            log.warning("queue.revision_unknown", error=repr(error))
        await asyncio.sleep(_BETWEEN_REVISIONS)


async def _call_when_behind(book: JobStore, behind: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(1)
        if book.is_behind():
            behind()


async def _promote(pool: asyncpg.Pool) -> None:
    while True:
        try:
            if await pool.fetchval(_IS_DUE):
                await pool.execute(_PROMOTE)
        except SIGNS_OF_OUTAGE as error:
            log.warning("queue.promote_failed", error=repr(error))
        await asyncio.sleep(1)


async def _prune(pool: asyncpg.Pool) -> None:
    while True:
        await asyncio.sleep(600)
        try:
            await pool.execute(_PRUNE)
        except SIGNS_OF_OUTAGE as error:
            log.warning("queue.prune_failed", error=repr(error))
