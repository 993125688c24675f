"""What leads are called on screens that show something else: tasks, messages, jobs, requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from leadwright.features.leads.models import Lead
from leadwright.kernel.db.session import ReadSession


@dataclass(frozen=True)
class LeadName:
    """A lead as a link: its id, the best name there is, and the company, if known."""

    id: UUID
    name: str
    company: str


async def of_leads(session: ReadSession, lead_ids: Iterable[UUID | None]) -> dict[UUID, LeadName]:
    """The names of these leads; unknown ids are left out."""
    wanted = {lead_id for lead_id in lead_ids if lead_id is not None}
    if not wanted:
        return {}
    rows = await session.execute(
        select(Lead.id, Lead.name, Lead.email, Lead.phone, Lead.company).where(
            Lead.workspace_id == session.info["workspace_id"], Lead.id.in_(wanted)
        )
    )
    return {
        row.id: LeadName(row.id, row.name or row.email or row.phone or "Unnamed lead", row.company)
        for row in rows
    }
