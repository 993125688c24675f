"""The JSON API of leads, for programs with a secret key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from leadwright.domain.errors import FieldProblem, Invalid, NotFound
from leadwright.domain.ids import LeadId
from leadwright.domain.permission import Permission
from leadwright.features.leads import listing, queries
from leadwright.features.leads.list_query import Listed
from leadwright.features.leads.models import Lead
from leadwright.features.leads.search import ORDERS, LeadFilter, Order
from leadwright.kernel.web import Read, require

router = APIRouter(tags=["leads"], dependencies=[Depends(require(Permission.READ_LEADS))])


def _many(value: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (value or "").split(",") if part.strip())


@dataclass(frozen=True)
class Wanted:
    """Query parameters that filter leads; some take several comma-separated values."""

    q: Annotated[str, Query(max_length=200)] = ""
    intent: str | None = None
    status: str | None = None
    grade: str | None = None
    source: str | None = None
    team: UUID | None = None
    min_score: Annotated[int | None, Query(ge=0, le=100)] = None
    received_after: datetime | None = None


@router.get("/api/leads")
async def list_leads(
    session: Read,
    wanted: Annotated[Wanted, Depends()],
    order: str = "recent",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Leads, newest first unless ordered otherwise; `next` is the cursor of the next page."""
    chosen = _order(order)
    found = await listing.page(
        session,
        LeadFilter(
            q=wanted.q,
            intent=_many(wanted.intent),
            status=_many(wanted.status),
            grade=_many(wanted.grade),
            source=_many(wanted.source),
            team_id=wanted.team,
            min_score=wanted.min_score,
            received_after=_zoned(wanted.received_after),
            order=chosen,
            descending=chosen in {"recent", "score"},
            after=after,
            limit=limit,
        ),
    )
    return {"items": [brief(lead) for lead in found.items], "next": found.next}


def _order(name: str) -> Order:
    chosen = next((known for known in ORDERS if known == name), None)
    if chosen is None:
        raise Invalid(
            f"There is no order {name!r}.",
            problems=(FieldProblem("order", "unknown", f"Use one of {', '.join(ORDERS)}."),),
        )
    return chosen


def _zoned(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise Invalid(
            "The time has no zone.",
            problems=(FieldProblem("received_after", "ambiguous", "End it with Z or +01:00."),),
        )
    return moment


@router.get("/api/leads/{lead_id}")
async def get_lead(session: Read, lead_id: UUID) -> dict[str, Any]:
    """One lead with its facts and what happened to it."""
    lead = await queries.one(session, LeadId(lead_id))
    if lead is None:
        raise NotFound("There is no such lead in this workspace.")
    facts = await queries.facts(session, LeadId(lead_id))
    happened = await queries.timeline(session, LeadId(lead_id))
    return {
        **brief(lead),
        "facts": [fact.model_dump(mode="json") for fact in facts],
        "events": [
            {"id": str(h.id), "name": h.name, "occurred_at": h.occurred_at, "payload": h.payload}
            for h in happened
        ],
    }


def brief(lead: Lead | Listed) -> dict[str, Any]:
    """A lead as lists show it."""
    return {
        "id": str(lead.id),
        "created_at": lead.created_at,
        "updated_at": lead.updated_at,
        "last_submission_at": lead.last_submission_at,
        "last_submission_id": str(lead.last_submission_id),
        "submissions": lead.submissions,
        "status": lead.status,
        "name": lead.name,
        "email": lead.email,
        "phone": lead.phone,
        "company": lead.company,
        "country": lead.country,
        "language": lead.language,
        "source": lead.source,
        "intent": lead.intent,
        "confidence": lead.intent_confidence,
        "quality_band": lead.quality_band,
        "score": lead.score,
        "grade": lead.grade,
        "owner_id": str(lead.owner_id) if lead.owner_id else None,
        "reply_status": lead.reply_status,
        "reply_ms": lead.reply_ms,
        "stop_reason": lead.stop_reason,
    }
