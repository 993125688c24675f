"""What scoring adds to a file's leads behind them: custom fields, and where the score's series begins.

A lead that is scored as it is made has its score at once. What lists filter by and what the series shows
follows; who needs it earlier, because the lead goes into another or another row tells of it, asks `catch_up`.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import LeadId
from leadwright.features.leads import bulk_facts
from leadwright.features.scoring.reckoning import Cause
from leadwright.kernel.db.session import TenantSession
from leadwright.pipeline.import_rows import custom_of
from leadwright.pipeline.rescore import score_leads

# A lead that went into another one meanwhile, or was removed, is not there.
_TOLD = """
select r.lead_id, r.fields, coalesce(s.as_of > m.received_at, false) as scored_since
from import i join import_row r on r.workspace_id = i.workspace_id and r.import_id = i.id
join lead l on l.workspace_id = r.workspace_id and l.id = r.lead_id
join submission m on m.workspace_id = r.workspace_id and m.id = r.submission_id
left join lateral (select max(as_of) as as_of from lead_score
    where workspace_id = r.workspace_id and lead_id = r.lead_id) as s on true
where i.workspace_id = :workspace_id and r.state = 'taken' and r.created
"""
_OF_ROWS = text(
    f"{_TOLD} and i.id = :import_id and r.row_index >= :since and r.row_index < :until"
    " order by r.lead_id for key share of l"
)
_OF_LEADS = text(
    f"{_TOLD} and i.followed < i.rows and i.state in ('taking', 'done', 'failed', 'undoing')"
    " and r.row_index >= i.followed and r.lead_id = any(:leads) order by r.lead_id for key share of l"
)
# A score that was reckoned anew since, and moved, began the series itself.
_SERIES = text("""
insert into score_history (workspace_id, lead_id, scorecard, at, total, grade, version, cause)
select s.workspace_id, s.lead_id, s.scorecard, m.received_at, s.told_total, s.told_grade, s.version, :cause
from import_row r join lead_score s on s.workspace_id = r.workspace_id and s.lead_id = r.lead_id
join submission m on m.workspace_id = r.workspace_id and m.id = r.submission_id
where r.workspace_id = :workspace_id and r.import_id = :import_id and r.row_index >= :since
    and r.row_index < :until and r.state = 'taken' and r.created and s.told_total is not null
    and not exists (select from score_history h where h.workspace_id = s.workspace_id
        and h.lead_id = s.lead_id and h.scorecard = s.scorecard)
on conflict do nothing
""")


async def follow(session: TenantSession, rows: Mapping[str, Any]) -> None:
    """Write them for these rows of an import: `import_id`, `since` and `until`."""
    await session.execute(_SERIES, {**rows, "cause": Cause.SCORECARD.value})
    await _write(session, (await session.execute(_OF_ROWS, dict(rows))).all())


async def catch_up(session: TenantSession, leads: Sequence[UUID]) -> None:
    """The custom fields of those among these leads that a file made and that have none yet."""
    if leads:
        here = {"workspace_id": session.info["workspace_id"], "leads": list(leads)}
        await _write(session, (await session.execute(_OF_LEADS, here)).all())


async def _write(session: TenantSession, told: Sequence[Any]) -> None:
    """Write custom fields; who was scored since without them is scored anew."""
    since = {row.lead_id for row in told if row.scored_since}
    custom = [(row.lead_id, custom_of(row.fields)) for row in told]
    late = await bulk_facts.add_custom(session, custom, since)
    await score_leads(session, [LeadId(one) for one in sorted(late)], Cause.SCORECARD)
