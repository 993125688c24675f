"""One lead: as a page and in the panel beside the table, with what a person can do about it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import MessageId
from leadwright.domain.permission import Permission
from leadwright.features.messages import queries as messages
from leadwright.kernel.web import Read, require
from leadwright.web.screens.frame import Framed
from leadwright.web.screens.lead import actions as lead_actions
from leadwright.web.screens.lead import answer as lead_answer
from leadwright.web.screens.lead import outcomes as lead_outcomes
from leadwright.web.screens.lead import why
from leadwright.web.screens.lead.actions import MESSAGE, ONE
from leadwright.web.screens.lead.page import MAIL_POLICY, Refusal, show

READ = Depends(require(Permission.READ_LEADS))

router = APIRouter(include_in_schema=False)


@router.get(ONE, dependencies=[READ])
async def page(
    frame: Framed,
    session: Read,
    lead_id: UUID,
    toast: Annotated[str, Query()] = "",
    write: Annotated[bool, Query()] = False,
) -> HTMLResponse:
    """The whole page of a lead; with `write`, with a letter to them begun."""
    answer = await lead_answer.blank(frame, session, lead_id) if write else None
    return await show(frame, session, lead_id, mark=toast, refusal=Refusal(answer=answer))


@router.get(f"{ONE}/panel", dependencies=[READ])
async def panel(
    frame: Framed, session: Read, lead_id: UUID, toast: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """The same lead for the panel beside a table."""
    return await show(frame, session, lead_id, mark=toast, panel=True)


@router.get(f"{ONE}/why", dependencies=[READ])
async def reasons(frame: Framed, session: Read, lead_id: UUID) -> HTMLResponse:
    """The card that a score in a list opens."""
    url = f"{frame.shell.workspace_url}/leads/{lead_id}"
    return frame.show("pages/lead/why.html", await why.read(session, lead_id, url), section="leads")


@router.get(f"{MESSAGE}/html", dependencies=[READ])
async def message_html(session: Read, lead_id: UUID, message_id: UUID) -> HTMLResponse:
    """A message's HTML as its reader sees it, for the sandboxed frame: no scripts, nothing fetched."""
    message = await messages.one(session, MessageId(message_id))
    if message is None or message.lead_id != lead_id:
        raise NotFound("There is no such message here.")
    return HTMLResponse(message.html, headers=MAIL_POLICY)


router.include_router(lead_actions.router)
router.include_router(lead_answer.router)
router.include_router(lead_outcomes.router)
