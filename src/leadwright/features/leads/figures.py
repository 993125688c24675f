"""Figures of leads by day: how many came, from where, with what intent, and how soon they were answered.

A lead counts once, on the day of its newest message, so that a figure equals the length of the list it
links to. One statement walks the index of recent leads; a busy past day is cached for half an hour, since
a page about today would otherwise read thirty of them on every view.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.outcome import StopReason
from leadwright.features.leads.day_counts import DayCounts, Share, together
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession

BUSY = 200  # leads per day; below that a day is not cached
REMEMBER = timedelta(minutes=30)
MOST_REMEMBERED = 4_000
PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True)
class DayBounds:
    """A day in some time zone: the aware times from `since` to just before `until`."""

    day: date
    since: datetime
    until: datetime


_Key = tuple[UUID, str, date]
_remembered: OrderedDict[_Key, tuple[datetime, DayCounts]] = OrderedDict()

# `offset 0` keeps the planner from reordering the join: it would compare every lead with every day.
# Times to reply are truncated to two significant digits: fine enough for a median, few enough to send.
COUNTS = text("""
select day, hour, source, intent, ms, grouping(hour) = 0 as is_hour, grouping(intent) = 0 as is_intent,
    count(*) filter (where not stopped) as leads, count(*) filter (where stopped) as stopped,
    count(*) filter (where not stopped and grade = 'A') as grade_a,
    coalesce(sum(score) filter (where not stopped), 0) as points,
    count(score) filter (where not stopped) as scored,
    count(*) filter (where not stopped and unanswered) as unanswered
from (
    select d.day, extract(hour from l.last_submission_at at time zone :zone)::int as hour,
        l.source, coalesce(l.intent, '') as intent, l.grade, l.score,
        l.reply_status = 'stopped' and l.stop_reason = any(:reasons) as stopped,
        l.reply_status in ('failed', 'unconfirmed')
            or (l.reply_status = 'pending' and l.last_submission_at < :late) as unanswered,
        case when l.reply_status <> 'answered' then null
            when l.reply_ms < 100 then l.reply_ms
            when l.reply_ms < 1000 then l.reply_ms / 10 * 10
            when l.reply_ms < 10000 then l.reply_ms / 100 * 100
            when l.reply_ms < 100000 then l.reply_ms / 1000 * 1000
            when l.reply_ms < 1000000 then l.reply_ms / 10000 * 10000
            else l.reply_ms / 100000 * 100000 end as ms
    from unnest(cast(:days as date[]), cast(:since as timestamptz[]), cast(:until as timestamptz[]))
        as d (day, since, until)
    cross join lateral (
        select source, intent, grade, score, reply_status, reply_ms, stop_reason, last_submission_at
        from lead where workspace_id = :workspace_id
            and last_submission_at >= d.since and last_submission_at < d.until
        offset 0
    ) as l
) as written
group by grouping sets ((day, hour), (day, source, ms), (day, intent))
""")
_REASONS = [reason.value for reason in StopReason]


async def by_day(session: ReadSession, wanted: Sequence[DayBounds], zone: str) -> list[DayCounts]:
    """The counts of these days, in the given order. `zone` is an IANA name, for the hours."""
    workspace_id: UUID = session.info["workspace_id"]
    now = clock.now()
    known = {each.day: _recall((workspace_id, zone, each.day), now) for each in wanted}
    missing = [each for each in wanted if known[each.day] is None]
    if missing:
        fresh = await _count(session, missing, zone, now)
        known.update(fresh)
        for each in missing:
            if each.until <= now:
                _remember((workspace_id, zone, each.day), now, fresh[each.day])
    return [known[each.day] or DayCounts(each.day) for each in wanted]


def _recall(key: _Key, now: datetime) -> DayCounts | None:
    counted_at, counts = _remembered.get(key, (None, None))
    if counted_at is None or not counted_at <= now < counted_at + REMEMBER:
        return None
    return counts


def _remember(key: _Key, now: datetime, counts: DayCounts) -> None:
    _remembered.pop(key, None)
    if counts.whole.leads < BUSY:
        return
    _remembered[key] = (now, counts)
    while len(_remembered) > MOST_REMEMBERED:
        _remembered.popitem(last=False)


def values(
    workspace_id: UUID, wanted: Sequence[DayBounds], zone: str, now: datetime
) -> dict[str, Any]:
    """The parameters of COUNTS."""
    return {
        "workspace_id": workspace_id,
        "zone": zone,
        "reasons": _REASONS,
        "late": now - PATIENCE,
        "days": [each.day for each in wanted],
        "since": [each.since for each in wanted],
        "until": [each.until for each in wanted],
    }


async def _count(
    session: ReadSession, wanted: Sequence[DayBounds], zone: str, now: datetime
) -> dict[date, DayCounts]:
    rows = await session.execute(COUNTS, values(session.info["workspace_id"], wanted, zone, now))
    by_day: dict[date, list[Any]] = {each.day: [] for each in wanted}
    for row in rows:
        by_day[row.day].append(row)
    return {day: _day(day, found) for day, found in by_day.items()}


def _day(day: date, rows: Iterable[Any]) -> DayCounts:
    hours = [(0, 0)] * 24
    sources: dict[str, list[Share]] = {}
    intents: dict[str, Share] = {}
    for row in rows:
        if row.is_hour:
            hours[row.hour] = (row.leads, row.stopped)
        elif row.is_intent and row.leads:
            intents[row.intent] = _share(row)
        elif not row.is_intent and row.leads:
            sources.setdefault(row.source, []).append(_share(row))
    added = {source: together(shares) for source, shares in sources.items()}
    return DayCounts(day, tuple(hours), added, intents)


def _share(row: Any) -> Share:
    replies = {} if row.ms is None else {row.ms: row.leads}
    return Share(row.leads, row.grade_a, int(row.points), row.scored, row.unanswered, replies)
