"""A member's open leads by score, for the morning mail."""

from dataclasses import dataclass

from sqlalchemy import select

from leadwright.domain.ids import LeadId, PersonId
from leadwright.domain.lead import LeadStatus
from leadwright.features.leads.models import Lead
from leadwright.kernel.db.session import ReadSession

MOST = 200
_OVER = (LeadStatus.REJECTED.value, LeadStatus.CONVERTED.value)


@dataclass(frozen=True)
class Owned:
    """A lead and its stored score."""

    lead_id: LeadId
    name: str
    score: int


async def owned(session: ReadSession, person_id: PersonId) -> list[Owned]:
    """This member's open leads with the highest scores, best first."""
    rows = await session.execute(
        select(Lead.id, Lead.name, Lead.email, Lead.company, Lead.score)
        .where(
            Lead.workspace_id == session.info["workspace_id"],
            Lead.owner_id == person_id,
            Lead.score.is_not(None),
            Lead.status.not_in(_OVER),
        )
        .order_by(Lead.score.desc(), Lead.id)
        .limit(MOST)
    )
    return [
        Owned(
            LeadId(row.id),
            ", ".join(part for part in (row.name or row.email or "Unnamed", row.company) if part),
            row.score,
        )
        for row in rows
    ]
