"""What members were told: the list behind the bell, and its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from leadwright.domain.errors import Forbidden
from leadwright.domain.ids import PersonId
from leadwright.domain.permission import Permission
from leadwright.features.notifications import actions, preferences, queries
from leadwright.features.notifications.models import Notification
from leadwright.features.notifications.preference_rules import Preferences, kinds_of
from leadwright.features.notifications.wording import leads_to
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel import clock
from leadwright.kernel.web import Principal, Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Framed

router = APIRouter(include_in_schema=False)

IN_BELL = 8
LATEST = timedelta(minutes=10)


@dataclass(frozen=True)
class NotificationsContext:
    """The newest notifications of this member, and whether one of them is unread."""

    rows: Sequence[Notification]
    has_unread: bool


@router.get("/w/{workspace}/notifications", dependencies=[Depends(require(Permission.READ_LEADS))])
async def show(frame: Framed, session: Read) -> HTMLResponse:
    """The page; for the bell, which asks for a part, the first lines of it."""
    bell = frame.is_partial
    rows = await queries.newest(session, _member(frame.who), limit=IN_BELL if bell else 100)
    context = NotificationsContext(rows, any(row.read_at is None for row in rows))
    block = "rows" if bell else None
    return frame.show("pages/notifications/index.html", context, section="", block=block)


@dataclass(frozen=True)
class BellContext:
    """The frame knows all that the bell shows."""


@router.get(
    "/w/{workspace}/notifications/bell", dependencies=[Depends(require(Permission.READ_LEADS))]
)
async def bell(frame: Framed) -> HTMLResponse:
    """The bell with its count as it is now, and the numbers beside the places of the frame."""
    return frame.show("layouts/bell_answer.html", BellContext(), section="")


@router.get(
    "/w/{workspace}/notifications/new", dependencies=[Depends(require(Permission.READ_LEADS))]
)
async def new(frame: Framed, session: Read, after: datetime) -> JSONResponse:
    """What came since, of what the member wants in the browser; for an open tab that asks."""
    me, now = _member(frame.who), clock.now()
    prefs = await preferences.of(session, me, await workspaces.zone(session))
    since = max(after if after.tzinfo else after.replace(tzinfo=UTC), now - LATEST)
    rows = [row for row in await queries.unread(session, me) if row.created_at > since]
    told = [row for row in rows if _in_browser(row, prefs, now)][:IN_BELL]
    return JSONResponse(
        {
            "now": now.isoformat(),
            "rows": [{"id": str(row.id), "title": row.title, "kind": row.kind} for row in told],
        },
        headers={"Cache-Control": "no-store"},
    )


def _in_browser(row: Notification, prefs: Preferences, now: datetime) -> bool:
    kinds = kinds_of(
        row.kind, score=row.score, waits=row.message_id is not None, hot_from=prefs.hot_from
    )
    quiet = prefs.is_muted(kinds, now) or prefs.held_until(kinds, now) is not None
    return prefs.wants("browser", kinds) and not quiet


@router.post(
    "/w/{workspace}/notifications/read",
    dependencies=[Depends(require(Permission.READ_LEADS)), Depends(csrf)],
)
async def read(frame: Framed, session: Tx) -> RedirectResponse:
    """All were seen."""
    await actions.mark_read(session, _member(frame.who))
    return frame.to("/notifications", toast="done")


@router.post(
    "/w/{workspace}/notifications/{notification_id}/open",
    dependencies=[Depends(require(Permission.READ_LEADS)), Depends(csrf)],
)
async def open_one(frame: Framed, session: Tx, notification_id: UUID) -> RedirectResponse:
    """Seen, and on to what it is about."""
    note = await actions.mark_opened(session, _member(frame.who), notification_id)
    return frame.to(leads_to(note))


def _member(who: Principal) -> PersonId:
    if who.person_id is None:
        raise Forbidden("Notifications are told to members; a key has none.")
    return who.person_id
