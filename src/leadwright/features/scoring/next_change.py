"""When a stored total stops being true by the passing of time alone."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise

from leadwright.domain.condition import Subject, changes_at
from leadwright.domain.condition.typed import CLOCK_SKEW
from leadwright.features.scoring.blending import Blend, Voice
from leadwright.features.scoring.cards.scorecards import Limit, Rule, Scorecard
from leadwright.features.scoring.decay import decayed
from leadwright.features.scoring.ledger import Earned
from leadwright.features.scoring.rules import Weighed, applies, earned_points, limits_of, weigh
from leadwright.features.scoring.totals import Sums, totals_of, totals_of_sums

HORIZON = timedelta(days=3650)
RESOLUTION = timedelta(minutes=1)
MOST_EDGES = 50
MOST_LOOKS = 300

_Between = Callable[[datetime, datetime], tuple[int, int]]


def next_change_at(
    card: Scorecard, subject: Subject, voice: Voice | None = None, weighed: Weighed | None = None
) -> datetime | None:
    """The first moment, to the minute, at which the lead's total is another number.

    Where a model takes part, no later than its word may be another one. None when it stays for ten
    years, or as far as `MOST_EDGES` and `MOST_LOOKS` let it look; where they cut the search short,
    the last moment looked at, so that somebody looks again then. `weighed`: what the lead's score now
    is made of, where it was weighed already.
    """
    weighed = weighed or weigh(card, subject, voice)
    found = _by_rules(card, subject, weighed)
    turns = None if weighed.blend is None else weighed.blend.changes_at
    return min((one for one in (found, turns) if one is not None), default=None)


def _by_rules(card: Scorecard, subject: Subject, weighed: Weighed) -> datetime | None:
    since = subject.now
    earned, limits, blend = weighed.earned, weighed.limits, weighed.blend
    here = _total(card, earned, limits, blend)
    end = since + HORIZON
    edges = _edges(card, subject, end)
    stops = [*edges, end] if len(edges) <= MOST_EDGES else edges[:MOST_EDGES]
    for stop in stops:
        then = subject
        if since > subject.now:
            then = subject.at(since)
            earned, limits = earned_points(card, then), limits_of(card, then)
            if _total(card, earned, limits, blend) != here:
                return since
        if not applies(card, then):
            return since
        found = _departure(here, since, stop, _between(card, earned, limits, blend))
        # At the stop itself other rules may hold: the next round asks there.
        if found is not None and found < stop:
            return found
        since = stop
    return None if since == end else since


def _total(
    card: Scorecard, earned: list[Earned], limits: Sequence[Limit], blend: Blend | None
) -> int:
    return totals_of(card, ((line.rule, line.points) for line in earned), limits, blend).total


def _edges(card: Scorecard, subject: Subject, end: datetime) -> list[datetime]:
    """Moments at which a condition may turn or an event dated ahead begins to count."""
    moments: set[datetime] = set()
    for condition in card.timed:
        moments |= changes_at(condition, subject)
    for rule in card.rules:
        if rule.event is not None:
            moments |= {o.occurred_at - CLOCK_SKEW for o in subject.occurrences(rule.event)}
    return sorted(moment for moment in moments if subject.now < moment < end)


def _between(
    card: Scorecard, earned: list[Earned], limits: Sequence[Limit], blend: Blend | None
) -> _Between:
    """Bounds of the total between two moments: all that is won by then, all that is lost still there.

    Positive points fall and negative ones rise with time, and `totals_of` never falls when points
    rise, so no moment in between lies outside. At one moment both bounds are the total itself.
    """
    lasting = ((line.rule, line.points) for line in earned if line.rule.half_life_days is None)
    fixed = Sums().add(lasting)
    fading = [(line.rule, line.at) for line in earned if line.rule.half_life_days is not None]
    gains = any(rule.points > 0 for rule, _ in fading)
    losses = any(rule.points < 0 for rule, _ in fading)

    def left(
        gains_at: datetime | None, losses_at: datetime | None
    ) -> Iterator[tuple[Rule, Decimal]]:
        for rule, at in fading:
            moment = gains_at if rule.points > 0 else losses_at
            if moment is not None:
                yield rule, decayed(rule.points, rule.half_life_days, at, moment)

    @cache
    def total(gains_at: datetime | None, losses_at: datetime | None) -> int:
        return totals_of_sums(
            card, fixed.copy().add(left(gains_at, losses_at)), limits, blend
        ).total

    def bounds(since: datetime, until: datetime) -> tuple[int, int]:
        # Where only gains fade (the usual case), both bounds are totals at one moment, seen before.
        lowest = total(until if gains else None, since if losses else None)
        return lowest, total(since if gains else None, until if losses else None)

    return bounds


def _departure(here: int, since: datetime, until: datetime, between: _Between) -> datetime | None:
    """The first moment in the interval with another total, found by halving; None when there is none."""
    waiting = list(_doubling(since, until))
    for _ in range(MOST_LOOKS):
        if not waiting:
            return None
        start, end = waiting.pop()
        if between(start, end) == (here, here):
            continue
        if end - start > RESOLUTION:
            middle = start + (end - start) / 2
            waiting += [(middle, end), (start, middle)]
        elif between(end, end) != (here, here):
            return end
    return waiting[-1][1] if waiting else None


def _doubling(since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The interval in stretches that double from a day on, last first: most changes are near."""
    marks = [since]
    length = timedelta(days=1)
    while marks[-1] < until:
        marks.append(min(until, since + length))
        length *= 2
    return list(pairwise(marks))[::-1]
