"""Which scores have to be computed again: their time has come, or their scorecard is another one now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import LeadId
from leadwright.features.scoring.computing import Before
from leadwright.kernel.db.session import ReadSession, TenantSession

_DUE = text(
    "select lead_id from lead_score where workspace_id = :workspace_id"
    " and next_change_at <= :now order by next_change_at limit :limit"
)
_LEADS = text(
    "select id from lead where workspace_id = :workspace_id"
    " and (score is not null or stop_reason is null)"
    " and (cast(:after as uuid) is null or id > :after) order by id limit :limit"
)
_NEWEST = text(
    "select id from lead where workspace_id = :workspace_id"
    " and (score is not null or stop_reason is null) order by id desc limit :limit"
)
# Rows that the pipeline is writing now are left alone: it knows better, and waiting could deadlock.
_LOCK = text(
    "with mine as (select lead_id, scorecard from lead_score where workspace_id = :workspace_id"
    " and lead_id = any(:ids) for update skip locked)"
    " select s.lead_id, s.scorecard, s.total, s.grade, s.above, s.told_total, s.told_grade,"
    " mine.lead_id is not null as is_mine"
    " from lead_score s left join mine using (lead_id, scorecard)"
    " where s.workspace_id = :workspace_id and s.lead_id = any(:ids)"
)

_BUSY = text(
    "with mine as (select lead_id from lead_score where workspace_id = :workspace_id"
    " and scorecard = :name and lead_id = any(:ids) for update skip locked)"
    " select lead_id from lead_score where workspace_id = :workspace_id and scorecard = :name"
    " and lead_id = any(:ids) and lead_id not in (select lead_id from mine)"
)


async def by_time(session: ReadSession, now: datetime, *, limit: int) -> list[LeadId]:
    """Leads whose total is another number by now, the longest overdue first."""
    asked = {"workspace_id": session.info["workspace_id"], "now": now, "limit": limit}
    rows = await session.execute(_DUE, asked)
    return [*dict.fromkeys(LeadId(row.lead_id) for row in rows)]


async def next_leads(session: ReadSession, after: UUID | None, *, limit: int) -> list[LeadId]:
    """The next leads in the order of their ids."""
    asked = {"workspace_id": session.info["workspace_id"], "after": after, "limit": limit}
    return [LeadId(row.id) for row in await session.execute(_LEADS, asked)]


async def newest_leads(session: ReadSession, *, limit: int) -> list[LeadId]:
    """The newest leads that are scored, to try a card on."""
    asked = {"workspace_id": session.info["workspace_id"], "limit": limit}
    return [LeadId(row.id) for row in await session.execute(_NEWEST, asked)]


async def locked(
    session: TenantSession, ids: Sequence[LeadId]
) -> Mapping[LeadId, dict[str, Before]]:
    """The scores as they stand of those leads whose scores nobody else writes now, by scorecard."""
    asked = {"workspace_id": session.info["workspace_id"], "ids": list(ids)}
    found: dict[LeadId, dict[str, Before]] = {lead_id: {} for lead_id in ids}
    for row in await session.execute(_LOCK, asked):
        lead_id = LeadId(row.lead_id)
        if not row.is_mine:
            found.pop(lead_id, None)
        elif lead_id in found:
            found[lead_id][row.scorecard] = Before(
                row.total, row.grade, row.above, row.told_total, row.told_grade
            )
    return found


async def busy(session: TenantSession, name: str, ids: Sequence[LeadId]) -> set[LeadId]:
    """Those whose score by this card somebody else writes now; the others' are held from here on."""
    asked = {"workspace_id": session.info["workspace_id"], "name": name, "ids": list(ids)}
    return {LeadId(row.lead_id) for row in await session.execute(_BUSY, asked)}
