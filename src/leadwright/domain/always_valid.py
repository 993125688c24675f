"""Compares two proportions with figures that may be looked at any time, and acted upon at once.

For one stream of outcomes, the mixture of all its likelihoods (Jeffreys' prior, Beta(1/2, 1/2)) over
the likelihood of the true proportion is a martingale that starts at 1. So is the product of two
streams, however they interleave. By Ville's inequality it ever reaches 1/alpha with a probability of
at most alpha: the pairs of proportions where it stays below are a confidence sequence, and so are
their differences. Exact for any sample size; no normal approximation, no planned end.

H. Robbins (1970), Statistical methods related to the law of the iterated logarithm, Annals of
Mathematical Statistics 41(5), 1397-1409, for the mixture. L. Wasserman, A. Ramdas, S. Balakrishnan
(2020), Universal inference, PNAS 117(29), 16880-16890, for the composite null: the denominator is
the largest likelihood under it. R. Johari, P. Koomen, L. Pekelis, D. Walsh (2022), Always valid
inference: continuous monitoring of A/B tests, Operations Research 70(3), 1806-1821, for the use.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, lgamma, log

_STEPS = 60
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Proportion:
    """How often it was tried, and how often it went well."""

    n: int
    won: int

    @property
    def rate(self) -> float:
        return self.won / self.n if self.n else 0.0


def difference(control: Proportion, other: Proportion, alpha: float) -> tuple[float, float]:
    """Where the other's rate less the control's lies, whenever one looks; at most alpha of all err."""
    limit = _mixture(control) + _mixture(other) - log(1 / alpha)
    middle = other.rate - control.rate

    def inside(delta: float) -> bool:
        return _exceeds(control, other, delta, limit)

    return -_edge(lambda d: inside(-d), -middle), _edge(inside, middle)


def interval(tally: Proportion, alpha: float) -> tuple[float, float]:
    """Where one rate lies, likewise."""
    limit = _mixture(tally) - log(1 / alpha)

    def inside(rate: float) -> bool:
        return _likelihood(tally, rate) > limit

    low = -_edge(lambda p: inside(-p), -tally.rate, -0.0)
    return low, _edge(inside, tally.rate)


def evidence(control: Proportion, other: Proportion) -> float:
    """The logarithm of the evidence against "there is no difference"; log(1/alpha) is enough."""
    both = Proportion(control.n + other.n, control.won + other.won)
    return _mixture(control) + _mixture(other) - _likelihood(both, both.rate)


def _mixture(tally: Proportion) -> float:
    """Log of the Beta(1/2, 1/2) mixture of the likelihoods of a sequence."""
    won, lost = tally.won + 0.5, tally.n - tally.won + 0.5
    prior = lgamma(1.0) - 2 * lgamma(0.5)
    return lgamma(won) + lgamma(lost) - lgamma(won + lost) + prior


def _likelihood(tally: Proportion, rate: float) -> float:
    return _times_log(tally.won, rate) + _times_log(tally.n - tally.won, 1 - rate)


def _times_log(times: int, chance: float) -> float:
    if times == 0:
        return 0.0
    return times * log(chance) if chance > 0 else -inf


def _exceeds(control: Proportion, other: Proportion, delta: float, limit: float) -> bool:
    """Whether some rates `delta` apart have a log likelihood above the limit.

    It is concave along them, so golden section finds its top.
    """
    low, high = max(0.0, -delta), min(1.0, 1.0 - delta)

    def at(rate: float) -> float:
        return _likelihood(control, rate) + _likelihood(other, min(1.0, max(0.0, rate + delta)))

    if max(at(low), at(high)) > limit:
        return True
    for _ in range(_STEPS):
        span = _GOLDEN * (high - low)
        left, right = high - span, low + span
        above, below = at(left), at(right)
        if max(above, below) > limit:
            return True
        if above >= below:
            high = right
        else:
            low = left
    return False


def _edge(inside: Callable[[float], bool], start: float, end: float = 1.0) -> float:
    """The farthest place upwards of `start` that is still inside; the inside is one stretch."""
    if inside(end):
        return end
    low, high = start, end
    for _ in range(_STEPS // 2):
        middle = (low + high) / 2
        if inside(middle):
            low = middle
        else:
            high = middle
    return high
