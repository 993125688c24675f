"""Leads made in masses, or before keys were kept, are read and looked up afterwards, piece by piece.

Nobody is merged here: a file's leads were found by their exact keys, and whoever looks like somebody
known is put to a person. A job that is stopped goes on where it was: a lead that was read is not met again.
"""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.features.duplicates import asking
from leadwright.features.identity import records
from leadwright.features.identity.records import KEPT, Record
from leadwright.features.identity.rules import Band
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue
from leadwright.pipeline.dedupe import possible

REMEMBER_LEADS = "remember_leads"
PIECE = 100
"""In one transaction: some 50 ms of comparing, as long as anything else waits for this process."""
PIECES_A_JOB = 100

_UNREAD = text(
    "select l.id, l.name, l.email, l.phone, l.company, l.country,"
    " (select v.text_folded from lead_value v where v.workspace_id = l.workspace_id"
    " and v.lead_id = l.id and v.key = 'job_title') as job_title from lead l"
    " where l.workspace_id = :workspace_id and not exists (select from known_record r"
    " where r.workspace_id = l.workspace_id and r.lead_id = l.id)"
    " order by l.id limit :piece for update of l skip locked"
)


def jobs(database: Database) -> tuple[Job, ...]:
    """Payload: `workspace_id`."""
    return (Job(REMEMBER_LEADS, partial(remember_leads, database), timeout=600),)


async def remember_leads(database: Database, payload: Payload) -> None:
    """Read some, and hand on to a next job while there are more."""
    place = WorkspaceId(UUID(payload["workspace_id"]))
    for _ in range(PIECES_A_JOB):
        async with database.tenant(place) as session:
            if not await _piece(session):
                return
    async with database.tenant(place) as session:
        await enqueue(session, REMEMBER_LEADS, dict(payload), priority=BULK)


async def _piece(session: TenantSession) -> int:
    found = await session.execute(
        _UNREAD, {"workspace_id": session.info["workspace_id"], "piece": PIECE}
    )
    fresh: list[tuple[LeadId, Record]] = []
    for row in found:
        told = {"first_name": row.name, **{field: getattr(row, field, None) for field in KEPT[2:]}}
        record = {field: (told.get(field) or "")[:200] for field in KEPT}
        fresh.append((LeadId(UUID(str(row.id))), record))
    await look_at(session, fresh)
    return len(fresh)


async def look_at(session: TenantSession, fresh: Sequence[tuple[LeadId, Record]]) -> set[LeadId]:
    """Remember new leads, and ask about those that look like somebody known: which these are."""
    asked = set()
    known = await records.remember_many(session, fresh)
    for one, looked in zip(known, await records.find_many(session, known), strict=True):
        if looked.verdict.band is not Band.NEW:
            await asking.ask(session, one.lead_id, possible(looked))
            asked.add(one.lead_id)
    return asked
