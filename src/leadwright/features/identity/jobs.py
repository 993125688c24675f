"""Leads from before, or made in masses, are read once: piece by piece, and on from there after a stop."""

from functools import partial
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.features.identity.records import KEPT, remember_many
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue

REMEMBER_LEADS = "remember_leads"
PIECE = 200
PIECES_A_JOB = 20

_UNREAD = text(
    "select l.id, l.name, l.email, l.phone, l.company, l.country from lead l"
    " where l.workspace_id = :workspace_id and not exists (select from known_record r"
    " where r.workspace_id = l.workspace_id and r.lead_id = l.id)"
    " order by l.id limit :piece for update of l skip locked"
)


def jobs(database: Database) -> tuple[Job, ...]:
    """Payload: `workspace_id`."""
    return (Job(REMEMBER_LEADS, partial(remember_leads, database), timeout=300),)


async def remember_leads(database: Database, payload: Payload) -> None:
    """Read leads that no record tells of. A lead that is read is not met again."""
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
    rows = found.all()
    records = []
    for row in rows:
        told = {"first_name": row.name, **{f: getattr(row, f, None) for f in KEPT[2:]}}
        records.append((LeadId(UUID(str(row.id))), {f: (told.get(f) or "")[:200] for f in KEPT}))
    await remember_many(session, records)
    return len(rows)
