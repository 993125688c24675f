"""The job queue as features see it: what a job is, and how to enqueue one.

`enqueue` writes plain SQL through the caller's session, so a job exists if and only if its transaction
committed. Handlers must be idempotent: a job may run again after a crash. `kernel/jobs/runner.py` runs
them.
"""

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from leadwright.domain.ids import WorkspaceId
from leadwright.kernel.db import unit_of_work

Payload = Mapping[str, Any]
Handler = Callable[[Payload], Awaitable[None]]

INTERACTIVE, NORMAL, LOW, BULK = 100, 50, 10, 0
SOONEST = 110
"""Finishing work that somebody is waiting for goes before starting the next piece."""


@dataclass(frozen=True)
class Job:
    """One kind of job: its name in the queue, its handler, and its retry policy.

    `together` runs several at once; it must be all or nothing: if it raises, `handler` runs each one.
    """

    name: str
    handler: Handler
    timeout: float = 60.0
    max_attempts: int = 8
    first_delay: timedelta = timedelta(seconds=2)
    max_delay: timedelta = timedelta(hours=1)
    gave_up: Callable[[Payload, str], Awaitable[None]] | None = None
    together: Callable[[Sequence[Payload]], Awaitable[None]] | None = None


class RetryLater(Exception):
    """Raised by a handler: run the job again after `delay`, without counting a failure."""

    def __init__(self, delay: timedelta, reason: str) -> None:
        super().__init__(reason)
        self.delay = delay
        self.reason = reason


_lane: ContextVar[str] = ContextVar("job_lane", default="")
_waits: ContextVar[Callable[[int], None]] = ContextVar("job_waits", default=lambda _: None)


@contextmanager
def counted_by(worker: Callable[[int], None]) -> Iterator[None]:
    """Within the block, jobs report to the worker when they start (1) and stop (-1) waiting for I/O."""
    token = _waits.set(worker)
    try:
        yield
    finally:
        _waits.reset(token)


@contextmanager
def waiting_outside() -> Iterator[None]:
    """Within the block, the job only waits for an external system: its worker may start another job."""
    _waits.get()(1)
    try:
        yield
    finally:
        _waits.get()(-1)


@contextmanager
def apart(lane: str) -> Iterator[None]:
    """Within the block, jobs go to a lane that no worker takes from; `lanes.drain` runs them.

    The demo needs it: its jobs must run on its own shifted clock, whether or not a worker is running.
    """
    token = _lane.set(lane)
    try:
        yield
    finally:
        _lane.reset(token)


def workspace_of(payload: Payload) -> WorkspaceId:
    """The workspace named in a job's payload."""
    return WorkspaceId(UUID(payload["workspace_id"]))


def queue_name(name: str) -> str:
    """A job's name in the queue, prefixed with the current lane, if any."""
    return _lane.get() + name


def encode(payload: Payload) -> bytes:
    """Encode a payload for the queue."""
    return json.dumps(payload, default=str, separators=(",", ":")).encode()


async def enqueue(
    session: unit_of_work.Carrier,
    name: str,
    payload: Payload,
    *,
    priority: int = NORMAL,
    delay: timedelta = timedelta(),
    dedupe_key: str | None = None,
) -> None:
    """Add a job in the caller's transaction. At most one job per `dedupe_key` is queued."""
    row = {
        "name": queue_name(name),
        "payload": encode(payload).decode(),
        "priority": priority,
        "delay": delay.total_seconds(),
        "dedupe": dedupe_key,
    }
    await unit_of_work.job(session, row, delay)
