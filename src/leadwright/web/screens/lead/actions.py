"""What a person does about a lead: verdict, owner, its messages, its run, its tasks."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import RedirectResponse, Response

from leadwright.domain.errors import Conflict, Forbidden, Invalid, NotFound
from leadwright.domain.ids import LeadId, MessageId, PersonId, SubmissionId, TaskId
from leadwright.domain.lead import LeadStatus, RejectReason
from leadwright.domain.permission import Permission
from leadwright.features.leads import actions as leads
from leadwright.features.leads import queries as lead_queries
from leadwright.features.leads.models import Lead
from leadwright.features.messages import actions as messages
from leadwright.features.messages import queries as message_queries
from leadwright.features.tasks import actions as tasks
from leadwright.features.tasks import queries as task_queries
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.web import Tx, require
from leadwright.pipeline import resume
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.lead.page import CHANGED, Refusal, show
from leadwright.web.screens.lead.view import DraftForm

ONE = "/w/{workspace}/leads/{lead_id:uuid}"
MESSAGE = f"{ONE}/messages/{{message_id:uuid}}"
WORK = [Depends(require(Permission.WORK_LEADS)), Depends(csrf)]
SEND = [Depends(require(Permission.SEND)), Depends(csrf)]
Kept = Annotated[bool, Form()]  # it was kept here when the button stood on the page
Seen = Annotated[int | None, Form()]  # the revision of the words that stood on the page

# The toast that undoes swaps nothing by itself.
IN_PANEL = {"HX-Retarget": "#panel", "HX-Reswap": "innerHTML", **CHANGED}

router = APIRouter(include_in_schema=False)


@router.post(f"{ONE}/status", dependencies=WORK)
async def change_status(
    frame: Framed,
    session: Tx,
    lead_id: UUID,
    status: Annotated[LeadStatus, Form()],
    version: Annotated[int, Form()],
    reason: Annotated[RejectReason | None, Form()] = None,
) -> Response:
    """Accept, reject or move on."""
    before = (await _lead(session, lead_id)).status
    act = leads.change_status(
        session, LeadId(lead_id), status, actor=_me(frame), version=version, reason=reason
    )
    return await _answer(frame, session, lead_id, act, f"status.{before}")


@router.post(f"{ONE}/owner", dependencies=WORK)
async def change_owner(
    frame: Framed,
    session: Tx,
    lead_id: UUID,
    version: Annotated[int, Form()],
    owner: Annotated[str, Form()] = "",
) -> Response:
    """To me, to another member, or to nobody."""
    before = (await _lead(session, lead_id)).owner_id
    wanted = await _member(frame, session, owner)
    act = leads.hand_over(session, LeadId(lead_id), wanted, actor=_me(frame), version=version)
    return await _answer(frame, session, lead_id, act, f"owner.{before or ''}")


@dataclass(frozen=True)
class UndoTarget:
    """What an undo goes back to; `panel`: it was done in the panel."""

    what: Annotated[str, Query(pattern="^(status|owner)$")]
    version: Annotated[int, Query()]
    to: Annotated[str, Query()] = ""
    panel: Annotated[bool, Query()] = False


@router.post(f"{ONE}/undo", dependencies=WORK)
async def undo(
    frame: Framed, session: Tx, lead_id: UUID, back: Annotated[UndoTarget, Depends()]
) -> Response:
    """Take the last change of status or owner back, if nobody changed the lead since."""
    one, me = LeadId(lead_id), _me(frame)
    if back.what == "owner":
        wanted = await _member(frame, session, back.to)
        await leads.hand_over(session, one, wanted, actor=me, version=back.version)
    else:
        await leads.change_status(session, one, _status(back.to), actor=me, version=back.version)
    if back.panel:
        session.expire_all()
        answer: Response = await show(frame, session, lead_id, panel=True)
        answer.headers.update(IN_PANEL)
        return answer
    if frame.is_partial:
        url = f"{frame.shell.workspace_url}/leads/{lead_id}?toast=undone"
        return Response(headers={"HX-Redirect": url})
    return frame.to(f"/leads/{lead_id}", toast="undone")


@router.post(f"{MESSAGE}/approve", dependencies=SEND)
async def approve(
    frame: Framed, session: Tx, lead_id: UUID, message_id: UUID, revision: Seen = None
) -> Response:
    """Send a held draft as it stands, or a delayed reply now."""
    message = await _message(session, lead_id, message_id)
    act = messages.approve(session, message, by=_me(frame), revision=revision)
    return await _answer(frame, session, lead_id, act, "sent")


@router.post(f"{MESSAGE}/cancel", dependencies=SEND)
async def cancel(
    frame: Framed, session: Tx, lead_id: UUID, message_id: UUID, kept: Kept = False
) -> Response:
    """Never send a reply that waits, or one that was kept for want of a mail server."""
    message = await _message(session, lead_id, message_id)
    act = messages.cancel(session, message, by=_me(frame), kept=kept)
    return await _answer(frame, session, lead_id, act, "cancelled")


@router.post(f"{MESSAGE}/restore", dependencies=SEND)
async def restore(frame: Framed, session: Tx, lead_id: UUID, message_id: UUID) -> Response:
    """Take a cancellation back."""
    message = await _message(session, lead_id, message_id)
    act = messages.restore(session, message, by=_me(frame))
    return await _answer(frame, session, lead_id, act, "undone")


@router.post(f"{MESSAGE}/again", dependencies=SEND)
async def send_again(frame: Framed, session: Tx, lead_id: UUID, message_id: UUID) -> Response:
    """Send after all what failed, is unconfirmed or was kept here."""
    message = await _message(session, lead_id, message_id)
    act = messages.send_again(session, message, by=_me(frame))
    return await _answer(frame, session, lead_id, act, "sent")


@dataclass(frozen=True)
class Typed:
    """A draft as a person left it; with `then=send` it goes out at once."""

    subject: Annotated[str, Form()] = ""
    text: Annotated[str, Form()] = ""
    then: Annotated[str, Form()] = ""
    revision: Annotated[int | None, Form()] = None


@router.post(f"{MESSAGE}/draft", dependencies=SEND)
async def edit_draft(
    frame: Framed,
    session: Tx,
    lead_id: UUID,
    message_id: UUID,
    typed: Annotated[Typed, Depends()],
) -> Response:
    """Change a draft or a delayed reply, and send it if asked to."""
    message = await _message(session, lead_id, message_id)
    try:
        await messages.edit_draft(
            session,
            message,
            subject=typed.subject,
            text=typed.text,
            by=_me(frame),
            revision=typed.revision,
        )
        if typed.then == "send":
            await messages.approve(session, message, by=_me(frame))
    except Invalid as wrong:
        errors = {problem.field: problem.remedy for problem in wrong.problems}
        refusal = Refusal(typed=DraftForm(typed.subject, typed.text, errors), status=422)
        return await show(frame, session, lead_id, refusal=refusal)
    except Conflict as late:
        return await _refused(frame, session, lead_id, late)
    return _back(frame, lead_id, "sent" if typed.then == "send" else "saved")


@router.post(f"{ONE}/submissions/{{submission_id:uuid}}/again", dependencies=WORK)
async def run_again(frame: Framed, session: Tx, lead_id: UUID, submission_id: UUID) -> Response:
    """Let a failed pipeline run go on from where it stood."""
    act = resume.run_again(session, LeadId(lead_id), SubmissionId(submission_id))
    return await _answer(frame, session, lead_id, act, "retried")


@router.post(f"{ONE}/tasks/{{task_id:uuid}}/done", dependencies=WORK)
async def finish_task(frame: Framed, session: Tx, lead_id: UUID, task_id: UUID) -> Response:
    """Tick a task of this lead off."""
    known = await task_queries.of_lead(session, LeadId(lead_id))
    if task_id not in {task.id for task in known}:
        raise NotFound("There is no such task here.")
    act = tasks.mark_done(session, TaskId(task_id), done=True, actor=_me(frame))
    return await _answer(frame, session, lead_id, act, "done")


async def _answer(
    frame: Frame, session: TenantSession, lead_id: UUID, act: Awaitable[None], toast: str
) -> Response:
    """Do it and show the lead again; a Conflict is explained on the lead as it stands now."""
    try:
        await act
    except Conflict as late:
        return await _refused(frame, session, lead_id, late)
    return _back(frame, lead_id, toast)


def _back(frame: Frame, lead_id: UUID, toast: str) -> RedirectResponse:
    place = "/panel" if frame.is_partial else ""
    return frame.to(f"/leads/{lead_id}{place}", toast=toast)


async def _refused(frame: Frame, session: TenantSession, lead_id: UUID, late: Conflict) -> Response:
    session.expire_all()
    # The front end swaps nothing in on 409, so that the panel could not say why.
    refusal = Refusal(conflict=late.message, status=422 if frame.is_partial else 409)
    return await show(frame, session, lead_id, panel=frame.is_partial, refusal=refusal)


def _me(frame: Frame) -> PersonId:
    if frame.who.person_id is None:
        raise Forbidden("A person has to do this.")
    return frame.who.person_id


def _status(text: str) -> LeadStatus:
    try:
        return LeadStatus(text)
    except ValueError as error:
        raise Invalid("There is no such status.") from error


async def _lead(session: TenantSession, lead_id: UUID) -> Lead:
    lead = await lead_queries.one(session, LeadId(lead_id))
    if lead is None:
        raise NotFound("There is no such lead here.")
    return lead


async def _member(frame: Frame, session: TenantSession, owner: str) -> PersonId | None:
    """The member a form names; Invalid for anybody else."""
    if owner == "":
        return None
    wanted = str(_me(frame)) if owner == "me" else owner
    for member in await workspaces.members(session):
        if str(member.person_id) == wanted:
            return member.person_id
    raise Invalid("Only a member of this workspace can own a lead.")


async def _message(session: TenantSession, lead_id: UUID, message_id: UUID) -> MessageId:
    message = await message_queries.one(session, MessageId(message_id))
    if message is None or message.lead_id != lead_id:
        raise NotFound("There is no such message here.")
    return MessageId(message_id)
