"""A decision from a mail, without a login: the link shows the reply, a button there decides.

The signed link is the permission; so nothing happens by opening it, and no form token is asked for:
who cannot make the link cannot make the address of its form either.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.permission import BY_ROLE, Permission
from leadwright.features.messages import actions, queries
from leadwright.features.messages.models import Message
from leadwright.features.notifications import decisions
from leadwright.features.notifications.decisions import Decision
from leadwright.features.workspaces import queries as workspaces
from leadwright.features.workspaces.models import Person
from leadwright.features.workspaces.queries import WorkspaceAccess
from leadwright.kernel import clock
from leadwright.kernel.web import database_of
from leadwright.web.render import page
from leadwright.web.screens.approvals.query import waits
from leadwright.web.screens.waiting_words import leaves_in

router = APIRouter(include_in_schema=False, prefix="/decide")

# The address is a key: it goes into no cache, no referrer and no search engine.
SECRET = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
RUN_OUT = "This link was good for three days, and they are over."
NOT_A_MEMBER = "This link was made for a member who may not decide here any more."


@dataclass(frozen=True)
class DecideContext:
    """The reply and what the link does about it. Without `deed` there is nothing to decide any more."""

    deed: str
    heading: str
    remark: str
    message: Message | None
    leaves: str
    inside: str


@router.get("/{deed}/{token}")
async def ask(request: Request, deed: str, token: str) -> Response:
    """Show what would be decided. To change the reply one logs in; nothing happens here."""
    decision = _decision(request, deed, token)
    door = await _door(request, decision)
    if door is None or decision.is_over(clock.now()):
        return _closed(request, decision, door)
    inside = f"/w/{door.slug}/approvals/{decision.message_id}"
    if deed == "edit":
        return RedirectResponse(f"{inside}?edit=true", 303, headers=SECRET)
    return _shown(request, await _message(request, decision), inside, deed=deed)


@router.post("/{deed}/{token}")
async def decide(
    request: Request, deed: str, token: str, revision: Annotated[int, Form()]
) -> Response:
    """Do what the link is for, once; whoever comes late is told how it stands."""
    decision = _decision(request, deed, token)
    door = await _door(request, decision)
    if door is None or decision.is_over(clock.now()):
        return _closed(request, decision, door)
    inside = f"/w/{door.slug}/approvals/{decision.message_id}"
    if deed == "edit":
        return RedirectResponse(f"{inside}?edit=true", 303, headers=SECRET)
    try:
        await _do(request, deed, decision, revision)
    except Conflict as late:
        now = await _message(request, decision)
        return _shown(request, now, inside, deed=deed, late=late.message)
    return _shown(request, await _message(request, decision), inside, deed="")


def _decision(request: Request, deed: str, token: str) -> Decision:
    decision = decisions.unseal(deed, token, request.app.state.keyring.unsign)
    if decision is None:
        raise NotFound("This link is not whole, or not one of ours. Open it from the mail again.")
    return decision


async def _door(request: Request, decision: Decision) -> WorkspaceAccess | None:
    """The member's way into the workspace, if they still have one and may send."""
    async with database_of(request).unbound() as session:
        person = await session.get(Person, decision.person_id)
        if person is None or person.disabled_at is not None:
            return None
        doors = await workspaces.doors(session, decision.person_id)
    door = next((each for each in doors if each.workspace_id == decision.workspace_id), None)
    return door if door is not None and Permission.SEND in BY_ROLE[door.role] else None


async def _message(request: Request, decision: Decision) -> Message:
    async with database_of(request).read(decision.workspace_id) as session:
        message = await queries.one(session, decision.message_id)
    if message is None:
        raise NotFound("The reply that this link was about is gone.")
    return message


async def _do(request: Request, deed: str, decision: Decision, revision: int) -> None:
    message_id, by = decision.message_id, decision.person_id
    async with database_of(request).tenant(decision.workspace_id) as session:
        if deed == "approve":
            await actions.approve(session, message_id, by=by, revision=revision)
        else:
            await actions.cancel(session, message_id, by=by, revision=revision)


def _closed(request: Request, decision: Decision, door: WorkspaceAccess | None) -> Response:
    """A link that opens nothing any more. A former member is not told what became of the reply."""
    inside = f"/w/{door.slug}/approvals/{decision.message_id}" if door else ""
    remark = RUN_OUT if door else NOT_A_MEMBER
    context = DecideContext("", "This link does not work any more", remark, None, "", inside)
    return _page(request, context, 410)


def _shown(
    request: Request, message: Message, inside: str, *, deed: str, late: str = ""
) -> Response:
    """The reply as it stands, with the button if it still waits."""
    now = clock.now()
    if not waits(message, now):
        context = DecideContext("", *_moved_on(message), message, "", inside)
        return _page(request, context, 409 if late else 200)
    leaves = leaves_in(message.send_after, now) if message.send_after else ""
    heading = "Send this reply?" if deed == "approve" else "Cancel this reply?"
    remark = late or (f"It is written and {leaves}." if leaves else "It waits for approval.")
    context = DecideContext(deed, heading, remark, message, leaves, inside)
    return _page(request, context, 409 if late else 200)


_ENDS = {
    "queued": ("On its way", "It leaves within seconds."),
    "handing_over": ("On its way", "The mail server is taking it right now."),
    "sent": ("Sent", "It was sent already, so that there is nothing left to decide."),
    "cancelled": (
        "Cancelled",
        "It was cancelled and will not be sent. You can still take that back.",
    ),
    "failed": ("Not delivered", "It was approved, and the mail server refused it."),
    "unconfirmed": ("Unconfirmed", "It was approved, and may or may not have arrived."),
    "suppressed": ("Not sent", "The address asked for no mail."),
}


def _moved_on(message: Message) -> tuple[str, str]:
    return _ENDS[message.status]


def _page(request: Request, context: DecideContext, status: int) -> Response:
    response = page(request, "pages/decide/index.html", {"page": context}, status=status)
    response.headers.update(SECRET)
    return response
