"""Thresholds crossed, told once: up at the threshold, down only clear of it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from leadwright.features.scoring.cards.scorecards import Scorecard, Threshold


@dataclass(frozen=True, slots=True)
class Crossing:
    """A total that passed a threshold, in which direction."""

    threshold: Threshold
    direction: Literal["up", "down"]


def standing(card: Scorecard, total: int, before: Collection[str]) -> tuple[str, ...]:
    """The thresholds a total stands above, given those it stood above before.

    Between `at - hysteresis` and `at` it stays where it was, so that a score that swings about a
    threshold is told once.
    """
    return tuple(
        t.id
        for t in card.thresholds
        if total >= t.at or (t.id in before and total >= t.at - t.hysteresis)
    )


def crossings(
    card: Scorecard, before: Collection[str], now: Collection[str]
) -> tuple[Crossing, ...]:
    """What changed from one standing to the next."""
    return tuple(
        Crossing(t, "up" if t.id in now else "down")
        for t in card.thresholds
        if (t.id in now) != (t.id in before)
    )
