"""Notifies members: a new lead to its owner, an alert to everybody."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.ids import LeadId, MessageId, PersonId, new_id
from leadwright.features.notifications.models import Notification
from leadwright.kernel import clock, live
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import enqueue


@dataclass(frozen=True)
class News:
    """A notification before it is written. Equal reason keys make one notification.

    `message_id`: the reply that waits for somebody. Of an alert: `cause` is why it rings, so that a
    storm makes one alert with a count, and `affects` what fails (mail, queue, ...).
    """

    reason_key: str
    kind: str
    title: str
    detail: str = ""
    person_id: PersonId | None = None
    lead_id: LeadId | None = None
    message_id: MessageId | None = None
    score: int | None = None
    cause: str = ""
    affects: str = ""


SPREAD = "spread_notification"
REMIND_AFTER = timedelta(hours=1)
_TABLE: Any = Notification.__table__
_TELL = DeferredWrite(
    "notification",
    (
        (
            "told",
            """
insert into notification (workspace_id, id, reason_key, person_id, lead_id, kind, title, detail,
    created_at, message_id, score)
select :workspace_id, id, reason_key, person_id, lead_id, kind, title, detail, created_at,
    message_id, score
from jsonb_to_recordset(:rows) as r (id uuid, reason_key text, person_id uuid, lead_id uuid,
    kind text, title text, detail text, created_at timestamptz, message_id uuid, score int)
on conflict (workspace_id, reason_key) do nothing returning 1""",
        ),
    ),
)
_ring: Any = insert(_TABLE)
_RING = _ring.on_conflict_do_update(
    index_elements=["workspace_id", "cause"],
    index_where=text("kind = 'alert' and acknowledged_at is null and resolved_at is null"),
    set_={
        "times": _TABLE.c.times + 1,
        "last_at": _ring.excluded.last_at,
        "title": _ring.excluded.title,
        "detail": _ring.excluded.detail,
        "lead_id": _ring.excluded.lead_id,
        "message_id": _ring.excluded.message_id,
        "read_at": None,
    },
).returning(_TABLE.c.id, _TABLE.c.times, _TABLE.c.told_at)


async def tell(session: TenantSession, news: News, *, push: bool = True) -> None:
    """Write a notification for the product's screens; with `push` it goes out by the chats as well."""
    if news.kind == "alert":
        await _ring_alert(session, news)
        return
    row = _row(session, news)
    if await unit_of_work.row(session, _TELL, row) and push:
        await push_out(session, row["id"])


async def push_out(session: TenantSession, notification_id: UUID, **further: Any) -> None:
    """Have it sent by the channels that members wish; a job of its own finds out which."""
    payload = {
        "workspace_id": str(session.info["workspace_id"]),
        "notification_id": str(notification_id),
        **further,
    }
    await enqueue(session, SPREAD, payload)


async def push_test(
    session: TenantSession, news: News, channel: str, *, room: bool = False
) -> None:
    """Send this by one channel, whatever is wished: to its member, or to the team's room."""
    row = _row(session, news)
    if not await unit_of_work.row(session, _TELL, row):
        raise Conflict("This was tried just now. Look whether it arrived, then try again.")
    await push_out(session, row["id"], only=channel, room=room)


async def _ring_alert(session: TenantSession, news: News) -> None:
    """One open alert a cause: the next of a storm is counted, and told again after an hour."""
    now = clock.now()
    row = _row(session, news) | {
        "reason_key": f"{news.reason_key}:{new_id()}",
        "cause": news.cause or news.reason_key,
        "affects": news.affects,
        "last_at": now,
    }
    alert = (await session.execute(_RING, row)).one()
    await live.nudge(session)
    if alert.told_at is not None and now - alert.told_at < REMIND_AFTER:
        return
    await session.execute(
        update(_TABLE)
        .where(_TABLE.c.workspace_id == session.info["workspace_id"], _TABLE.c.id == alert.id)
        .values(told_at=now)
    )
    await push_out(session, alert.id, times=alert.times)


def _row(session: TenantSession, news: News) -> dict[str, Any]:
    return {
        "workspace_id": session.info["workspace_id"],
        "id": new_id(),
        "reason_key": news.reason_key,
        "person_id": news.person_id,
        "lead_id": news.lead_id,
        "kind": news.kind,
        "title": news.title,
        "detail": news.detail,
        "created_at": clock.now(),
        "message_id": news.message_id,
        "score": news.score,
    }


async def mark_read(session: TenantSession, person_id: PersonId) -> None:
    """All notifications for this member, and those for everybody, were seen."""
    await session.execute(
        update(Notification)
        .where(
            Notification.workspace_id == session.info["workspace_id"],
            Notification.read_at.is_(None),
            (Notification.person_id == person_id) | Notification.person_id.is_(None),
        )
        .values(read_at=clock.now())
    )


async def mark_opened(
    session: TenantSession, person_id: PersonId, notification_id: UUID
) -> Notification:
    """This member opened it. NotFound unless it is meant for this member."""
    found = (
        await session.execute(
            select(Notification).where(
                Notification.workspace_id == session.info["workspace_id"],
                Notification.id == notification_id,
                (Notification.person_id == person_id) | Notification.person_id.is_(None),
            )
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such notification.")
    found.read_at = found.read_at or clock.now()
    return found
