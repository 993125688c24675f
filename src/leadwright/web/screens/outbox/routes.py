"""All mail that leaves, or waits: the list, one message, and what people decide about it."""

from contextlib import suppress
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import Conflict, Forbidden, NotFound
from leadwright.domain.ids import MessageId, PersonId
from leadwright.domain.permission import Permission
from leadwright.features.messages import actions, listing, queries
from leadwright.features.messages.models import Message
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Principal, Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.middleware import CSP
from leadwright.web.screens import lead_names
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.mail_server import has_mail_server
from leadwright.web.screens.outbox import view
from leadwright.web.screens.waiting_words import decided

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/outbox")

Reads = Depends(require(Permission.READ_OUTBOX))
Sends = Depends(require(Permission.SEND))
Csrf = Depends(csrf)
Place = Annotated[str, Form()]
Kept = Annotated[bool, Form()]  # it was kept here when the button stood on the page
MOST_AT_ONCE = 200
KEPT = "kept"

# The letter's own page is shown inside ours; a letter may style itself and do nothing else.
WITH_FRAME = {"Content-Security-Policy": f"{CSP}; frame-src 'self'"}
LETTER = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
        " sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}


@router.get("", dependencies=[Reads])
async def index(
    frame: Framed,
    session: Read,
    status: str = "all",
    before: UUID | None = None,
    after: UUID | None = None,
) -> HTMLResponse:
    status = status if status in view.STATES else "all"
    page = await listing.page(
        session,
        states=view.STATES[status],
        kept_here=status == KEPT,
        before=before,
        after=after,
    )
    mail_server = await has_mail_server(frame, session)
    counted = await queries.unfinished(session)
    kept = await queries.count_kept(session) if mail_server else 0
    context = view.OutboxContext(
        status=status,
        tabs=tuple(
            _tab(name, title, status, {**counted, KEPT: kept})
            for name, title, _ in view.TABS
            if name != KEPT or kept or status == KEPT
        ),
        rows=tuple(view.row(message) for message in page.items),
        newer=_page_path(frame, status, "after", page.newer),
        older=_page_path(frame, status, "before", page.older),
        has_marks=before is not None or after is not None,
        mail_server=mail_server,
        kept=kept,
        may_decide=status == KEPT and mail_server and frame.who.may(Permission.SEND),
        may_send_again=status == "failed" and frame.who.may(Permission.SEND),
    )
    response = frame.show("pages/outbox/index.html", context, section="outbox")
    response.headers.update(WITH_FRAME)
    return response


def _tab(name: str, title: str, current: str, numbers: dict[str, int]) -> view.OutboxTab:
    counted = name in {"held", "failed", "unconfirmed", KEPT}
    path = "/outbox" if name == "all" else f"/outbox?status={name}"
    number = numbers.get(name, 0) if counted else None
    return view.OutboxTab(title, path, name == current, number)


def _page_path(frame: Frame, status: str, side: str, mark: UUID | None) -> str:
    if mark is None:
        return ""
    return f"{frame.shell.workspace_url}/outbox?status={status}&{side}={mark}"


@router.get("/{message_id}", dependencies=[Reads])
async def show(frame: Framed, session: Read, message_id: UUID) -> HTMLResponse:
    context = await _context(frame, session, message_id, in_panel=False)
    response = frame.show("pages/outbox/show.html", context, section="outbox")
    response.headers.update(WITH_FRAME)
    return response


@router.get("/{message_id}/panel", dependencies=[Reads])
async def panel(frame: Framed, session: Read, message_id: UUID) -> HTMLResponse:
    context = await _context(frame, session, message_id, in_panel=True)
    return frame.show("pages/outbox/panel.html", context, section="outbox")


@router.get("/{message_id}/html", dependencies=[Reads])
async def letter_html(session: Read, message_id: UUID) -> HTMLResponse:
    """The letter's HTML as its reader sees it: no scripts, no network, an origin of its own."""
    message = await _one(session, message_id)
    return HTMLResponse(message.html, headers=LETTER)


@router.get("/{message_id}/eml", dependencies=[Reads])
async def eml(session: Read, message_id: UUID) -> Response:
    """The letter byte for byte, for a mail program."""
    letter, why = view.as_sent(await _one(session, message_id))
    if not letter:
        raise Conflict(f"This letter cannot be written down: {why}.")
    name = f'attachment; filename="message-{message_id}.eml"'
    return Response(letter, media_type="message/rfc822", headers={"Content-Disposition": name})


async def _context(
    frame: Frame, session: ReadSession, message_id: UUID, *, in_panel: bool
) -> view.MessageContext:
    message = await _one(session, message_id)
    dot, status = view.state(message.status, message.provider, message.fate)
    names = await lead_names.of_leads(session, [message.lead_id])
    letter, unsendable = view.as_sent(message)
    return view.MessageContext(
        message=message,
        kind=view.kind_words(message.kind),
        dot=dot,
        status=status,
        meaning=view.meaning(message),
        leaves=view.leaves(message),
        decided=decided(message.mode, message.chosen_by),
        lead=names.get(message.lead_id) if message.lead_id else None,
        headers=view.header_lines(letter),
        unsendable=unsendable,
        evidence=view.sentences(message),
        in_panel=in_panel,
        may_send=frame.who.may(Permission.SEND),
        mail_server=await has_mail_server(frame, session),
    )


async def _one(session: ReadSession, message_id: UUID) -> Message:
    message = await queries.one(session, MessageId(message_id))
    if message is None:
        raise NotFound("There is no such message here.")
    return message


@router.post("/again", dependencies=[Sends, Csrf])
async def send_several_again(
    frame: Framed,
    session: Tx,
    message: Annotated[list[UUID], Form()] = [],  # noqa: B006 -- FastAPI copies it
) -> RedirectResponse:
    """All that were ticked, once what kept them back is mended; those decided meanwhile stay."""
    sent = 0
    for message_id in dict.fromkeys(message[:MOST_AT_ONCE]):
        with suppress(Conflict, NotFound):
            await actions.send_again(session, MessageId(message_id), by=frame.who.person_id)
            sent += 1
    return frame.to("/outbox?status=failed", toast="sent" if sent else "too_late")


@router.post("/kept", dependencies=[Sends, Csrf])
async def decide_about_kept(
    frame: Framed,
    session: Tx,
    do: Annotated[Literal["send", "drop"], Form()],
    message: Annotated[list[UUID], Form()] = [],  # noqa: B006 -- FastAPI copies it
) -> RedirectResponse:
    """Send or drop what stayed here before there was a mail server; what was decided meanwhile stays."""
    deciding = actions.send_again if do == "send" else partial(actions.cancel, kept=True)
    for message_id in dict.fromkeys(message[:MOST_AT_ONCE]):
        with suppress(Conflict, NotFound):
            await deciding(session, MessageId(message_id), by=frame.who.person_id)
    return frame.to("/outbox?status=kept", toast="sent" if do == "send" else "cancelled")


@router.post("/{message_id}/approve", dependencies=[Sends, Csrf])
async def approve(
    frame: Framed, session: Tx, message_id: UUID, place: Place = ""
) -> RedirectResponse:
    await actions.approve(session, MessageId(message_id), by=frame.who.person_id)
    return _back(frame, message_id, place, "sent")


@router.post("/{message_id}/cancel", dependencies=[Sends, Csrf])
async def cancel(
    frame: Framed, session: Tx, message_id: UUID, place: Place = "", kept: Kept = False
) -> RedirectResponse:
    await actions.cancel(session, MessageId(message_id), by=frame.who.person_id, kept=kept)
    return _back(frame, message_id, place, "cancelled")


@router.post("/{message_id}/restore", dependencies=[Sends, Csrf])
async def restore(
    frame: Framed, session: Tx, message_id: UUID, place: Place = ""
) -> RedirectResponse:
    """Take a cancellation back: it is a draft then."""
    await actions.restore(session, MessageId(message_id), by=by_person(frame.who))
    return _back(frame, message_id, place, "undone")


@router.post("/{message_id}/again", dependencies=[Sends, Csrf])
async def send_again(
    frame: Framed, session: Tx, message_id: UUID, place: Place = ""
) -> RedirectResponse:
    await actions.send_again(session, MessageId(message_id), by=frame.who.person_id)
    return _back(frame, message_id, place, "sent")


def by_person(who: Principal) -> PersonId:
    """The member who decides; a key does not."""
    if who.person_id is None:
        raise Forbidden("A person has to do this.")
    return who.person_id


def _back(frame: Frame, message_id: UUID, place: str, toast: str) -> RedirectResponse:
    """To where the button was: the message's page, or the list with its panel open."""
    path = f"/outbox?open={message_id}" if place == "panel" else f"/outbox/{message_id}"
    return frame.to(path, toast=toast)
