"""The one job queue: pgqueuer behind a small door.

`enqueue` writes by plain SQL through the caller's session, so that a job exists if and only if its
transaction committed. Handlers must be idempotent: a job may run again after a crash.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import asyncpg
from pgqueuer.core import buffers
from pgqueuer.core.executors import (
    AbstractEntrypointExecutor,
    EntrypointExecutor,
    EntrypointExecutorParameters,
)
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain import errors, models

from leadwright.kernel import leaving, metrics
from leadwright.kernel.db.absence import SIGNS_OF_ABSENCE, is_absence
from leadwright.kernel.db.urls import driver_url
from leadwright.kernel.job_book import (
    MOST_ALONE,
    SETTINGS,
    JobBook,
    Listening,
    failures,
    is_suspect,
    times_alone,
)
from leadwright.kernel.logging import get

log = get("jobs")

Payload = Mapping[str, Any]
Handler = Callable[[Payload], Awaitable[None]]

INTERACTIVE, NORMAL, LOW, BULK = 100, 50, 10, 0
SOONEST = 110
"""What ends somebody's waiting goes before what begins with the next."""
HEARTBEAT = timedelta(seconds=30)
"""A job whose worker was not heard of for this long is taken on by another."""


@dataclass(frozen=True)
class Job:
    """One kind of job: its name in the queue, what runs it, and how patient we are with it."""

    name: str
    handler: Handler
    timeout: float = 60.0
    max_attempts: int = 8
    first_delay: timedelta = timedelta(seconds=2)
    max_delay: timedelta = timedelta(hours=1)
    gave_up: Callable[[Payload, str], Awaitable[None]] | None = None


class RetryLater(Exception):
    """Raised by a handler: run me again after `delay`, this is no failure of ours."""

    def __init__(self, delay: timedelta, reason: str) -> None:
        super().__init__(reason)
        self.delay = delay
        self.reason = reason


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
# A parked job's reason is kept for as long as the job.
_PRUNE = (
    "delete from pgqueuer_log where id in (select l.id from pgqueuer_log l where l.aggregated"
    " and l.created < now() - interval '2 days' and not (l.status = 'failed'"
    " and exists (select from pgqueuer j where j.id = l.job_id)) limit 20000)"
)


_lane: ContextVar[str] = ContextVar("job_lane", default="")


@contextmanager
def apart(lane: str) -> Iterator[None]:
    """Jobs enqueued in the block stand in a lane that no worker takes from; `lanes.drain` runs them.

    The demo needs it: its jobs must run on its own moved clock, whether or not the product runs.
    """
    token = _lane.set(lane)
    try:
        yield
    finally:
        _lane.reset(token)


def queue_name(name: str) -> str:
    """What a job of this name is called in the queue: the same, but for a lane's prefix."""
    return _lane.get() + name


def encode(payload: Payload) -> bytes:
    """A payload as the queue stores it."""
    return json.dumps(payload, default=str, separators=(",", ":")).encode()


async def enqueue(
    session: leaving.Carrier,
    name: str,
    payload: Payload,
    *,
    priority: int = NORMAL,
    delay: timedelta = timedelta(),
    dedupe_key: str | None = None,
) -> None:
    """Add a job to the caller's transaction. Equal `dedupe_key`s wait only once."""
    row = {
        "name": queue_name(name),
        "payload": encode(payload).decode(),
        "priority": priority,
        "delay": delay.total_seconds(),
        "dedupe": dedupe_key,
    }
    await leaving.job(session, row, delay)


class Poisoned(RuntimeError):
    """The job killed its worker or failed too often; it is parked for a person."""


@dataclass
class _Executor(EntrypointExecutor):
    """Time limit, back-off with jitter, and an end to jobs that kill their worker."""

    job: ClassVar[Job]
    book: ClassVar[JobBook]
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
            async with asyncio.timeout(kind.timeout):
                await super().execute(job, context)
        except RetryLater as later:
            raise self._postponed(job, later.delay, later.reason) from later
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if is_absence(error):
                log.warning("job.without_database", job=kind.name, job_id=job.id, error=repr(error))
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
        """Asks for another run that is not counted as a try: this one was no failure of the job's."""
        metrics.jobs.labels(self.job.name, "later").inc()
        self.book.postponed.add(job.id)
        return errors.RetryRequested(delay=delay, reason=reason)

    async def _give_up(self, job: models.Job, why: str) -> None:
        """Let the feature say so on its screens; the job itself is parked either way."""
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
    kind: Job, its_book: JobBook
) -> Callable[[EntrypointExecutorParameters], AbstractEntrypointExecutor]:
    class Bound(_Executor):
        job = kind
        book = its_book

    return lambda parameters: Bound(parameters=parameters)


class _Queue(QueueManager):
    """pgqueuer's, with one heartbeat for all jobs instead of a task beside each."""

    def __init__(self, book: JobBook) -> None:
        super().__init__(book)
        self.book = book
        book.running, book.closing = self.job_context.keys(), self.shutdown

    def close(self, *_: object) -> None:
        """Take nothing more; what runs is finished."""
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
        try:
            await super()._dispatch(job, jbuff, hbuff, timedelta())
        finally:
            # After the manager has forgotten the job, which it does as soon as this ends.
            asyncio.get_running_loop().call_soon(self.book.ended.set)

    async def beat(self) -> None:
        """Say of what runs here that it does."""
        while True:
            await asyncio.sleep(HEARTBEAT.total_seconds() / 3)
            if not self.job_context:
                continue
            try:
                await self.book.update_heartbeat(list(self.job_context))
            except SIGNS_OF_ABSENCE as error:
                log.warning("queue.heartbeat_failed", error=repr(error))


def _register(queue: QueueManager, book: JobBook, kind: Job) -> None:
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

    `behind` is called every second while the queue has held more than we can take for a while.
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
        except SIGNS_OF_ABSENCE as error:
            log.warning("queue.down", error=repr(error), retry_in=delay)
        except errors.FailingListenerError as error:
            log.warning("queue.deaf", error=repr(error), retry_in=delay)
        if not stop.is_set():
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5)


async def _set_up(connection: asyncpg.Connection) -> None:
    await connection.execute(SETTINGS)


async def _left_as_it_is(connection: object) -> None:
    """The queue's statements leave nothing behind; asyncpg would spend a round trip after each."""
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
    book = JobBook(Listening(pool))
    queue = _Queue(book)
    for kind in kinds:
        _register(queue, book, kind)
    keepers = [asyncio.create_task(_promote(pool)), asyncio.create_task(_prune(pool))]
    keepers.append(asyncio.create_task(queue.beat()))
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
    """Nobody is there who could."""


async def _call_when_behind(book: JobBook, behind: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(1)
        if book.is_behind():
            behind()


async def _promote(pool: asyncpg.Pool) -> None:
    while True:
        try:
            await pool.execute(_PROMOTE)
        except SIGNS_OF_ABSENCE as error:
            log.warning("queue.promote_failed", error=repr(error))
        await asyncio.sleep(1)


async def _prune(pool: asyncpg.Pool) -> None:
    while True:
        await asyncio.sleep(600)
        try:
            await pool.execute(_PRUNE)
        except SIGNS_OF_ABSENCE as error:
            log.warning("queue.prune_failed", error=repr(error))
