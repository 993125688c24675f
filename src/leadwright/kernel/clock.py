"""The one source of the present time. The demo and tests move it; nothing else reads a clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def wall() -> datetime:
    """The true present, whatever `now()` was moved to: leases, partitions and job times need it."""
    return datetime.now(UTC)  # noqa: TID251 -- the one place


def now() -> datetime:
    """The present in UTC, or the moment the clock was moved to in this task."""
    return _moved.get() or wall()


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Within the block, and in tasks started in it, `now()` is `moment`."""
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
