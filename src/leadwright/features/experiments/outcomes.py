"""What leads did about our replies: told by a person, by a program, or by the lead's status."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import column, literal, select, table, text, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import FieldProblem, Invalid, NotFound
from leadwright.domain.events import LeadReplied, MeetingBooked, OutcomeUndone
from leadwright.domain.ids import LeadId, PersonId, new_id
from leadwright.features.experiments.models import LeadOutcome
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit

KINDS = ("replied", "meeting")
TOLD_AS_EVENT = "events"
"""The source of what came as an event of its own, which stands in the log already."""
# A lead that stands so has answered, or somebody would not have moved it there.
GOOD_STATUSES = frozenset({"working", "qualified", "converted"})
_AHEAD = timedelta(minutes=5)
_HAPPENED = text(
    "select occurred_at from event where workspace_id = :workspace_id and lead_id = :lead_id"
    " and id = :id"
)


@dataclass(frozen=True)
class ReportedOutcome:
    """An outcome as somebody tells it. `reference`: the teller's own name for it, to be told once."""

    kind: str
    source: str
    at: datetime | None = None
    reference: str | None = None
    by: PersonId | None = None


async def record(session: TenantSession, lead_id: LeadId, told: ReportedOutcome) -> UUID | None:
    """Keep it and tell it; None if it was told before by the same reference."""
    now = clock.now()
    at = told.at or now
    if at > now + _AHEAD:
        problem = FieldProblem("at", "future", "Give the time when it happened.")
        raise Invalid("This has not happened yet.", problems=(problem,))
    await _lead(session, lead_id)
    outcome_id, outcomes = new_id(), _outcomes()
    made = await session.execute(
        insert(outcomes)
        .values(
            workspace_id=session.info["workspace_id"],
            id=outcome_id,
            lead_id=lead_id,
            kind=told.kind,
            at=at,
            source=told.source,
            reference=told.reference,
            by=told.by,
        )
        .on_conflict_do_nothing()
        .returning(literal(1))
    )
    if made.first() is None:
        return None
    kind = MeetingBooked if told.kind == "meeting" else LeadReplied
    emit(session, kind(lead_id=lead_id, outcome_id=outcome_id, source=told.source, by=told.by))
    return outcome_id


async def keep_reported(
    session: TenantSession, event: LeadReplied | MeetingBooked, kind: str
) -> None:
    """Keep what the event log was told by `POST /api/events`, so that tests of wordings count it.

    It counts from when it happened, which may be long before it was told.
    """
    if event.lead_id is None:
        return
    which = {
        "workspace_id": session.info["workspace_id"],
        "lead_id": event.lead_id,
        "id": event.outcome_id,
    }
    at = await session.scalar(_HAPPENED, which)
    values = {
        "workspace_id": session.info["workspace_id"],
        "id": event.outcome_id,
        "lead_id": event.lead_id,
        "kind": kind,
        "at": at or clock.now(),
        "source": TOLD_AS_EVENT,
        "reference": str(event.outcome_id),
    }
    await session.execute(insert(_outcomes()).values(**values).on_conflict_do_nothing())


async def undo(
    session: TenantSession, lead_id: LeadId, outcome_id: UUID, by: PersonId | None
) -> None:
    """Take one back. NotFound if there is none that stands."""
    kind = await session.scalar(
        update(LeadOutcome)
        .where(*_standing(session, lead_id), LeadOutcome.id == outcome_id)
        .values(undone_at=clock.now())
        .returning(LeadOutcome.kind)
    )
    if kind is None:
        raise NotFound("There is no such answer of this lead, or it was taken back already.")
    emit(session, OutcomeUndone(lead_id=lead_id, outcome_id=outcome_id, kind=kind, by=by))


async def follow_status(session: TenantSession, lead_id: LeadId, before: str, after: str) -> None:
    """A status that says they answered is an outcome; leaving it for another takes that back."""
    if after in GOOD_STATUSES and before not in GOOD_STATUSES:
        await record(session, lead_id, ReportedOutcome("status", "status"))
    elif before in GOOD_STATUSES and after not in GOOD_STATUSES:
        await session.execute(
            update(LeadOutcome)
            .where(*_standing(session, lead_id), LeadOutcome.kind == "status")
            .values(undone_at=clock.now())
        )


def _standing(session: TenantSession, lead_id: LeadId) -> tuple[Any, ...]:
    return (
        LeadOutcome.workspace_id == session.info["workspace_id"],
        LeadOutcome.lead_id == lead_id,
        LeadOutcome.undone_at.is_(None),
    )


def _outcomes() -> Any:
    return LeadOutcome.__table__


async def _lead(session: TenantSession, lead_id: LeadId) -> None:
    lead = table("lead", column("workspace_id"), column("id"))
    known = await session.scalar(
        select(lead.c.id).where(
            lead.c.workspace_id == session.info["workspace_id"], lead.c.id == lead_id
        )
    )
    if known is None:
        raise NotFound("There is no such lead in this workspace.")
