"""What the marks in our own mail lead to: a picture one pixel large, and the way on to a link.

Both answer whatever happens: a person's link must work while the database is away, and after the
workspace stopped looking. Nobody is led anywhere but to the address that was signed.
"""

import asyncio
import base64
from contextlib import suppress
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from leadwright.domain.errors import NotFound, TooMany
from leadwright.features.behaviour import actions, machines, queries, tracking
from leadwright.features.behaviour.reading import ParsedEvent
from leadwright.features.behaviour.tracking import Mark
from leadwright.kernel import clock, metrics
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.logging import get
from leadwright.kernel.web import database_of
from leadwright.web.clients import address as client_address
from leadwright.web.events import signs_of
from leadwright.web.gate import Gate

router = APIRouter(include_in_schema=False)
log = get("mail_marks")

PATIENCE = 2.0
PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
QUIET = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_AGAIN = {machines.OPENED: timedelta(hours=1), machines.CLICKED: timedelta(minutes=1)}
"""Within this time the same reader's next sight of the same is the same one."""


@router.api_route("/o/{token}.gif", methods=["GET", "HEAD"])
async def picture(request: Request, token: str) -> Response:
    """Somebody's mail program loads the picture. A wrong token gets it as well."""
    mark = tracking.read_open(request.app.state.keyring.unsign, token)
    if mark is not None:
        await _note(request, mark, machines.OPENED)
    headers = {**QUIET, "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(PICTURE, media_type="image/gif", headers=headers)


@router.api_route("/l/{token}", methods=["GET", "HEAD"])
async def link(request: Request, token: str) -> Response:
    """Somebody follows a link. NotFound for one that we did not sign."""
    mark = tracking.read_click(request.app.state.keyring.unsign, token)
    if mark is None:
        raise NotFound("This link is incomplete. Open it from the mail once more.")
    await _note(request, mark, machines.CLICKED)
    return Response(status_code=302, headers={**QUIET, "Location": mark.link})


async def _note(request: Request, mark: Mark, name: str) -> None:
    """Keep what happened, unless the person or the workspace does not want that."""
    if request.headers.get("dnt") == "1" or request.headers.get("sec-gpc") == "1":
        return
    gate: Gate = request.app.state.gate
    address = client_address(request, request.app.state.trusted)
    with suppress(TooMany):
        gate.limit_events_of(address)
        try:
            async with asyncio.timeout(PATIENCE):
                async with database_of(request).tenant(mark.workspace_id) as session:
                    await _keep(session, mark, _seen(request, mark, name, address))
        except Exception:  # whatever it was, the person who waits for the page must get it
            log.exception("mail_mark.not_kept", behaviour=name)
            metrics.behaviour.labels("mail", "lost").inc()


async def _keep(session: TenantSession, mark: Mark, given: ParsedEvent) -> None:
    wanted = await queries.tracking(session)
    is_wanted = wanted.opens if given.name == machines.OPENED else wanted.clicks
    lead_id = await queries.lead_of_message(session, mark.message_id) if is_wanted else None
    if lead_id is not None:
        await actions.take(session, "mail", [ParsedEvent(**{**given.__dict__, "lead_id": lead_id})])
        metrics.behaviour.labels("mail", "taken").inc()


def _seen(request: Request, mark: Mark, name: str, address: str) -> ParsedEvent:
    now = clock.now()
    agent = request.headers.get("user-agent", "")[:500]
    signs = signs_of(request) | ({"hidden_link"} if mark.is_hidden else set())
    window = int(now.timestamp() // _AGAIN[name].total_seconds())
    return ParsedEvent(
        name=name,
        occurred_at=now,
        sender_id=tracking.once(name, mark, address, agent, sorted(signs), window),
        message_id=mark.message_id,
        about=mark.link[:500],
        address=address,
        agent=agent,
        signs=frozenset(signs),
    )
