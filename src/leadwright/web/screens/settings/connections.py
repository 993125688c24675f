"""Connections: the vendors by which this workspace writes, tells and thinks, and whether they work."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.bootstrap.mail import MailSetup, mail_setup
from leadwright.domain.errors import Invalid, NotFound, ProviderError, Refused
from leadwright.domain.ids import new_id
from leadwright.domain.permission import Permission
from leadwright.features.connections import actions, queries
from leadwright.features.connections.actions import Editor
from leadwright.features.connections.models import Connection
from leadwright.features.connections.opening import Opener, hook_secret, hook_token
from leadwright.features.connections.sealing import Unreadable
from leadwright.features.messages import queries as messages
from leadwright.features.messages import reports
from leadwright.features.notifications import alerts
from leadwright.features.notifications.actions import News, push_test
from leadwright.kernel.outbound.http import private_pairs
from leadwright.kernel.web import Read, Tx, Who, database_of, require
from leadwright.ports.integration import Integration
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for
from leadwright.web.screens.typed import Typed, errors_of

router = APIRouter()

PATH = "/w/{workspace}/settings/connections"
READ = [Depends(require(Permission.MANAGE_WORKSPACE))]
MANAGE = [*READ, Depends(csrf)]
_PATIENCE = 20  # seconds of a test: a person waits
_LATE = "Look at the address and the port, then test it again."
_STATES = {
    "untested": ("look", "Not tested yet"),
    "working": ("good", "Working"),
    "broken": ("bad", "Refused"),
}


@dataclass(frozen=True)
class ConnectionRow:
    """A connection as a card shows it: never a secret."""

    connection: Connection
    title: str
    dot: str
    state: str
    sender: str


@dataclass(frozen=True)
class Group:
    """What connections are for, those that stand, and the vendors that can be added."""

    id: str
    title: str
    remark: str
    rows: tuple[ConnectionRow, ...]
    cards: tuple[Integration, ...]

    @property
    def connected(self) -> frozenset[str]:
        """The vendors that stand among the rows."""
        return frozenset(row.connection.integration for row in self.rows)


@dataclass(frozen=True)
class ConnectionsContext:
    """The workspace's connections by what they are for."""

    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]
    installation: MailSetup
    stays_in: bool
    kept: int


@dataclass(frozen=True)
class ConnectionFormContext:
    """One vendor's form. `connection` is None for a new one; `hook_url` empty where there are no reports.

    `unproven`: the title of the field without which what the vendor posts is refused, while it is empty.
    `reported`: when it last told something about a message. `refused`: why what it posts is refused now.
    """

    tabs: tuple[Tab, ...]
    card: Integration
    connection: Connection | None
    row: ConnectionRow | None
    kept: frozenset[str]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    hook_url: str
    unproven: str
    reported: datetime | None
    refused: str
    has_room: bool


@dataclass(frozen=True)
class _Notice:
    """When the vendor last reported something, and why its posts are refused now."""

    last: datetime | None = None
    refused: str = ""


_NOTHING_TOLD = _Notice()
_ABOUT = ("from_address", "model", "tells", "site_key", "bucket")
_GROUPS = (
    ("mail", "Mail", "by which way this workspace's mail leaves", (queries.MAIL,)),
    ("chats", "Notifications", "where members and the team are told", queries.CHANNELS),
    ("guards", "Form guards", "who vouches for visitors where a key asks for it", queries.GUARDS),
    ("files", "Files", "buckets that sources take spreadsheets from", ("files",)),
    ("models", "Language models", "which read and write, asked in their order", (queries.MODEL,)),
)


@router.get(PATH, dependencies=READ)
async def index(frame: Framed, session: Read) -> HTMLResponse:
    opener = _opener(frame.request)
    installation = mail_setup(frame.request.app.state.settings)
    has_mail = installation.server is not None or await queries.default(session) is not None
    context = ConnectionsContext(
        tabs=tabs_for(frame.who),
        groups=tuple([await _group(opener, session, *one) for one in _GROUPS]),
        installation=installation,
        kept=await messages.count_kept(session) if has_mail else 0,
        stays_in=frame.who.is_demo,
    )
    return frame.show("pages/settings/connections.html", context, section=SECTION)


async def _group(
    opener: Opener, session: Read, id_: str, title: str, remark: str, purposes: Sequence[str]
) -> Group:
    rows = [one for purpose in purposes for one in await queries.listed(session, purpose)]
    cards = [card for card in opener.cards.values() if card.purpose in purposes]
    return Group(
        id=id_,
        title=title,
        remark=remark,
        rows=tuple(_row(opener, one) for one in rows),
        cards=tuple(sorted(cards, key=lambda card: card.title.casefold())),
    )


@router.get(PATH + "/new/{vendor}", dependencies=READ)
async def new(frame: Framed, vendor: str) -> HTMLResponse:
    """The empty form of a vendor's card."""
    return _form(frame, _opener(frame.request).card(vendor), None, {})


@router.post(PATH + "/new/{vendor}", dependencies=MANAGE)
async def add(frame: Framed, session: Tx, vendor: str, typed: Typed) -> Response:
    card = _opener(frame.request).card(vendor)
    try:
        made = await actions.add(session, _editor(frame), card, typed)
    except Invalid as refusal:
        return _form(frame, card, None, typed, refusal)
    return frame.to(f"/settings/connections/{made}", toast="saved")


@router.get(PATH + "/{connection_id}", dependencies=READ)
async def show(frame: Framed, session: Read, connection_id: UUID) -> HTMLResponse:
    """What is kept, but for the secrets, and where the vendor reports to."""
    connection = await _one(session, connection_id)
    values = {name: str(value) for name, value in connection.config.items()}
    values["label"] = connection.label
    card = _opener(frame.request).card(connection.integration)
    return _form(frame, card, connection, values, told=await _told(session, card, connection_id))


async def _told(session: Read, card: Integration, connection_id: UUID) -> _Notice:
    """What came by the address at which the vendor posts, if it has one."""
    if not (card.webhook or card.listens):
        return _Notice()
    last = await reports.latest(session, connection_id) if card.webhook else None
    alert = await alerts.standing(session, alerts.posts_refused(connection_id))
    return _Notice(last, alert.detail if alert else "")


@router.post(PATH + "/{connection_id}", dependencies=MANAGE)
async def change(frame: Framed, session: Tx, connection_id: UUID, typed: Typed) -> Response:
    connection = await _one(session, connection_id)
    card = _opener(frame.request).card(connection.integration)
    try:
        await actions.change(session, _editor(frame), card, connection_id, typed)
    except Invalid as refusal:
        return _form(frame, card, connection, typed, refusal)
    return frame.to(f"/settings/connections/{connection_id}", toast="saved")


@router.post(PATH + "/{connection_id}/test", dependencies=MANAGE)
async def test(request: Request, who: Who, connection_id: UUID) -> RedirectResponse:
    """Ask the vendor. Waits for the outside, so that no transaction of ours is open meanwhile."""
    database = database_of(request)
    async with database.read(who.workspace_id) as session:
        connection = await _one(session, connection_id)
    said, problem = await _asked(request, connection, who.person_email)
    async with database.tenant(who.workspace_id) as session:
        if problem is None:
            await actions.note_working(session, connection_id, said, by=who.person_id)
        elif problem.connection_broken:
            await actions.note_broken(session, connection_id, said)
        else:
            await actions.note_unclear(session, connection_id, said)
    return RedirectResponse(f"/w/{who.workspace_slug}/settings/connections/{connection_id}", 303)


@router.post(PATH + "/{connection_id}/post", dependencies=MANAGE)
async def post(frame: Framed, session: Tx, connection_id: UUID) -> Response:
    """A test to the team's room, by the way every notification takes."""
    connection = await _one(session, connection_id)
    if not connection.is_default or "tells" not in connection.config:
        raise NotFound("This connection posts to no room now.")
    news = News(
        reason_key=f"test:{new_id()}",
        kind="lead",
        title="A test from Leadwright",
        detail="If the team reads this, notifications arrive here.",
        person_id=frame.who.person_id,
    )
    await push_test(session, news, connection.purpose, room=True)
    return frame.to(f"/settings/connections/{connection_id}", toast="sent")


@router.post(PATH + "/{connection_id}/default", dependencies=MANAGE)
async def choose(frame: Framed, session: Tx, connection_id: UUID) -> Response:
    await actions.choose(session, connection_id, by=frame.who.person_id)
    return frame.to("/settings/connections", toast="saved")


@router.post(PATH + "/{connection_id}/remove", dependencies=MANAGE)
async def remove(frame: Framed, session: Tx, connection_id: UUID) -> Response:
    await actions.remove(session, connection_id, by=frame.who.person_id)
    return frame.to("/settings/connections", toast="removed")


async def _asked(
    request: Request, connection: Connection, tester: str
) -> tuple[str, ProviderError | None]:
    opener = _opener(request)
    try:
        tested = opener.checkable(connection, tester)
    except Unreadable as problem:
        broken = ProviderError(str(problem), permanent=False, connection_broken=True)
        return broken.message, broken
    except ProviderError as problem:
        return problem.message, problem
    try:
        async with asyncio.timeout(_PATIENCE):
            return f"{await tested.check()}{await _registered(request, connection)}", None
    except ProviderError as problem:
        return problem.message, problem
    except TimeoutError:
        late = ProviderError(f"No answer within {_PATIENCE} seconds. {_LATE}", permanent=False)
        return late.message, late
    finally:
        await tested.close()


async def _registered(request: Request, connection: Connection) -> str:
    """Where a chat wants to be told by itself how pressed buttons reach us, it is told."""
    opener = _opener(request)
    card = opener.card(connection.integration)
    register = getattr(opener.chat(connection), "register", None) if card.listens else None
    if register is None:
        return ""
    url = _hook_url(request, card, connection)
    return f" {await register(url, hook_secret(opener.keyring, connection.id))}"


async def _one(session: Read, connection_id: UUID) -> Connection:
    found = await queries.one(session, connection_id)
    if found is None:
        raise NotFound("There is no such connection here.")
    return found


def _opener(request: Request) -> Opener:
    opener: Opener = request.app.state.opener
    return opener


def _editor(frame: Frame) -> Editor:
    opener = _opener(frame.request)
    return Editor(opener.keyring, frame.who.person_id, private_pairs(opener.allow_private))


def _row(opener: Opener, connection: Connection) -> ConnectionRow:
    card = opener.cards.get(connection.integration)
    dot, state = _state(connection)
    named = {
        value: words for field in (card.fields if card else ()) for value, words in field.choices
    }
    about = (str(value) for name in _ABOUT if (value := connection.config.get(name)))
    first = next(about, "")
    return ConnectionRow(
        connection=connection,
        title=card.title if card else connection.integration,
        dot=dot,
        state=state,
        sender=named.get(first, first),
    )


def _state(connection: Connection) -> tuple[str, str]:
    """Kind of dot and words. What was tried without a clear answer is not what was never tried."""
    if connection.state == "untested" and connection.said:
        return "look", "Not sure yet"
    return _STATES[connection.state]


def _form(
    frame: Frame,
    card: Integration,
    connection: Connection | None,
    given: Mapping[str, str],
    refusal: Refused | None = None,
    *,
    told: _Notice = _NOTHING_TOLD,
) -> HTMLResponse:
    opener = _opener(frame.request)
    secrets = {asked.name for asked in card.fields if asked.is_secret}
    values = {
        asked.name: given.get(asked.name, asked.default)
        for asked in card.fields
        if asked.name not in secrets
    }
    kept = _kept(opener, connection)
    context = ConnectionFormContext(
        tabs=tabs_for(frame.who),
        card=card,
        connection=connection,
        row=_row(opener, connection) if connection else None,
        kept=kept,
        values=values | {"label": given.get("label", card.title)},
        errors=errors_of(refusal),
        hook_url=_hook_url(frame.request, card, connection) if card.webhook_help else "",
        unproven=_unproven(card, kept, connection),
        reported=told.last,
        refused=told.refused,
        has_room=connection is not None and connection.is_default and "tells" in values,
    )
    status = 422 if refusal else 200
    return frame.show("pages/settings/connection.html", context, section=SECTION, status=status)


def _unproven(card: Integration, kept: frozenset[str], connection: Connection | None) -> str:
    """The field that would show a post to be the vendor's, while nothing stands in it."""
    if connection is None or card.proves in kept or connection.config.get(card.proves):
        return ""
    return next((asked.title for asked in card.fields if asked.name == card.proves), "")


def _kept(opener: Opener, connection: Connection | None) -> frozenset[str]:
    """Which secrets there are; their values stay where they are."""
    if connection is None:
        return frozenset()
    try:
        return frozenset(name for name, value in opener.values(connection).items() if value)
    except Unreadable:
        return frozenset()


def _hook_url(request: Request, card: Integration, connection: Connection | None) -> str:
    if connection is None or not (card.webhook or card.listens):
        return ""
    token = hook_token(request.app.state.keyring, connection.workspace_id, connection.id)
    if card.listens:
        return f"{request.app.state.settings.address}/hooks/{card.name}/{token}"
    return f"{request.app.state.settings.address}/hooks/mail/{card.name}/{token}"
