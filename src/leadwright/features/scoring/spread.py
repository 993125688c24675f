"""How the scores of a workspace are spread: by tens of the total, by grade, and by where they are going."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text

from leadwright.features.scoring.comparing import BINS
from leadwright.features.scoring.trend import LEAST, STEP, WINDOW, Trend
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession

NEWEST = 5_000
"""Leads whose direction is counted."""

_TOTALS = text(
    "select least(total / 10, 9) as bin, grade, count(*) as leads from lead_score"
    " where workspace_id = :workspace_id and scorecard = :card group by 1, 2"
)
# The reference is the total that stood two weeks ago, else the first since then: `trend` in words of SQL.
_TRENDS = text(
    """
with l as (
    select lead_id, total from lead_score
    where workspace_id = :workspace_id and scorecard = :card order by lead_id desc limit :most),
m as (
    select l.total - coalesce(
        (select h.total from score_history h where h.workspace_id = :workspace_id
            and h.lead_id = l.lead_id and h.scorecard = :card and h.at <= :start
            order by h.at desc limit 1),
        (select h.total from score_history h where h.workspace_id = :workspace_id
            and h.lead_id = l.lead_id and h.scorecard = :card and h.at > :start and h.at <= :least
            order by h.at limit 1)) as step
    from l)
select count(*) filter (where step >= :step) as rising,
    count(*) filter (where step > -:step and step < :step) as steady,
    count(*) filter (where step <= -:step) as falling,
    count(*) filter (where step is null) as not_enough_data from m
"""
)


@dataclass(frozen=True)
class Spread:
    """Leads by ten of their stored total, and by grade."""

    bins: tuple[int, ...]
    grades: Mapping[str, int]

    @property
    def leads(self) -> int:
        return sum(self.bins)


async def spread(session: ReadSession, card: str) -> Spread:
    """All leads by one scorecard."""
    asked = {"workspace_id": session.info["workspace_id"], "card": card}
    bins, grades = [0] * BINS, dict.fromkeys("ABCD", 0)
    for row in await session.execute(_TOTALS, asked):
        bins[row.bin] += row.leads
        grades[row.grade] += row.leads
    return Spread(tuple(bins), grades)


async def trends(session: ReadSession, card: str) -> Mapping[Trend, int]:
    """How many of the newest leads rise, stand and fall."""
    now = clock.now()
    asked = {
        "workspace_id": session.info["workspace_id"],
        "card": card,
        "most": NEWEST,
        "start": now - WINDOW,
        "least": now - LEAST,
        "step": STEP,
    }
    row = (await session.execute(_TRENDS, asked)).one()
    return {kind: getattr(row, kind.value) for kind in Trend}
