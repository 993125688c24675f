"""Assigns wordings, evaluates the figures, and decides when a test is over. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from leadwright.domain import always_valid
from leadwright.domain.always_valid import Proportion

CONTROL = "A"
KEYS = "ABCD"
_SPREAD = 2**64


class State(StrEnum):
    """Where an experiment stands. Only a running one gives anybody a wording."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Verdict(StrEnum):
    """What the figures say of a wording, compared with the first one."""

    EARLY = "early"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True)
class Counted:
    """A wording's figures. `settled`: those whose days are over, and how many of them answered.

    `assigned` are all who got it, `answered` all of them who answered so far.
    """

    key: str
    assigned: int
    answered: int
    settled: Proportion


@dataclass(frozen=True)
class Judged:
    """A wording's figures with what they mean.

    `rate` is where its rate of answers lies; `apart` how far it is from the first wording's, None
    for that one itself.
    """

    counted: Counted
    rate: tuple[float, float]
    apart: tuple[float, float] | None
    verdict: Verdict


def variant_of(experiment_id: UUID, lead_id: UUID, weights: Sequence[tuple[str, int]]) -> str:
    """The wording of a lead: always the same one, each as often as its weight says."""
    said = hashlib.sha256(experiment_id.bytes + lead_id.bytes).digest()
    place = int.from_bytes(said[:8], "big") * sum(weight for _, weight in weights) // _SPREAD
    for key, weight in weights:
        if place < weight:
            return key
        place -= weight
    raise ValueError("an experiment without weights")


def judge(counts: Sequence[Counted], alpha: float, floor: int) -> tuple[Judged, ...]:
    """Each wording against the first; with more than two, each comparison errs the less (Bonferroni)."""
    control, pairs = counts[0], max(1, len(counts) - 1)
    return tuple(_judged(control, one, alpha / pairs, floor) for one in counts)


def _judged(control: Counted, one: Counted, alpha: float, floor: int) -> Judged:
    rate = always_valid.interval(one.settled, alpha)
    if one is control:
        return Judged(one, rate, None, Verdict.EARLY)
    apart = always_valid.difference(control.settled, one.settled, alpha)
    return Judged(one, rate, apart, _verdict(apart, min(control.settled.n, one.settled.n), floor))


def _verdict(apart: tuple[float, float], fewest: int, floor: int) -> Verdict:
    if fewest < floor:
        return Verdict.EARLY
    if apart[0] > 0:
        return Verdict.BETTER
    return Verdict.WORSE if apart[1] < 0 else Verdict.EARLY


def winner(judged: Sequence[Judged]) -> str | None:
    """The wording that the rule declares, None as long as nothing is proven.

    The best of those proven better, or the first one once all others are proven worse.
    """
    better = [one for one in judged[1:] if one.verdict is Verdict.BETTER]
    if better:
        return max(better, key=lambda one: one.counted.settled.rate).counted.key
    if judged[1:] and all(one.verdict is Verdict.WORSE for one in judged[1:]):
        return judged[0].counted.key
    return None
