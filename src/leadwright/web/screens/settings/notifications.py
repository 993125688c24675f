"""What a member wants to be told: kinds by channels, quiet hours, the digest, and linked chats."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from leadwright.domain.ids import PersonId, new_id
from leadwright.domain.permission import Permission
from leadwright.features.connections import queries as connections
from leadwright.features.messages import suppressions
from leadwright.features.notifications import addresses, preferences
from leadwright.features.notifications.actions import News, push_test
from leadwright.features.notifications.addresses import Place
from leadwright.features.notifications.plan import tells_members
from leadwright.features.workspaces import actions as workspaces
from leadwright.features.workspaces import queries as workspace_queries
from leadwright.features.workspaces.actions import MemberChange
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.ports.channel import CHATS
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.settings import notifications_form
from leadwright.web.screens.settings.notifications_form import Form as Filled
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for
from leadwright.web.screens.typed import Typed, errors_of

router = APIRouter()

PATH = "/w/{workspace}/settings/notifications"
READ = [Depends(require(Permission.READ_LEADS))]
CHANGE = [*READ, Depends(csrf)]
CHANNEL_WORDS = {"telegram": "Telegram", "slack": "Slack", "sms": "Text messages"}


@dataclass(frozen=True)
class Link:
    """A chat as it stands with this member. `connected`: the workspace has it at all."""

    channel: str
    title: str
    connected: bool
    address: str
    label: str
    state: str
    said: str


@dataclass(frozen=True)
class WishesContext:
    """The form, the member's chats, and (once) the link that joins a Telegram chat.

    `mail_refused`: why the member's own address gets no mail from here, if so.
    """

    tabs: tuple[Tab, ...]
    form: Filled
    links: tuple[Link, ...]
    may_connect: bool
    mail_refused: str | None
    telegram_url: str
    typed_address: Mapping[str, str]
    errors: Mapping[str, str]


@router.get(PATH, dependencies=READ)
async def show(frame: Framed, session: Read) -> HTMLResponse:
    return await _page(frame, session)


@router.post(PATH, dependencies=CHANGE)
async def save(frame: Framed, session: Tx, typed: Typed) -> Response:
    """Keep the form. A mail for each new lead is the membership's own setting."""
    me = _me(frame)
    try:
        wanted = notifications_form.read(typed, clock.now())
    except Invalid as refusal:
        return await _page(frame, session, typed=typed, refusal=refusal)
    await preferences.save(session, me, wanted)
    member = await workspace_queries.member(session, me)
    if member is not None:
        mailed = "new_lead" in wanted.channels["email"]
        change = MemberChange(member.role, member.takes_leads, mailed)
        await workspaces.change_member(session, me, change)
    return frame.to("/settings/notifications", toast="saved")


@router.post(PATH + "/telegram", dependencies=CHANGE)
async def link_telegram(frame: Framed, session: Tx) -> Response:
    """A link that opens the bot with a code; it is shown this once."""
    chats = await connections.chats(session)
    bot = chats.get("telegram", {}).get("bot_name", "").lstrip("@")
    if not bot:
        raise NotFound("No Telegram bot is connected in this workspace.")
    code = await preferences.new_code(session, _me(frame))
    page = await _page(frame, session, telegram_url=f"https://t.me/{bot}?start={code}")
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post(PATH + "/{channel}/link", dependencies=CHANGE)
async def link(
    frame: Framed, session: Tx, channel: str, address: Annotated[str, Form()] = ""
) -> Response:
    """A Slack member id, or a phone number."""
    if channel not in {"slack", "sms"}:
        raise NotFound("There is no such chat.")
    try:
        await addresses.link(session, _me(frame), Place(channel, address[:100]))
    except (Invalid, Conflict) as refusal:
        return await _page(frame, session, refusal=refusal, address={channel: address[:100]})
    return frame.to("/settings/notifications", toast="saved")


@router.post(PATH + "/{channel}/unlink", dependencies=CHANGE)
async def unlink(frame: Framed, session: Tx, channel: str) -> Response:
    await addresses.unlink(session, _me(frame), channel)
    return frame.to("/settings/notifications", toast="removed")


@router.post(PATH + "/{channel}/test", dependencies=CHANGE)
async def test(frame: Framed, session: Tx, channel: str) -> Response:
    """A notification to oneself, by this way alone."""
    if channel not in CHATS:
        raise NotFound("There is no such chat.")
    news = News(
        reason_key=f"test:{new_id()}",
        kind="lead",
        title="A test from Leadwright",
        detail="If you read this, notifications arrive.",
        person_id=_me(frame),
    )
    await push_test(session, news, channel)
    return frame.to("/settings/notifications", toast="sent")


async def _page(
    frame: Frame,
    session: ReadSession,
    *,
    typed: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    telegram_url: str = "",
    address: Mapping[str, str] | None = None,
) -> HTMLResponse:
    me = _me(frame)
    row = await preferences.kept(session, me)
    member = await workspace_queries.member(session, me)
    zone = await workspace_queries.zone(session)
    connected = await connections.chats(session)
    chats = [one for one, config in connected.items() if tells_members(one, config)]
    mailed = bool(member and member.mail_alerts)
    form = notifications_form.shown(row, zone, chats, mailed=mailed)
    context = WishesContext(
        tabs=tabs_for(frame.who),
        form=form if typed is None else notifications_form.again(typed, zone, chats),
        links=await _links(session, me, chats),
        may_connect=frame.who.may(Permission.MANAGE_WORKSPACE),
        mail_refused=await suppressions.reason(session, frame.who.person_email),
        telegram_url=telegram_url,
        typed_address=address or {},
        errors=errors_of(refusal),
    )
    status = 422 if refusal else 200
    return frame.show("pages/settings/notifications.html", context, section=SECTION, status=status)


async def _links(
    session: ReadSession, me: PersonId, connected: Collection[str]
) -> tuple[Link, ...]:
    mine = await addresses.of(session, me)
    return tuple(
        Link(
            channel=channel,
            title=CHANNEL_WORDS[channel],
            connected=channel in connected,
            address=mine[channel].address if channel in mine else "",
            label=mine[channel].label if channel in mine else "",
            state=mine[channel].state if channel in mine else "",
            said=(mine[channel].said or "") if channel in mine else "",
        )
        for channel in CHATS
    )


def _me(frame: Frame) -> PersonId:
    if frame.who.person_id is None:
        raise Forbidden("Notifications are told to members; a key has none.")
    return frame.who.person_id
