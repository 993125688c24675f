"""A person says that a lead replied or booked a meeting, and takes it back."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse

from leadwright.domain.ids import LeadId
from leadwright.domain.permission import Permission
from leadwright.features.experiments import outcomes
from leadwright.features.experiments.outcomes import ReportedOutcome
from leadwright.kernel.web import Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Framed

ONE = "/w/{workspace}/leads/{lead_id:uuid}/outcomes"
WORK = [Depends(require(Permission.WORK_LEADS)), Depends(csrf)]

router = APIRouter(include_in_schema=False)


@router.post(ONE, dependencies=WORK)
async def record(
    frame: Framed,
    session: Tx,
    lead_id: UUID,
    kind: Annotated[Literal["replied", "meeting"], Form()],
) -> RedirectResponse:
    """They replied, or a meeting is booked: now."""
    told = ReportedOutcome(kind, "person", by=frame.who.person_id)
    await outcomes.record(session, LeadId(lead_id), told)
    return _back(frame, lead_id, "saved")


@router.post(ONE + "/{outcome_id:uuid}/undo", dependencies=WORK)
async def undo(frame: Framed, session: Tx, lead_id: UUID, outcome_id: UUID) -> RedirectResponse:
    """It was a mistake."""
    await outcomes.undo(session, LeadId(lead_id), outcome_id, frame.who.person_id)
    return _back(frame, lead_id, "undone")


def _back(frame: Framed, lead_id: UUID, toast: str) -> RedirectResponse:
    """To the lead, or to the panel it was done in."""
    place = "/panel" if frame.is_partial else ""
    return frame.to(f"/leads/{lead_id}{place}", toast=toast)
