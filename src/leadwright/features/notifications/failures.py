"""What becomes of a notification that did not arrive."""

from sqlalchemy import Boolean, Text, Uuid, column, select, table

from leadwright.domain.ids import MessageId, PersonId
from leadwright.features.notifications import addresses
from leadwright.features.notifications.actions import push_out
from leadwright.features.notifications.models import Notification, NotificationDelivery
from leadwright.features.notifications.spreading import ADDRESS_BROKEN
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.jobs import enqueue
from leadwright.ports.channel import EMAIL

_MESSAGE = table(
    "message",
    column("workspace_id", Uuid),
    column("id", Uuid),
    column("kind", Text),
    column("status", Text),
    column("unfinished", Boolean),
)


async def reroute(session: TenantSession, message_id: MessageId, why: str, *, gone: bool) -> None:
    """An address that is gone is marked, and its member told by mail; an alert goes another way."""
    workspace_id = session.info["workspace_id"]
    query = (
        select(NotificationDelivery, Notification.kind)
        .join(
            Notification,
            (Notification.workspace_id == NotificationDelivery.workspace_id)
            & (Notification.id == NotificationDelivery.notification_id),
        )
        .where(
            NotificationDelivery.workspace_id == workspace_id,
            NotificationDelivery.message_id == message_id,
        )
    )
    found = (await session.execute(query)).first()
    if found is None:
        return
    delivery, kind = found
    if gone and delivery.person_id is not None and delivery.channel != EMAIL:
        await _mark_gone(session, PersonId(delivery.person_id), delivery.channel, why)
    if kind == "alert":
        await push_out(session, delivery.notification_id, failed=str(message_id))


async def _mark_gone(session: TenantSession, person_id: PersonId, channel: str, why: str) -> None:
    if not await addresses.mark_broken(session, person_id, channel, why):
        return
    payload = {
        "workspace_id": str(session.info["workspace_id"]),
        "person_id": str(person_id),
        "channel": channel,
    }
    await enqueue(session, ADDRESS_BROKEN, payload)


async def stand(session: ReadSession, status: str, kind: str | None) -> bool:
    """Whether messages (of this kind) stand in this state, such as `failed`."""
    query = select(_MESSAGE.c.id).where(
        _MESSAGE.c.workspace_id == session.info["workspace_id"],
        _MESSAGE.c.unfinished,
        _MESSAGE.c.status == status,
    )
    if kind is not None:
        query = query.where(_MESSAGE.c.kind == kind)
    return (await session.execute(query.limit(1))).first() is not None
