"""A cache for figures over all of a workspace's data that are slow to count; keeps the time of counting."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from leadwright.kernel import clock

MOST = 200
T = TypeVar("T")


@dataclass(frozen=True)
class Cached(Generic[T]):
    """Figures and when they were counted. `is_kept`: they may be shown again, so their age matters."""

    figures: T
    at: datetime
    is_kept: bool


@dataclass
class TimedCache(Generic[T]):
    """The newest figures by key, in this process. `is_large`: recounting takes long."""

    keep: timedelta
    is_large: Callable[[T], bool]
    _kept: dict[Hashable, Cached[T]] = field(default_factory=dict)

    async def of(self, key: Hashable, count: Callable[[], Awaitable[T]]) -> Cached[T]:
        """The cached figures while they are fresh enough, else counted now."""
        now = clock.now()
        kept = self._kept.get(key)
        if kept is not None and timedelta() <= now - kept.at < self.keep:
            return kept
        self._kept.pop(key, None)
        figures = await count()
        found = Cached(figures, now, self.is_large(figures))
        if found.is_kept:
            while len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = found
        return found
