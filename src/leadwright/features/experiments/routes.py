"""How a mailbox or a calendar tells us, with a secret key, that a lead answered."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from leadwright.domain.ids import LeadId
from leadwright.domain.permission import Permission
from leadwright.features.experiments import outcomes
from leadwright.features.experiments.outcomes import ReportedOutcome
from leadwright.kernel.web import Tx, require

router = APIRouter(tags=["leads"], dependencies=[Depends(require(Permission.WORK_LEADS))])


class OutcomeGiven(BaseModel):
    """`reference` is the teller's own name for it: told twice, it counts once."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["replied", "meeting"]
    at: AwareDatetime | None = Field(default=None, description="when; now unless given")
    reference: str | None = Field(default=None, min_length=1, max_length=200)


@router.post("/api/leads/{lead_id}/outcomes", status_code=201)
async def tell_outcome(
    session: Tx, lead_id: UUID, given: OutcomeGiven, response: Response
) -> dict[str, Any]:
    """The lead replied, or a meeting is booked. 200 and no id where the reference is known."""
    at: datetime | None = given.at
    told = ReportedOutcome(given.kind, "api", at, given.reference)
    outcome_id = await outcomes.record(session, LeadId(lead_id), told)
    if outcome_id is None:
        response.status_code = 200
    return {"id": None if outcome_id is None else str(outcome_id), "kind": given.kind}


@router.delete("/api/leads/{lead_id}/outcomes/{outcome_id}", status_code=204)
async def undo_outcome(session: Tx, lead_id: UUID, outcome_id: UUID) -> None:
    """Take one back that was told by mistake."""
    await outcomes.undo(session, LeadId(lead_id), outcome_id, None)
