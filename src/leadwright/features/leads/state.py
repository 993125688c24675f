"""A lead's current state, for callers that must not know its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from leadwright.domain.ids import LeadId
from leadwright.features.leads.models import Lead
from leadwright.kernel.db.session import ReadSession


@dataclass
class LeadState:
    """Its contact, owner and results. Mutable: actions update it."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    company: str
    country: str | None
    language: str | None
    source: str
    status: str
    intent: str | None
    quality_band: str | None
    score: int | None
    grade: str | None
    owner_id: UUID | None


_COLUMNS = [getattr(Lead, name) for name in LeadState.__dataclass_fields__]


async def of(session: ReadSession, ids: Sequence[UUID]) -> dict[LeadId, LeadState]:
    """The states of those leads that exist in this workspace."""
    query = select(*_COLUMNS).where(
        Lead.workspace_id == session.info["workspace_id"], Lead.id.in_(ids)
    )
    return {LeadId(row[0]): LeadState(*row) for row in await session.execute(query)}


async def one(session: ReadSession, lead_id: LeadId) -> LeadState | None:
    return (await of(session, [lead_id])).get(lead_id)
