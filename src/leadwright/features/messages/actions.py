"""Queueing messages, and what people do with them: approve, cancel, send again."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.events import MessageQueued
from leadwright.domain.ids import MessageId, new_id
from leadwright.features.messages import queries, rules
from leadwright.features.messages.models import Message, Suppression
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import INTERACTIVE, NORMAL, enqueue
from leadwright.ports.directory import NewMessage

SEND = "send_message"


class MessageOutbox:
    """The Outbox port over the message table. `from_address` is this installation's sender."""

    def __init__(self, from_address: str) -> None:
        self.from_address = from_address
        self.domain = from_address.rpartition("@")[2]

    async def put(self, session: TenantSession, message: NewMessage) -> MessageId:
        """Add the message with its sending job; the same reason key finds the one that stands."""
        new = new_id()
        statement = (
            insert(Message)
            .values(_row(self, session.info["workspace_id"], new, message))
            .on_conflict_do_nothing(index_elements=["workspace_id", "reason_key"])
            .returning(Message.id)
        )
        made = (await session.execute(statement)).scalar_one_or_none()
        if made is None:
            return MessageId(await _standing(session, message.reason_key))
        message_id = MessageId(made)
        if not message.held:
            await _queue_sending(session, message_id, message.kind)
        emit(
            session,
            MessageQueued(
                lead_id=message.lead_id,
                submission_id=message.submission_id,
                message_id=message_id,
                kind=message.kind,
                held=message.held,
            ),
        )
        return message_id


async def _standing(session: TenantSession, reason_key: str) -> UUID:
    return (
        await session.execute(
            select(Message.id).where(
                Message.workspace_id == session.info["workspace_id"],
                Message.reason_key == reason_key,
            )
        )
    ).scalar_one()


async def _queue_sending(session: TenantSession, message_id: MessageId, kind: str) -> None:
    await enqueue(
        session,
        SEND,
        {"workspace_id": str(session.info["workspace_id"]), "message_id": str(message_id)},
        priority=INTERACTIVE if kind == "reply" else NORMAL,
    )


def _row(
    outbox: MessageOutbox, workspace_id: UUID, new: UUID, message: NewMessage
) -> dict[str, Any]:
    headers = rules.headers_for(message.kind) | message.headers
    if message.in_reply_to:
        headers |= {"In-Reply-To": message.in_reply_to, "References": message.in_reply_to}
    return {
        "workspace_id": workspace_id,
        "id": new,
        "reason_key": message.reason_key,
        "kind": message.kind,
        "channel": "email",
        "status": "held" if message.held else "queued",
        "lead_id": message.lead_id,
        "submission_id": message.submission_id,
        "message_id": rules.message_id(new, outbox.domain),
        "from_name": message.from_name,
        "from_address": outbox.from_address,
        "to_name": message.to_name,
        "to_address": message.to_address,
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "language": message.language,
        "headers": headers,
        "evidence": [list(e) for e in message.evidence],
        "built_in": message.built_in,
        "received_at": message.received_at,
        "queued_at": clock.now(),
        "attempts": 0,
    }


async def approve(session: TenantSession, message_id: MessageId) -> None:
    """Send a held draft as it stands."""
    await _release(session, message_id, ("held",))


async def send_again(session: TenantSession, message_id: MessageId) -> None:
    """Send a failed or unconfirmed message after all, by a person's decision."""
    await _release(session, message_id, ("failed", "unconfirmed"))


async def _release(session: TenantSession, message_id: MessageId, states: tuple[str, ...]) -> None:
    message = await _changed(session, message_id, states, status="queued", attempts=0, error=None)
    await _queue_sending(session, message_id, message.kind)


async def cancel(session: TenantSession, message_id: MessageId) -> None:
    """Never send a held or queued message."""
    await _changed(session, message_id, ("held", "queued"), status="cancelled")


async def _changed(
    session: TenantSession, message_id: MessageId, states: tuple[str, ...], **values: Any
) -> Message:
    message = await queries.one(session, message_id)
    if message is None:
        raise NotFound("There is no such message here.")
    result = await session.execute(
        update(Message)
        .where(
            Message.workspace_id == session.info["workspace_id"],
            Message.id == message_id,
            Message.status.in_(states),
        )
        .values(**values)
        .returning(Message.id)
    )
    if result.first() is None:
        raise Conflict(
            f"This message is {message.status} by now, so that this cannot be done any more."
        )
    return message


async def suppress(session: TenantSession, address: str, reason: str) -> None:
    """Send nothing to this address any more. Idempotent."""
    await session.execute(
        insert(Suppression)
        .values(
            workspace_id=session.info["workspace_id"],
            address_key=rules.address_key(address),
            reason=reason,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
    )
