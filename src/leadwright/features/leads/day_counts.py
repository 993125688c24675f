"""The counts of a day, which can be summed: pure, and the same for one day or thirty."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

MINUTE_MS = 60_000


@dataclass(frozen=True)
class Share:
    """The leads of one source, one intent, or all.

    `replies` maps a time to reply (milliseconds, cut to two significant digits) to how many leads
    got theirs in it; `unanswered` waited over a minute or got none. Held drafts are in neither.
    """

    leads: int = 0
    grade_a: int = 0
    points: int = 0
    scored: int = 0
    unanswered: int = 0
    replies: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def answered(self) -> int:
        return sum(self.replies.values())

    @property
    def average_score(self) -> float | None:
        return self.points / self.scored if self.scored else None

    @property
    def quick(self) -> float | None:
        """Of the leads to answer, the share answered in under a minute, 0 to 1."""
        due = self.answered + self.unanswered
        fast = sum(number for ms, number in self.replies.items() if ms < MINUTE_MS)
        return fast / due if due else None

    def reply_ms(self, quantile: float = 0.5) -> int | None:
        """The quantile of the time to reply: this share of the replies (0 to 1) took no longer."""
        left = quantile * self.answered
        for ms in sorted(self.replies):
            left -= self.replies[ms]
            if left <= 0:
                return ms
        return None


@dataclass(frozen=True)
class DayCounts:
    """One day in one time zone, or several added up. `hours`: 24 pairs of leads and stopped."""

    day: date
    hours: tuple[tuple[int, int], ...] = ((0, 0),) * 24
    sources: Mapping[str, Share] = field(default_factory=lambda: MappingProxyType({}))
    intents: Mapping[str, Share] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def stopped(self) -> int:
        return sum(stopped for _, stopped in self.hours)

    @property
    def whole(self) -> Share:
        """All leads of the day, as one share."""
        return together(self.sources.values())


def together(shares: Iterable[Share]) -> Share:
    """The sum of disjoint shares."""
    replies: Counter[int] = Counter()
    leads = grade_a = points = scored = unanswered = 0
    for share in shares:
        replies.update(share.replies)
        leads += share.leads
        grade_a += share.grade_a
        points += share.points
        scored += share.scored
        unanswered += share.unanswered
    return Share(leads, grade_a, points, scored, unanswered, replies)


def summed(days: Iterable[DayCounts]) -> DayCounts:
    """Several days as one, with the date of the first."""
    all_days = tuple(days)
    return DayCounts(
        day=all_days[0].day,
        hours=tuple(
            (sum(leads for leads, _ in same), sum(stopped for _, stopped in same))
            for same in zip(*(day.hours for day in all_days), strict=True)
        ),
        sources=_by_name(day.sources for day in all_days),
        intents=_by_name(day.intents for day in all_days),
    )


def _by_name(days: Iterable[Mapping[str, Share]]) -> dict[str, Share]:
    found: dict[str, list[Share]] = {}
    for day in days:
        for name, share in day.items():
            found.setdefault(name, []).append(share)
    return {name: together(shares) for name, shares in found.items()}
