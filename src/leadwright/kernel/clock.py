"""The one source of the present time. The demo and tests move it; nothing else reads a clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta())


def wall() -> datetime:
    """The real time, whatever `now()` was moved to: leases, partitions and job times need it."""
    return datetime.now(UTC)  # noqa: TID251 -- the one place


def now() -> datetime:
    """The current time in UTC, shifted from `wall()` by as much as the clock was moved in this task."""
    return wall() + _offset.get()


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Within the block, and in tasks started in it, `now()` starts at `moment` and ticks on."""
    token = _offset.set(moment - wall())
    try:
        yield
    finally:
        _offset.reset(token)
