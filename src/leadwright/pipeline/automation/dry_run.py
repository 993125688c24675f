"""A dry run of an automation on recent events: which leads it would have acted on. Nothing is executed.

Conditions see a lead's facts of today, since past facts are not stored by day; events that a condition
counts are those up to the moment in question.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leadwright.domain.condition import Count, Occurrence, leaves, matches
from leadwright.domain.ids import LeadId
from leadwright.features.automation import queries, rules
from leadwright.features.automation.plan import Plan
from leadwright.features.automation.queries import LoggedEvent
from leadwright.features.leads import known as leads
from leadwright.features.leads import state
from leadwright.features.scoring import queries as scores
from leadwright.kernel.db.session import ReadSession
from leadwright.pipeline.automation.running import narrowed, subject_from

DAYS = 30
MOST_EVENTS = 5000
_AT_ONCE = 200
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Hit:
    """A lead the automation would have acted on, and when."""

    lead_id: LeadId
    at: datetime


@dataclass(frozen=True)
class Trial:
    """The result of a dry run. `events`: how many were examined; `cut`: older ones were left out."""

    events: int
    cut: bool
    hits: tuple[Hit, ...]
    days: tuple[tuple[date, int], ...]
    too_often: int

    @property
    def leads(self) -> int:
        return len({hit.lead_id for hit in self.hits})


async def trial(session: ReadSession, plan: Plan, now: datetime, zone: ZoneInfo) -> Trial:
    """Try the automation on the last 30 days, as days of this time zone."""
    since = now - timedelta(days=DAYS)
    told = await queries.past(session, plan.event, since, most=MOST_EVENTS + 1)
    cut = len(told) > MOST_EVENTS
    said = await narrowed(session, plan)
    asked = [one for one in told[:MOST_EVENTS] if rules.fits(said, one.payload)]
    holding: list[LoggedEvent] = []
    ids = list(dict.fromkeys(one.lead_id for one in asked))
    for start in range(0, len(ids), _AT_ONCE):
        holding += await _holding(session, plan, asked, ids[start : start + _AT_ONCE])
    hits, too_often = _limited(sorted(holding, key=lambda one: one.at))
    by_day = Counter(hit.at.astimezone(zone).date() for hit in hits)
    first = now.astimezone(zone).date() - timedelta(days=DAYS - 1)
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return Trial(
        events=len(told[:MOST_EVENTS]),
        cut=cut,
        hits=tuple(reversed(hits)),
        days=tuple((day, by_day[day]) for day in days),
        too_often=too_often,
    )


async def _holding(
    session: ReadSession, plan: Plan, asked: Sequence[LoggedEvent], ids: Sequence[LeadId]
) -> list[LoggedEvent]:
    """The events for which the condition holds for the lead."""
    by_id = await state.of(session, ids)
    condition = plan.asks
    if condition is None:
        return [one for one in asked if one.lead_id in by_id]
    known = {one.lead_id: one for one in await leads.of(session, ids)}
    names = {leaf.event for leaf in leaves(condition) if isinstance(leaf, Count)}
    events: dict[LeadId, list[Occurrence]] = (
        await scores.occurrences_of(session, ids, names) if names else {}
    )
    found = []
    for one in asked:
        if one.lead_id in known and one.lead_id in by_id:
            before = [e for e in events.get(one.lead_id, []) if e.occurred_at <= one.at]
            subject = subject_from(known[one.lead_id], by_id[one.lead_id], one, before)
            if matches(condition, subject):
                found.append(one)
    return found


def _limited(told: Sequence[LoggedEvent]) -> tuple[list[Hit], int]:
    """In chronological order, without those over the limit per lead."""
    hits: list[Hit] = []
    lately: dict[LeadId, list[datetime]] = defaultdict(list)
    for one in told:
        times = lately[one.lead_id] = [at for at in lately[one.lead_id] if at > one.at - _HOUR]
        if len(times) < rules.MOST_AN_HOUR:
            times.append(one.at)
            hits.append(Hit(one.lead_id, one.at))
    return hits, len(told) - len(hits)
