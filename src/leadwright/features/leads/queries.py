"""Reads of leads: one lead, its facts, its timeline."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import distinct_on

from leadwright.domain.ids import LeadId
from leadwright.domain.lead import Fact
from leadwright.features.leads.models import Lead, LeadFact
from leadwright.kernel.db.session import ReadSession


async def one(session: ReadSession, lead_id: LeadId) -> Lead | None:
    return (
        await session.execute(
            select(Lead).where(
                Lead.workspace_id == session.info["workspace_id"], Lead.id == lead_id
            )
        )
    ).scalar_one_or_none()


async def facts(session: ReadSession, lead_id: LeadId) -> Sequence[Fact]:
    """All facts about a lead; within each key the most certain and newest first."""
    rows = await session.execute(
        select(LeadFact)
        .where(LeadFact.workspace_id == session.info["workspace_id"], LeadFact.lead_id == lead_id)
        .order_by(LeadFact.key, LeadFact.observed_at.desc(), LeadFact.confidence.desc())
    )
    return [
        Fact(
            key=row.key,
            value=row.value,
            source=row.source,
            method=row.method,
            confidence=row.confidence,
            observed_at=row.observed_at,
        )
        for row in rows.scalars()
    ]


async def newest_of_many(
    session: ReadSession, lead_ids: Collection[UUID], keys: Collection[str]
) -> Mapping[UUID, Mapping[str, Any]]:
    """The newest values of these facts, for each lead."""
    rows = await session.execute(
        select(LeadFact.lead_id, LeadFact.key, LeadFact.value)
        .ext(distinct_on(LeadFact.lead_id, LeadFact.key))
        .where(
            LeadFact.workspace_id == session.info["workspace_id"],
            LeadFact.lead_id.in_(lead_ids),
            LeadFact.key.in_(keys),
        )
        .order_by(
            LeadFact.lead_id,
            LeadFact.key,
            LeadFact.observed_at.desc(),
            LeadFact.confidence.desc(),
        )
    )
    told: dict[UUID, dict[str, Any]] = {}
    for lead_id, key, value in rows:
        told.setdefault(lead_id, {})[key] = value
    return told


async def best_facts(session: ReadSession, lead_id: LeadId) -> dict[str, Fact]:
    """The newest fact per key."""
    best: dict[str, Fact] = {}
    for fact in await facts(session, lead_id):
        best.setdefault(fact.key, fact)
    return best


async def colleagues(session: ReadSession, lead: Lead, *, limit: int = 6) -> Sequence[Lead]:
    """Other leads of the same company. The collation is the index's."""
    if not lead.company_folded:
        return ()
    rows = await session.execute(
        select(Lead)
        .where(
            Lead.workspace_id == session.info["workspace_id"],
            Lead.company_folded.collate("C") == lead.company_folded,
            Lead.id != lead.id,
        )
        .order_by(Lead.id)
        .limit(limit)
    )
    return rows.scalars().all()


@dataclass(frozen=True)
class Happening:
    """One line of a lead's timeline. `machine`: why it was caused by a machine and does not count."""

    id: UUID
    name: str
    occurred_at: datetime
    payload: dict[str, Any]
    submission_id: UUID | None
    machine: str | None = None


_TIMELINE = text(
    "select id, name, occurred_at, payload, submission_id, machine from event"
    " where workspace_id = :workspace_id and lead_id = :lead_id"
    " order by occurred_at desc, id desc limit :limit"
)


async def timeline(
    session: ReadSession, lead_id: LeadId, *, limit: int = 200
) -> Sequence[Happening]:
    """A lead's events, newest first."""
    rows = await session.execute(
        _TIMELINE,
        {"workspace_id": session.info["workspace_id"], "lead_id": lead_id, "limit": limit},
    )
    return [
        Happening(r.id, r.name, r.occurred_at, r.payload, r.submission_id, r.machine) for r in rows
    ]
