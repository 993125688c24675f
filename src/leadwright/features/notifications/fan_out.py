"""The job that sends a notification out: a message for each member and room that wants it.

Each goes through the one messaging job, with its tries and its end. What failed of an alert comes
back here to go another way.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.ids import LeadId, MessageId, PersonId
from leadwright.features.notifications import addresses, plan, preferences, wording
from leadwright.features.notifications.actions import SPREAD
from leadwright.features.notifications.mail_html import html_of
from leadwright.features.notifications.models import Notification, NotificationDelivery
from leadwright.features.notifications.plan import Delivery, News, Reachable, Tried
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import Job, Payload, workspace_of
from leadwright.ports.channel import EMAIL, ROOM, Transports
from leadwright.ports.directory import Colleague, Members, NewMessage, Outbox

ADDRESS_BROKEN = "tell_address_broken"
KIND = "notification"
NAMES = {
    "telegram": "Telegram",
    "slack": "Slack",
    "sms": "text message",
    "teams": "Teams",
    "discord": "Discord",
    "webhook": "the webhook",
}


@dataclass(frozen=True)
class Spreader:
    """What is needed to send notifications out. `address`: where people reach this installation."""

    database: Database
    outbox: Outbox
    members: Members
    transports: Transports
    address: str


def jobs(parts: Spreader) -> tuple[Job, ...]:
    """Spread takes `notification_id`; of a failed delivery its `failed` message; of a test its channel.

    A test says `only` which, and whether to its `room`. Broken takes who, and which channel.
    """
    return (
        Job(SPREAD, partial(spread, parts), max_attempts=6),
        Job(ADDRESS_BROKEN, partial(tell_broken, parts), max_attempts=6),
    )


async def spread(parts: Spreader, payload: Payload) -> None:
    """Put the messages. Again after a crash: their reason keys make none twice."""
    workspace_id = workspace_of(payload)
    async with parts.database.tenant(workspace_id) as session:
        note = await _note(session, UUID(payload["notification_id"]))
        if note is None or note.resolved_at or note.acknowledged_at:
            return
        waiting = None
        if note.message_id is not None:
            waiting = await parts.outbox.waiting(session, MessageId(note.message_id))
        zone = await parts.members.zone(session)
        said = wording.words(note, waiting, parts.address, zone, clock.now())
        for delivery in await _deliveries(parts, session, note, payload):
            await _put(parts, session, note, said, delivery)


async def _note(session: TenantSession, note_id: UUID) -> Notification | None:
    query = select(Notification).where(
        Notification.workspace_id == session.info["workspace_id"], Notification.id == note_id
    )
    return (await session.execute(query)).scalar_one_or_none()


async def _deliveries(
    parts: Spreader, session: TenantSession, note: Notification, payload: Payload
) -> list[Delivery]:
    news = News(note.kind, note.score, note.message_id is not None, note.affects or "")
    connected = await parts.transports.connected(session)
    if payload.get("room"):
        return [Delivery(str(payload["only"]), ROOM)]
    chats = [one for one, config in connected.items() if plan.tells_members(one, config)]
    people = await _reachable(parts, session, note, chats)
    if failed := payload.get("failed"):
        tried = await _tried(session, note, UUID(failed))
        member = next((one for one in people if one.person_id == tried.person_id), None)
        if tried.person_id is not None and member is None:
            return []  # no member any more
        other = plan.another_way(news, tried, member, connected)
        return [other] if other else []
    if only := payload.get("only"):
        return [
            Delivery(only, one.addresses[only], one.person_id)
            for one in people
            if only in one.addresses
        ]
    now = clock.now()
    own = [one for member in people for one in plan.to_member(news, member, now)]
    return own + plan.to_rooms(news, connected)


async def _reachable(
    parts: Spreader, session: TenantSession, note: Notification, connected: Sequence[str]
) -> list[Reachable]:
    """Whom it concerns, with the addresses of channels that are connected."""
    everybody = await parts.members.everybody(session)
    concerned = [one for one in everybody if note.person_id in {None, one.person_id}]
    ids = [one.person_id for one in concerned]
    wishes = await preferences.of_many(session, ids, await parts.members.zone(session))
    deaf = await addresses.suppressed(session, [one.email for one in concerned])
    known: dict[UUID, dict[str, str]] = {}
    for place in await addresses.listed(session):
        if place.state == "working" and place.channel in connected:
            known.setdefault(place.person_id, {})[place.channel] = place.address
    return [
        Reachable(
            one.person_id, wishes[one.person_id], _addresses(one, known.get(one.person_id), deaf)
        )
        for one in concerned
    ]


def _addresses(
    member: Colleague, chats: dict[str, str] | None, deaf: Collection[str]
) -> dict[str, str]:
    mailbox = {} if member.email in deaf else {EMAIL: member.email}
    return {**(chats or {}), **mailbox}


async def _tried(session: TenantSession, note: Notification, failed: UUID) -> Tried:
    """Whose delivery failed, and by which ways they were tried in this ringing."""
    query = select(NotificationDelivery).where(
        NotificationDelivery.workspace_id == session.info["workspace_id"],
        NotificationDelivery.notification_id == note.id,
    )
    rows = (await session.execute(query)).scalars().all()
    person_id = next((row.person_id for row in rows if row.message_id == failed), None)
    of_them = {row.channel for row in rows if row.person_id == person_id}
    return Tried(PersonId(person_id) if person_id else None, of_them)


async def _put(
    parts: Spreader,
    session: TenantSession,
    note: Notification,
    said: wording.Words,
    delivery: Delivery,
) -> None:
    text = said.text
    if delivery.channel == EMAIL:
        text += "".join(f"\n\n{one.words}: {one.url}" for one in said.buttons if one.url)
    message_id = await parts.outbox.put(
        session,
        NewMessage(
            reason_key=wording.reason(note, delivery.channel, delivery.person_id),
            kind=KIND,
            to_address=delivery.address,
            to_name="" if delivery.channel == EMAIL else _titled(delivery.channel),
            subject=said.title,
            text=text,
            html=html_of(text, [one.url for one in said.buttons if one.url]),
            from_name="Leadwright",
            lead_id=LeadId(note.lead_id) if note.lead_id else None,
            send_after=delivery.send_after,
            channel=delivery.channel,
            buttons=() if delivery.channel == EMAIL else said.buttons,
        ),
    )
    await session.execute(
        insert(NotificationDelivery)
        .values(
            workspace_id=session.info["workspace_id"],
            message_id=message_id,
            notification_id=note.id,
            person_id=delivery.person_id,
            channel=delivery.channel,
        )
        .on_conflict_do_nothing()
    )


def _titled(channel: str) -> str:
    name = NAMES.get(channel, channel)
    return f"{name[0].upper()}{name[1:]}"


async def tell_broken(parts: Spreader, payload: Payload) -> None:
    """A mail to the member whose chat takes nothing from us any more."""
    person_id, channel = PersonId(UUID(payload["person_id"])), str(payload["channel"])
    async with parts.database.tenant(workspace_of(payload)) as session:
        everybody = await parts.members.everybody(session)
        member = next((one for one in everybody if one.person_id == person_id), None)
        place = (await addresses.of(session, person_id)).get(channel)
        if member is None or place is None or place.state != "broken":
            return
        await parts.outbox.put(session, _broken_mail(parts, session, member, channel, place.said))


def _broken_mail(
    parts: Spreader, session: TenantSession, member: Colleague, channel: str, why: str | None
) -> NewMessage:
    name = NAMES[channel]
    link = f"{parts.address}/go/{session.info['workspace_id']}/settings/notifications"
    text = (
        f"You are not told by {name} any more: {why or 'it refuses what we send.'}\n\n"
        "What matters goes by your other ways meanwhile. Link it again, or take it away, here:\n"
        f"{link}\n"
    )
    return NewMessage(
        reason_key=f"address_broken:{member.person_id}:{channel}:{clock.now():%Y%m%d%H}",
        kind=KIND,
        to_address=member.email,
        to_name=member.name,
        subject=f"You are not told by {name} any more",
        text=text,
        html=html_of(text, [link]),
        from_name="Leadwright",
    )
