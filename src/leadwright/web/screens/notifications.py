"""What members were told: the list behind the bell, and its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse

from leadwright.domain.errors import Forbidden
from leadwright.domain.ids import PersonId
from leadwright.domain.permission import Permission
from leadwright.features.notifications import actions, queries
from leadwright.features.notifications.models import Notification
from leadwright.kernel.web import Principal, Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Framed

router = APIRouter(include_in_schema=False)

IN_BELL = 8


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
    """The bell alone, with its count as it is now."""
    return frame.show("layouts/bell_button.html", BellContext(), section="")


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
    """Seen, and on to the lead it is about."""
    lead_id = await actions.mark_opened(session, _member(frame.who), notification_id)
    return frame.to(f"/leads/{lead_id}" if lead_id else "/outbox")


def _member(who: Principal) -> PersonId:
    if who.person_id is None:
        raise Forbidden("Notifications are told to members; a key has none.")
    return who.person_id
