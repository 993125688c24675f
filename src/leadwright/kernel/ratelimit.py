"""Rate limits in memory: a token bucket per key.

Each web process has its own, so N processes allow up to N times the limit. In exchange, the hot path
needs no write.
"""

import math
import time
from collections import OrderedDict

from leadwright.domain.errors import TooMany


class RateLimit:
    """At most `per_minute` passes per minute for each key, in bursts up to that number."""

    def __init__(self, per_minute: int, *, remember: int = 50_000) -> None:
        self._rate = per_minute / 60
        self._burst = float(per_minute)
        self._remember = remember
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, what: str, *, passes: int = 1) -> None:
        """Passes for `key`; TooMany when there are not enough left. `what` is named in the refusal."""
        now = time.monotonic()
        tokens, at = self._buckets.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - at) * self._rate)
        if tokens < passes:
            self._buckets[key] = (tokens, now)
            # Rounded down, a client that waits exactly that long would be refused again.
            wait = math.ceil((passes - tokens) / self._rate)
            raise TooMany(f"Too many {what}. Try again in {wait} s.", retry_after=float(wait))
        self._buckets[key] = (tokens - passes, now)
        while len(self._buckets) > self._remember:
            self._buckets.popitem(last=False)
