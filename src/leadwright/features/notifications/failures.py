"""What becomes of a notification that did not arrive."""

from sqlalchemy import Boolean, Integer, Text, Uuid, column, select, table

from leadwright.domain.ids import MessageId, PersonId
from leadwright.features.notifications import addresses
from leadwright.features.notifications.actions import News, push_out, tell
from leadwright.features.notifications.fan_out import ADDRESS_BROKEN, NAMES
from leadwright.features.notifications.models import Notification, NotificationDelivery
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.jobs import enqueue
from leadwright.ports.channel import EMAIL, MANY_TRIES

_MESSAGE = table(
    "message",
    column("workspace_id", Uuid),
    column("id", Uuid),
    column("kind", Text),
    column("status", Text),
    column("unfinished", Boolean),
    column("attempts", Integer),
    column("channel", Text),
    column("to_address", Text),
)


async def reroute(session: TenantSession, message_id: MessageId, why: str, *, gone: bool) -> None:
    """An address that is gone is marked, and its member told by mail; an alert goes another way.

    A room that is gone is an alert itself: whoever made the connection has to name another.
    """
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
    if gone and delivery.channel != EMAIL:
        if delivery.person_id is None:
            await _room_gone(session, delivery.channel, why)
        else:
            await _mark_gone(session, PersonId(delivery.person_id), delivery.channel, why)
    if kind == "alert":
        await push_out(session, delivery.notification_id, failed=str(message_id))


async def _room_gone(session: TenantSession, channel: str, why: str) -> None:
    name = NAMES.get(channel, channel.title())
    await tell(
        session,
        News(
            reason_key=f"room_gone:{channel}",
            kind="alert",
            affects=channel,
            title=f"The room of {name} takes nothing from us",
            detail=f"{why} Look at its connection: the room may be renamed, archived or left.",
        ),
    )


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


async def stalled(session: ReadSession) -> bool:
    """Whether mail stands that was put off many times."""
    query = select(_MESSAGE.c.id).where(
        _MESSAGE.c.workspace_id == session.info["workspace_id"],
        _MESSAGE.c.unfinished,
        _MESSAGE.c.status.in_(("queued", "handing_over")),
        _MESSAGE.c.attempts >= MANY_TRIES,
        _MESSAGE.c.channel == EMAIL,
    )
    return (await session.execute(query.limit(1))).first() is not None


async def addressee(session: ReadSession, message_id: MessageId) -> str:
    """To whom the message went."""
    found = await session.scalar(
        select(_MESSAGE.c.to_address).where(
            _MESSAGE.c.workspace_id == session.info["workspace_id"], _MESSAGE.c.id == message_id
        )
    )
    return str(found or "The address")
