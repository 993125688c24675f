"""Approvals: every draft and every delayed reply beside what it answers, decided one by one or together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi import Form as FormField
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from leadwright.domain.errors import Conflict, Invalid, NotFound
from leadwright.domain.ids import MessageId
from leadwright.domain.permission import Permission
from leadwright.features.messages import actions
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.approvals import query, view
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.outbox.routes import by_person
from leadwright.web.screens.waiting_words import leaves_in

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/approvals")

SECTION = "approvals"
Reads = Depends(require(Permission.READ_OUTBOX))
SENDS = [Depends(require(Permission.SEND)), Depends(csrf)]
Order = Annotated[str, FormField(alias="order")]
Place = Annotated[str, FormField()]
Seen = Annotated[int | None, FormField()]
Words = Annotated[str, FormField()]


@router.get("", dependencies=[Reads])
async def index(
    frame: Framed,
    session: Read,
    order: str = "oldest",
    cancelled: UUID | None = None,
    released: int | None = None,
    late: int = 0,
) -> HTMLResponse:
    """The queue. `cancelled` is the message whose cancellation the toast takes back."""
    context = view.QueueContext(
        lines=tuple(view.line(each) for each in await query.queue(session, _order(order))),
        total=await query.count(session),
        order=_order(order),
        may_send=frame.who.may(Permission.SEND),
        sentence=view.released_words(released, late) if released is not None else "",
    )
    undo = ""
    if cancelled is not None and context.may_send:
        undo = f"{frame.shell.workspace_url}/approvals/{cancelled}/restore"
    return frame.show("pages/approvals/index.html", context, section=SECTION, undo=undo)


def _order(asked: str) -> str:
    return asked if asked in query.ORDERS else "oldest"


@router.get("/{message_id:uuid}", dependencies=[Reads])
async def show(
    frame: Framed, session: Read, message_id: UUID, edit: bool = False, order: str = "oldest"
) -> HTMLResponse:
    """One message on a page of its own."""
    return await _one(frame, session, message_id, _showing(frame, order, panel=False), edit=edit)


@router.get("/{message_id:uuid}/panel", dependencies=[Reads])
async def panel(
    frame: Framed, session: Read, message_id: UUID, edit: bool = False, order: str = "oldest"
) -> HTMLResponse:
    """The same beside the queue."""
    return await _one(frame, session, message_id, _showing(frame, order, panel=True), edit=edit)


@router.get("/{message_id:uuid}/leaves", dependencies=[Reads])
async def leaves(session: Read, message_id: UUID) -> PlainTextResponse:
    """How long a delayed reply still waits, for the countdowns of all screens."""
    beside = await query.one(session, message_id)
    after = beside.message.send_after
    if beside.message.status == "queued" and after is not None:
        return PlainTextResponse(leaves_in(after, clock.now()))
    return PlainTextResponse(beside.message.status.replace("_", " "))


def _showing(frame: Frame, order: str, *, panel: bool) -> view.Showing:
    return view.Showing({}, _order(order), frame.who.may(Permission.SEND), in_panel=panel)


async def _one(
    frame: Frame,
    session: ReadSession,
    message_id: UUID,
    showing: view.Showing,
    *,
    edit: bool = False,
    status: int = 200,
) -> HTMLResponse:
    beside = await query.one(session, message_id)
    members = await workspaces.members(session) if beside.edits else ()
    showing = replace(showing, names={str(each.person_id): each.name for each in members})
    context = view.one(beside, showing)
    if edit and showing.may_send and context.letter.can_edit and context.form is None:
        form = view.Form(context.letter.subject, context.letter.text, {})
        context = replace(context, form=form)
    template = "panel" if showing.in_panel else "show"
    page = f"pages/approvals/{template}.html"
    return frame.show(page, context, section=SECTION, status=status)


@router.post("/{message_id:uuid}/approve", dependencies=SENDS)
async def approve(
    frame: Framed,
    session: Tx,
    message_id: UUID,
    revision: Seen = None,
    order: Order = "oldest",
    place: Place = "",
) -> Response:
    """Send the draft as it was seen, or the delayed reply now; then the next one."""
    coming = await _next(session, message_id, order)
    act = actions.approve
    try:
        await act(session, MessageId(message_id), by=by_person(frame.who), revision=revision)
    except Conflict as late:
        return await _refused(frame, session, message_id, _at(frame, order, place), late)
    return _on(frame, coming, order, place, "toast=sent")


@router.post("/{message_id:uuid}/cancel", dependencies=SENDS)
async def cancel(
    frame: Framed, session: Tx, message_id: UUID, order: Order = "oldest", place: Place = ""
) -> Response:
    """Never send it; the toast takes that back."""
    coming = await _next(session, message_id, order)
    try:
        await actions.cancel(session, MessageId(message_id), by=by_person(frame.who))
    except Conflict as late:
        return await _refused(frame, session, message_id, _at(frame, order, place), late)
    return _on(frame, coming, order, place, f"toast=cancelled&cancelled={message_id}")


@router.post("/{message_id:uuid}/restore", dependencies=SENDS)
async def restore(frame: Framed, session: Tx, message_id: UUID) -> Response:
    """Take a cancellation back: it waits as a draft."""
    await actions.restore(session, MessageId(message_id), by=by_person(frame.who))
    answer = frame.to(f"/approvals?open={message_id}", toast="undone")
    if "hx-request" in frame.request.headers:  # the toast's button waits for no page
        return Response(headers={"HX-Redirect": answer.headers["location"]})
    return answer


@dataclass(frozen=True)
class Typed:
    """A draft as a person left it."""

    subject: Words = ""
    text: Words = ""
    then: Words = ""
    revision: Seen = None
    order: Order = "oldest"
    place: Place = ""


@router.post("/{message_id:uuid}/edit", dependencies=SENDS)
async def edit(
    frame: Framed,
    session: Tx,
    message_id: UUID,
    typed: Annotated[Typed, Depends()],
) -> Response:
    """Keep what was typed; with `then=send` it goes out at once."""
    showing = _at(frame, typed.order, typed.place)
    one, me = MessageId(message_id), by_person(frame.who)
    coming = await _next(session, message_id, typed.order)
    try:
        await actions.edit_draft(
            session, one, subject=typed.subject, text=typed.text, by=me, revision=typed.revision
        )
        if typed.then == "send":
            await actions.approve(session, one, by=me)
    except Invalid as wrong:
        errors = {problem.field: problem.remedy for problem in wrong.problems}
        showing = replace(showing, form=view.Form(typed.subject, typed.text, errors))
        return await _one(frame, session, message_id, showing, status=422)
    except Conflict as late:
        showing = replace(showing, form=view.Form(typed.subject, typed.text, {}))
        return await _refused(frame, session, message_id, showing, late)
    if typed.then == "send":
        return _on(frame, coming, typed.order, typed.place, "toast=sent")
    return _on(frame, message_id, typed.order, typed.place, "toast=saved", stay=True)


@router.post("/approve", dependencies=SENDS)
async def approve_several(
    frame: Framed,
    session: Tx,
    message: Annotated[list[str], FormField()] = [],  # noqa: B006 -- FastAPI copies it
    order: Order = "oldest",
) -> RedirectResponse:
    """Send all that were ticked, each as it was seen; those that changed meanwhile stay."""
    me, done, late = by_person(frame.who), 0, 0
    for ticked in dict.fromkeys(message[: query.MOST]):
        message_id, revision = _ticked(ticked)
        try:
            await actions.approve(session, message_id, by=me, revision=revision)
            done += 1
        except (Conflict, NotFound):
            late += 1
    return frame.to(f"/approvals?order={_order(order)}&released={done}&late={late}")


def _ticked(value: str) -> tuple[MessageId, int]:
    """The message of a box and the revision that stood beside it."""
    message_id, _, revision = value.partition(":")
    try:
        return MessageId(UUID(message_id)), int(revision)
    except ValueError as error:
        raise Invalid("A box of this form is not one of ours. Load the page again.") from error


def _at(frame: Frame, order: str, place: str) -> view.Showing:
    return _showing(frame, order, panel=place == "panel" and frame.is_partial)


async def _next(session: ReadSession, message_id: UUID, order: str) -> UUID | None:
    """Which one to look at after this one: the next in the queue, else the one before."""
    ids: Sequence[UUID] = [each.id for each in await query.queue(session, _order(order))]
    if message_id not in ids or len(ids) == 1:
        return None
    at = ids.index(message_id)
    return ids[at + 1] if at + 1 < len(ids) else ids[at - 1]


def _on(
    frame: Frame, message_id: UUID | None, order: str, place: str, note: str, *, stay: bool = False
) -> Response:
    """To where the button was: the queue with its panel open, or the page, or the queue alone."""
    start = f"order={_order(order)}&{note}"
    if place == "panel" and message_id is not None:
        answer = frame.to(f"/approvals?{start}&open={message_id}")
    elif stay and message_id is not None:
        answer = frame.to(f"/approvals/{message_id}?{start}")
    else:
        answer = frame.to(f"/approvals?{start}")
    if frame.is_partial:
        return Response(headers={"HX-Redirect": answer.headers["location"]})
    return answer


async def _refused(
    frame: Frame, session: TenantSession, message_id: UUID, showing: view.Showing, late: Conflict
) -> HTMLResponse:
    """The message as it stands now, with the reason on top; what was typed is kept."""
    session.expire_all()
    showing = replace(showing, conflict=late.message)
    # The front end swaps nothing in on 409, so that the panel could not say why.
    status = 422 if frame.is_partial else 409
    return await _one(frame, session, message_id, showing, status=status)
