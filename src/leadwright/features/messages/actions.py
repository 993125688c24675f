"""Queueing messages, and what people do with them: approve, cancel, send again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Uuid, bindparam, column, func, or_, select, table, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.events import (
    MessageCancelled,
    MessageEdited,
    MessageQueued,
    MessageReleased,
)
from leadwright.domain.ids import MessageId, PersonId, new_id
from leadwright.features.messages import queries, rules, wording
from leadwright.features.messages.models import Message, Suppression
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import INTERACTIVE, NORMAL, enqueue
from leadwright.ports.directory import NewMessage

SEND = "send_message"


def _put() -> Any:
    """Whether the workspace is a demo is asked here, at the one way out, whoever wrote the message."""
    messages: Any = Message.__table__
    workspace = table("workspace", column("id"), column("is_demo"))
    is_demo = select(workspace.c.is_demo).where(workspace.c.id == bindparam("asking", type_=Uuid))
    return (
        insert(messages)
        .values(built_in=or_(bindparam("stays_in", type_=Boolean), is_demo.scalar_subquery()))
        .on_conflict_do_nothing(index_elements=["workspace_id", "reason_key"])
        .returning(messages.c.id)
    )


_PUT = _put()


class MessageOutbox:
    """The Outbox port over the message table. `from_address` is this installation's sender."""

    def __init__(self, from_address: str) -> None:
        self.from_address = from_address
        self.domain = from_address.rpartition("@")[2]

    async def put(self, session: TenantSession, message: NewMessage) -> MessageId:
        """Add the message with its sending job; the same reason key finds the one that stands."""
        new = new_id()
        row = _row(self, session.info["workspace_id"], new, message)
        made = (await session.execute(_PUT, row)).scalar_one_or_none()
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
        "stays_in": message.built_in,
        "asking": workspace_id,
        "received_at": message.received_at,
        "queued_at": clock.now(),
        "attempts": 0,
    }


async def approve(
    session: TenantSession, message_id: MessageId, *, by: PersonId | None = None
) -> None:
    """Send a held draft as it stands. `by` is told in the lead's timeline."""
    await _release(session, message_id, ("held",), by)


async def send_again(
    session: TenantSession, message_id: MessageId, *, by: PersonId | None = None
) -> None:
    """Send a failed or unconfirmed message after all, by a person's decision."""
    await _release(session, message_id, ("failed", "unconfirmed"), by)


async def _release(
    session: TenantSession, message_id: MessageId, states: tuple[str, ...], by: PersonId | None
) -> None:
    was = await _changed(session, message_id, states, status="queued", attempts=0, error=None)
    await _queue_sending(session, message_id, was.kind)
    if by is not None:
        emit(session, MessageReleased(**was.named(message_id), before=was.status, by=by))


async def cancel(
    session: TenantSession, message_id: MessageId, *, by: PersonId | None = None
) -> None:
    """Never send a held or queued message."""
    was = await _changed(session, message_id, ("held", "queued"), status="cancelled")
    if by is not None:
        emit(session, MessageCancelled(**was.named(message_id), by=by))


async def edit_draft(
    session: TenantSession, message_id: MessageId, *, subject: str, text: str, by: PersonId
) -> None:
    """Change a held draft. What was drafted first is kept, so that it can be learned from."""
    message = await _standing_one(session, message_id)
    subject, text = wording.cleaned(subject, text)
    if (subject, text) == (message.subject, message.text):
        return
    was = await _changed(
        session,
        message_id,
        ("held",),
        subject=subject,
        text=text,
        html=wording.html_of(text, subject, message.language, links=wording.links_of(message.html)),
        original_subject=func.coalesce(Message.original_subject, Message.subject),
        original_text=func.coalesce(Message.original_text, Message.text),
    )
    emit(session, MessageEdited(**was.named(message_id), by=by))


@dataclass(frozen=True)
class _Was:
    """A message as it stood before it was changed."""

    status: str
    kind: str
    lead_id: UUID | None
    submission_id: UUID | None

    def named(self, message_id: MessageId) -> dict[str, Any]:
        """What every event about a message says."""
        return {
            "lead_id": self.lead_id,
            "submission_id": self.submission_id,
            "message_id": message_id,
            "kind": self.kind,
        }


async def _standing_one(session: TenantSession, message_id: MessageId) -> Message:
    message = await queries.one(session, message_id)
    if message is None:
        raise NotFound("There is no such message here.")
    return message


async def _changed(
    session: TenantSession, message_id: MessageId, states: tuple[str, ...], **values: Any
) -> _Was:
    message = await _standing_one(session, message_id)
    was = _Was(message.status, message.kind, message.lead_id, message.submission_id)
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
            f"This message is {was.status.replace('_', ' ')} by now, so that this cannot be done"
            " any more."
        )
    return was


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
