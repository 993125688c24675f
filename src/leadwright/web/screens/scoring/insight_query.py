"""What the figures of scores read: totals, directions, and segments, for large bases a few minutes old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from leadwright.features.scoring import spread
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.spread import Spread
from leadwright.features.scoring.trend import Trend
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.timed_cache import Cached, TimedCache

KEEP = timedelta(minutes=5)
LARGE = 50_000
"""Leads from which on the figures are kept: counting them takes a tenth of a second."""
KINDS = ("source", "intent", "language", "country")
# One way through the leads for all kinds.
_SEGMENTS = text(
    """
select kind, value, leads, mean, best from (
    select *, row_number() over (partition by kind order by leads desc, value) as place from (
        select case when grouping(source) = 0 then 'source' when grouping(intent) = 0 then 'intent'
                when grouping(language) = 0 then 'language' else 'country' end as kind,
            coalesce(source, intent, language, country) as value, count(*) as leads,
            avg(score) as mean, count(*) filter (where grade = 'A') as best
        from lead where workspace_id = :workspace_id and score is not null
        group by grouping sets ((source), (intent), (language), (country))) as counted) as ranked
where place <= 8 order by place
"""
)


@dataclass(frozen=True)
class Figures:
    """All leads by one scorecard. `segments`: the largest eight of each kind."""

    spread: Spread
    trends: Mapping[Trend, int]
    segments: Mapping[str, Sequence[Any]]


_SHELF = TimedCache[Figures](KEEP, lambda figures: figures.spread.leads >= LARGE)


async def figures(session: ReadSession, card: Scorecard) -> Cached[Figures]:
    """Counted now, or less than `KEEP` ago by the same version where the base is large."""
    key = (session.info["workspace_id"], card.name, card.version)
    return await _SHELF.of(key, partial(_count, session, card.name))


async def _count(session: ReadSession, card: str) -> Figures:
    found = await spread.spread(session, card)
    if not found.leads:
        return Figures(found, {}, {})
    rows = await session.execute(_SEGMENTS, {"workspace_id": session.info["workspace_id"]})
    segments: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for row in rows:
        segments[row.kind].append(row)
    return Figures(found, await spread.trends(session, card), segments)
