"""What a call costs, when a failing model is rested, and how the seconds are shared."""

from dataclasses import dataclass, field, replace

from leadwright.ports.language_model import Connected, Failure, Spent

TRIPS_AFTER = 5
RESTS_SECONDS = 30.0
# What a vendor asks for by Retry-After is obeyed up to here.
LONGEST_REST = 300.0
# With another model to ask, the first may take this share of what time is left.
SHARE = 0.6
# Too little to hope for an answer.
LEAST_SECONDS = 0.3
# Failures that say nothing about the next lead's chances.
_OF_THE_LEAD = frozenset({Failure.REFUSED, Failure.REJECTED})


@dataclass
class Breaker:
    """One connection's recent luck. After failures in a row it rests, then one call tries it again."""

    failures: int = 0
    open_until: float = field(default=float("-inf"))

    def lets(self, now: float) -> bool:
        """Whether to ask. The one that finds the rest over goes alone: the others wait for its luck."""
        if self.failures < TRIPS_AFTER and now >= self.open_until:
            return True
        if now < self.open_until:
            return False
        self.open_until = now + RESTS_SECONDS
        return True

    def worked(self) -> None:
        self.failures, self.open_until = 0, float("-inf")

    def failed(self, kind: Failure, now: float, retry_after: float | None = None) -> None:
        if kind in _OF_THE_LEAD:
            return
        self.failures += 1
        rest = 0.0 if self.failures < TRIPS_AFTER else RESTS_SECONDS
        if retry_after:
            rest = max(rest, min(LONGEST_REST, retry_after))
        if rest:
            self.open_until = now + rest


def seconds_for(left: float, *, more_to_ask: bool) -> float:
    """How long this model may take of the seconds that are left."""
    return left * SHARE if more_to_ask else left


def priced(spent: Spent, connected: Connected) -> Spent:
    """With the connection's own prices, where it has some; a million tokens' dollars are micro a token."""
    if connected.price_in is None and connected.price_out is None:
        return spent
    cost = spent.tokens_in * (connected.price_in or 0) + spent.tokens_out * (
        connected.price_out or 0
    )
    return replace(spent, micro=round(cost))
