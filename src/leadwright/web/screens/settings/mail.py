"""Mail: which way it leaves, a test letter by that way, and who gets none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from leadwright.bootstrap.mail import MailSetup, mail_setup
from leadwright.domain.errors import Invalid, Refused
from leadwright.domain.ids import MessageId
from leadwright.domain.permission import Permission
from leadwright.features.connections import queries as connections
from leadwright.features.connections.models import Connection
from leadwright.features.messages import queries, suppressions
from leadwright.features.messages.actions import MessageOutbox
from leadwright.features.messages.models import Message, Suppression
from leadwright.features.messages.trial import KIND, send_trial
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for
from leadwright.web.screens.typed import Typed, errors_of

router = APIRouter()

PATH = "/w/{workspace}/settings/mail"
MANAGE = [Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)]
SHOWN = 100
PENDING = ("queued", "handing_over")


@dataclass(frozen=True)
class MailContext:
    """The way out, the test letter if one was asked for, and the suppression list."""

    tabs: tuple[Tab, ...]
    setup: MailSetup
    connection: Connection | None
    stays_in: bool
    trial: Message | None
    trial_pending: bool
    suppressed: Sequence[Suppression]
    suppressed_count: int
    q: str
    values: Mapping[str, str]
    errors: Mapping[str, str]


@router.get(PATH, dependencies=[Depends(require(Permission.MANAGE_WORKSPACE))])
async def show(
    frame: Framed, session: Read, trial: UUID | None = None, q: str = ""
) -> HTMLResponse:
    """How mail leaves; asked for in part, only what became of the test letter."""
    message = await _trial(session, trial)
    block = "trial" if frame.is_partial and message is not None else None
    return await _page(frame, session, message=message, q=q[:254], block=block)


@router.post(PATH + "/trial", dependencies=MANAGE)
async def trial(frame: Framed, session: Tx) -> Response:
    """Send a letter to oneself by the way every message takes."""
    outbox = MessageOutbox(mail_setup(frame.request.app.state.settings).from_address)
    to = (frame.who.person_email, frame.who.person_name)
    message_id = await send_trial(session, outbox, to=to, built_in=frame.who.is_demo)
    return frame.to(f"/settings/mail?trial={message_id}#trial")


@router.post(PATH + "/suppressions", dependencies=MANAGE)
async def suppress(frame: Framed, session: Tx, typed: Typed) -> Response:
    """Send nothing to an address any more."""
    try:
        await suppressions.add(session, typed.get("address", ""), typed.get("reason", ""))
    except Invalid as refusal:
        return await _page(frame, session, failed=(typed, refusal))
    return frame.to("/settings/mail", toast="saved")


@router.post(PATH + "/suppressions/remove", dependencies=MANAGE)
async def lift(frame: Framed, session: Tx, typed: Typed) -> Response:
    """Let mail go to an address again."""
    await suppressions.lift(session, typed.get("address", ""))
    return frame.to("/settings/mail", toast="removed")


async def _trial(session: Read, message_id: UUID | None) -> Message | None:
    if message_id is None:
        return None
    message = await queries.one(session, MessageId(message_id))
    return message if message is not None and message.kind == KIND else None


async def _page(
    frame: Frame,
    session: Read,
    *,
    message: Message | None = None,
    q: str = "",
    block: str | None = None,
    failed: tuple[Mapping[str, str], Refused] | None = None,
) -> HTMLResponse:
    typed, refusal = failed or ({}, None)
    context = MailContext(
        tabs=tabs_for(frame.who),
        setup=mail_setup(frame.request.app.state.settings),
        connection=await connections.default(session),
        stays_in=frame.who.is_demo,
        trial=message,
        trial_pending=message is not None and message.status in PENDING,
        suppressed=await suppressions.listed(session, containing=q, limit=SHOWN),
        suppressed_count=await suppressions.count(session),
        q=q,
        values={name: typed.get(name, "") for name in ("address", "reason")},
        errors=errors_of(refusal),
    )
    return frame.show(
        "pages/settings/mail.html",
        context,
        section=SECTION,
        block=block,
        status=422 if refusal else 200,
    )
