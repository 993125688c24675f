"""Webhooks of mail providers: `POST /hooks/mail/{vendor}/{token}`.

The token names the connection and cannot be guessed; the vendor's own signature is checked as well. 2xx
means stored, so that the vendor does not try again; a replay is accepted and has no effect.
"""

from collections.abc import Sequence
from uuid import UUID

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import Response

from leadwright.domain.errors import NotFound, ProviderError, Unauthenticated, Unavailable
from leadwright.domain.ids import WorkspaceId
from leadwright.features.behaviour import actions, machines, reading
from leadwright.features.behaviour import queries as behaviour
from leadwright.features.behaviour.queries import Tracking
from leadwright.features.behaviour.reading import ParsedEvent
from leadwright.features.connections import queries
from leadwright.features.connections.models import Connection
from leadwright.features.connections.opening import Opener, of_hook_token
from leadwright.features.connections.sealing import Unreadable
from leadwright.features.messages import reports
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.loading import resolve
from leadwright.kernel.logging import get
from leadwright.kernel.web import database_of
from leadwright.ports.channel import Noticed, Report
from leadwright.ports.integration import Integration
from leadwright.ports.wiring import Hook
from leadwright.web.bodies import read_bytes
from leadwright.web.hooks import refused_posts

router = APIRouter(include_in_schema=False)
log = get("hooks")

MOST_BYTES = 2_000_000
NOWHERE = "No connection has this address. It may have been removed."


@router.post("/hooks/mail/{vendor}/{token}")
async def mail(request: Request, vendor: str, token: str) -> Response:
    """Take what a provider reports about messages it was given."""
    opener: Opener = request.app.state.opener
    place = of_hook_token(opener.keyring, token)
    if place is None:
        raise NotFound(NOWHERE)
    card, connection, values = await _connection(request, opener, vendor, place)
    body = await read_bytes(request, MOST_BYTES)
    hook = Hook(
        values=values,
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        now=clock.wall(),
        client=_client(request),
    )
    try:
        read = await resolve(card.webhook)(hook)
    except ProviderError as problem:
        raise Unavailable(problem.message) from problem
    except Unauthenticated as problem:
        await refused_posts.refused(request, connection, str(problem))
        raise
    await refused_posts.right(request, connection)
    workspace_id, connection_id = place
    async with database_of(request).tenant(WorkspaceId(workspace_id)) as session:
        fates = [one for one in read if isinstance(one, Report)]
        number = await reports.record(session, connection_id, card.name, fates)
        noticed = [one for one in read if isinstance(one, Noticed)]
        number += await _notice(session, connection_id, noticed)
    log.info("hook.taken", vendor=vendor, connection=str(connection_id), reports=number)
    return Response(status_code=200)


async def _notice(session: TenantSession, connection_id: UUID, noticed: Sequence[Noticed]) -> int:
    """Opens and clicks, as far as the workspace wants to know them; how many were of our mail."""
    wanted = await behaviour.tracking(session) if noticed else Tracking()
    givens = []
    for one in noticed:
        if not (wanted.clicks if one.is_click else wanted.opens):
            continue
        message = await reports.message_of(session, one)
        if message is not None and message.lead_id is not None:
            givens.append(_given(one, message.id, message.lead_id))
    if givens:
        await actions.take(session, str(connection_id), givens)
    return len(givens)


def _given(one: Noticed, message_id: UUID, lead_id: UUID) -> ParsedEvent:
    return ParsedEvent(
        name=machines.CLICKED if one.is_click else machines.OPENED,
        occurred_at=one.at,
        sender_id=reading.plain(one.event_id)[:200],
        lead_id=lead_id,
        message_id=message_id,
        about=reading.plain(one.link)[:500],
        address=reading.address(one.address),
        agent=reading.plain(one.agent or "")[:500] or None,  # not told is not nameless
        signs=frozenset({"provider_says"} if one.by_machine else ()),
    )


async def _connection(
    request: Request, opener: Opener, vendor: str, place: tuple[UUID, UUID]
) -> tuple[Integration, Connection, dict[str, str]]:
    workspace_id, connection_id = place
    async with database_of(request).read(WorkspaceId(workspace_id)) as session:
        connection = await queries.one(session, connection_id)
    card = opener.cards.get(vendor)
    if connection is None or connection.integration != vendor or card is None or not card.webhook:
        raise NotFound(NOWHERE)
    try:
        return card, connection, opener.values(connection)
    except Unreadable as problem:
        raise Unavailable(str(problem)) from problem


def _client(request: Request) -> httpx.AsyncClient:
    client: httpx.AsyncClient = request.app.state.hook_client
    return client
