"""The one job queue, as features see it: what a job is, and how one is enqueued.

`enqueue` writes by plain SQL through the caller's session, so that a job exists if and only if its
transaction committed. Handlers must be idempotent: a job may run again after a crash.
`kernel/jobs/runner.py` runs them.
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
"""What ends somebody's waiting goes before what begins with the next."""


@dataclass(frozen=True)
class Job:
    """One kind of job: its name in the queue, what runs it, and how patient we are with it.

    `together`: does several at once; if it raises, each is run by `handler` as if nothing had been done.
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
    """Raised by a handler: run me again after `delay`, this is no failure of ours."""

    def __init__(self, delay: timedelta, reason: str) -> None:
        super().__init__(reason)
        self.delay = delay
        self.reason = reason


_lane: ContextVar[str] = ContextVar("job_lane", default="")
_waits: ContextVar[Callable[[int], None]] = ContextVar("job_waits", default=lambda _: None)


@contextmanager
def counted_by(worker: Callable[[int], None]) -> Iterator[None]:
    """Jobs run in the block tell the worker when they begin (1) and end (-1) to wait outside."""
    token = _waits.set(worker)
    try:
        yield
    finally:
        _waits.reset(token)


@contextmanager
def waiting_outside() -> Iterator[None]:
    """The job only waits for somebody outside in the block: its worker may begin another meanwhile."""
    _waits.get()(1)
    try:
        yield
    finally:
        _waits.get()(-1)


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


def workspace_of(payload: Payload) -> WorkspaceId:
    """The workspace that a job's payload names."""
    return WorkspaceId(UUID(payload["workspace_id"]))


def queue_name(name: str) -> str:
    """What a job of this name is called in the queue: the same, but for a lane's prefix."""
    return _lane.get() + name


def encode(payload: Payload) -> bytes:
    """A payload as the queue stores it."""
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
    """Add a job to the caller's transaction. Equal `dedupe_key`s wait only once."""
    row = {
        "name": queue_name(name),
        "payload": encode(payload).decode(),
        "priority": priority,
        "delay": delay.total_seconds(),
        "dedupe": dedupe_key,
    }
    await unit_of_work.job(session, row, delay)
