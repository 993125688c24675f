"""Connections: by which vendor this workspace's mail leaves, whether it works, and what it reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.bootstrap.mail import MailSetup, mail_setup
from leadwright.domain.errors import Invalid, NotFound, ProviderError, Refused
from leadwright.domain.permission import Permission
from leadwright.features.connections import actions, queries
from leadwright.features.connections.actions import Hand
from leadwright.features.connections.models import Connection
from leadwright.features.connections.opening import Opener, hook_token
from leadwright.features.connections.sealing import Unreadable
from leadwright.kernel.http import private_pairs
from leadwright.kernel.web import Read, Tx, Who, database_of, require
from leadwright.ports.integration import Integration
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.settings_form import SECTION, Tab, Typed, errors_of, tabs_for

router = APIRouter()

PATH = "/w/{workspace}/settings/connections"
READ = [Depends(require(Permission.MANAGE_WORKSPACE))]
MANAGE = [*READ, Depends(csrf)]
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
class ConnectionsContext:
    """The workspace's connections and the vendors that can be added."""

    tabs: tuple[Tab, ...]
    rows: tuple[ConnectionRow, ...]
    cards: tuple[Integration, ...]
    installation: MailSetup
    stays_in: bool


@dataclass(frozen=True)
class ConnectionFormContext:
    """One vendor's form. `connection` is None for a new one; `hook_url` empty where there are no reports."""

    tabs: tuple[Tab, ...]
    card: Integration
    connection: Connection | None
    row: ConnectionRow | None
    kept: frozenset[str]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    hook_url: str


@router.get(PATH, dependencies=READ)
async def index(frame: Framed, session: Read) -> HTMLResponse:
    opener = _opener(frame.request)
    context = ConnectionsContext(
        tabs=tabs_for(frame.who),
        rows=tuple(_row(opener, one) for one in await queries.listed(session)),
        cards=tuple(sorted(opener.cards.values(), key=lambda card: card.title)),
        installation=mail_setup(frame.request.app.state.settings),
        stays_in=frame.who.is_demo,
    )
    return frame.show("pages/settings/connections.html", context, section=SECTION)


@router.get(PATH + "/new/{vendor}", dependencies=READ)
async def new(frame: Framed, vendor: str) -> HTMLResponse:
    """The empty form of a vendor's card."""
    return _form(frame, _opener(frame.request).card(vendor), None, {})


@router.post(PATH + "/new/{vendor}", dependencies=MANAGE)
async def add(frame: Framed, session: Tx, vendor: str, typed: Typed) -> Response:
    card = _opener(frame.request).card(vendor)
    try:
        made = await actions.add(session, _hand(frame), card, typed)
    except Invalid as refusal:
        return _form(frame, card, None, typed, refusal)
    return frame.to(f"/settings/connections/{made}", toast="saved")


@router.get(PATH + "/{connection_id}", dependencies=READ)
async def show(frame: Framed, session: Read, connection_id: UUID) -> HTMLResponse:
    """What is kept, but for the secrets, and where the vendor reports to."""
    connection = await _one(session, connection_id)
    values = {name: str(value) for name, value in connection.config.items()}
    values["label"] = connection.label
    return _form(frame, _opener(frame.request).card(connection.integration), connection, values)


@router.post(PATH + "/{connection_id}", dependencies=MANAGE)
async def change(frame: Framed, session: Tx, connection_id: UUID, typed: Typed) -> Response:
    connection = await _one(session, connection_id)
    card = _opener(frame.request).card(connection.integration)
    try:
        await actions.change(session, _hand(frame), card, connection_id, typed)
    except Invalid as refusal:
        return _form(frame, card, connection, typed, refusal)
    return frame.to(f"/settings/connections/{connection_id}", toast="saved")


@router.post(PATH + "/{connection_id}/test", dependencies=MANAGE)
async def test(request: Request, who: Who, connection_id: UUID) -> RedirectResponse:
    """Ask the vendor. Waits for the outside, so that no transaction of ours is open meanwhile."""
    database, opener = database_of(request), _opener(request)
    async with database.read(who.workspace_id) as session:
        connection = await _one(session, connection_id)
    said, problem = await _asked(opener, connection)
    async with database.tenant(who.workspace_id) as session:
        if problem is None:
            await actions.note_working(session, connection_id, said, by=who.person_id)
        elif problem.connection_broken:
            await actions.note_broken(session, connection_id, said)
        else:
            await actions.note_unreachable(session, connection_id, said)
    return RedirectResponse(f"/w/{who.workspace_slug}/settings/connections/{connection_id}", 303)


@router.post(PATH + "/{connection_id}/default", dependencies=MANAGE)
async def choose(frame: Framed, session: Tx, connection_id: UUID) -> Response:
    await actions.choose(session, connection_id, by=frame.who.person_id)
    return frame.to("/settings/connections", toast="saved")


@router.post(PATH + "/{connection_id}/remove", dependencies=MANAGE)
async def remove(frame: Framed, session: Tx, connection_id: UUID) -> Response:
    await actions.remove(session, connection_id, by=frame.who.person_id)
    return frame.to("/settings/connections", toast="removed")


async def _asked(opener: Opener, connection: Connection) -> tuple[str, ProviderError | None]:
    try:
        sender = opener.sender(connection)
    except Unreadable as problem:
        broken = ProviderError(str(problem), permanent=False, connection_broken=True)
        return broken.message, broken
    except ProviderError as problem:
        return problem.message, problem
    try:
        return await sender.check(), None
    except ProviderError as problem:
        return problem.message, problem
    finally:
        await sender.close()


async def _one(session: Read, connection_id: UUID) -> Connection:
    found = await queries.one(session, connection_id)
    if found is None:
        raise NotFound("There is no such connection here.")
    return found


def _opener(request: Request) -> Opener:
    opener: Opener = request.app.state.opener
    return opener


def _hand(frame: Frame) -> Hand:
    opener = _opener(frame.request)
    return Hand(opener.keyring, frame.who.person_id, private_pairs(opener.allow_private))


def _row(opener: Opener, connection: Connection) -> ConnectionRow:
    card = opener.cards.get(connection.integration)
    dot, state = _STATES[connection.state]
    return ConnectionRow(
        connection=connection,
        title=card.title if card else connection.integration,
        dot=dot,
        state=state,
        sender=str(connection.config.get("from_address", "")),
    )


def _form(
    frame: Frame,
    card: Integration,
    connection: Connection | None,
    given: Mapping[str, str],
    refusal: Refused | None = None,
) -> HTMLResponse:
    opener = _opener(frame.request)
    secrets = {asked.name for asked in card.fields if asked.is_secret}
    values = {
        asked.name: given.get(asked.name, asked.default)
        for asked in card.fields
        if asked.name not in secrets
    }
    context = ConnectionFormContext(
        tabs=tabs_for(frame.who),
        card=card,
        connection=connection,
        row=_row(opener, connection) if connection else None,
        kept=_kept(opener, connection),
        values=values | {"label": given.get("label", card.title)},
        errors=errors_of(refusal),
        hook_url=_hook_url(frame.request, card, connection),
    )
    status = 422 if refusal else 200
    return frame.show("pages/settings/connection.html", context, section=SECTION, status=status)


def _kept(opener: Opener, connection: Connection | None) -> frozenset[str]:
    """Which secrets there are; their values stay where they are."""
    if connection is None:
        return frozenset()
    try:
        return frozenset(name for name, value in opener.values(connection).items() if value)
    except Unreadable:
        return frozenset()


def _hook_url(request: Request, card: Integration, connection: Connection | None) -> str:
    if connection is None or not card.webhook:
        return ""
    token = hook_token(request.app.state.keyring, connection.workspace_id, connection.id)
    return f"{request.app.state.settings.address}/hooks/mail/{card.name}/{token}"
