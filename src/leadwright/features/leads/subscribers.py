"""Reactions of leads to other features: the outcome of replies."""

from sqlalchemy import ColumnElement, column, func, select, table

from leadwright.domain.event import Event
from leadwright.domain.events import (
    MessageBounced,
    MessageCancelled,
    MessageFailed,
    MessageRestored,
    MessageSent,
    MessageSuppressed,
    MessageUnconfirmed,
)
from leadwright.domain.ids import MessageId
from leadwright.features.leads import queries
from leadwright.features.leads.actions import Reply, mark_reply
from leadwright.kernel import live
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import Subscriptions

subscriptions = Subscriptions("leads")

_AboutMessage = (
    MessageSent
    | MessageFailed
    | MessageUnconfirmed
    | MessageSuppressed
    | MessageCancelled
    | MessageRestored
    | MessageBounced
)


def _is_reply(event: _AboutMessage) -> bool:
    return event.kind == "reply"


def _is_by_hand(event: _AboutMessage) -> bool:
    return event.kind == "by_hand"


# Each lead is answered once: its SQL function does what stands below.
@subscriptions.on(MessageSent, "mark_answered", when=_is_reply, sql_function="reaction_answered")
async def mark_answered(session: TenantSession, event: MessageSent) -> None:
    await _mark(session, event, Reply("answered", ms=event.ms_since_received))


@subscriptions.on(MessageSent, "mark_answered_by_hand", when=_is_by_hand)
async def mark_answered_by_hand(session: TenantSession, event: MessageSent) -> None:
    """A person's mail answers whom nothing answered yet; after a reply it is one more mail."""
    if event.lead_id is None or event.submission_id is None:
        return
    lead = await queries.one(session, event.lead_id)
    if lead is not None and lead.reply_status != "answered":
        await _mark(session, event, Reply("answered", ms=event.ms_since_received))


@subscriptions.on(MessageFailed, "mark_failed_by_hand", when=_is_by_hand)
async def mark_failed_by_hand(session: TenantSession, event: MessageFailed) -> None:
    """A person's mail that reached nobody answers nobody, unless another one did."""
    await _mark_unless_reached(session, event, Reply("failed"))


@subscriptions.on(MessageBounced, "mark_bounced_by_hand", when=_is_by_hand)
async def mark_bounced_by_hand(session: TenantSession, event: MessageBounced) -> None:
    await _mark_unless_reached(session, event, Reply("failed"))


@subscriptions.on(MessageUnconfirmed, "mark_unconfirmed_by_hand", when=_is_by_hand)
async def mark_unconfirmed_by_hand(session: TenantSession, event: MessageUnconfirmed) -> None:
    await _mark_unless_reached(session, event, Reply("unconfirmed"))


@subscriptions.on(MessageFailed, "mark_failed", when=_is_reply)
async def mark_failed(session: TenantSession, event: MessageFailed) -> None:
    await _mark(session, event, Reply("failed"))


@subscriptions.on(MessageBounced, "mark_bounced", when=_is_reply)
async def mark_bounced(session: TenantSession, event: MessageBounced) -> None:
    """Taken by the provider and sent back: nobody was answered."""
    await _mark(session, event, Reply("failed"))


@subscriptions.on(MessageUnconfirmed, "mark_unconfirmed", when=_is_reply)
async def mark_unconfirmed(session: TenantSession, event: MessageUnconfirmed) -> None:
    await _mark(session, event, Reply("unconfirmed"))


@subscriptions.on(MessageSuppressed, "mark_suppressed", when=_is_reply)
async def mark_suppressed(session: TenantSession, event: MessageSuppressed) -> None:
    await _mark(session, event, Reply("stopped", stop_reason="suppressed"))


@subscriptions.on(MessageCancelled, "mark_cancelled", when=_is_reply)
async def mark_cancelled(session: TenantSession, event: MessageCancelled) -> None:
    if await _stands(session, event.message_id, "cancelled"):
        await _mark(session, event, Reply("stopped", stop_reason="cancelled"))


@subscriptions.on(MessageRestored, "mark_restored", when=_is_reply)
async def mark_restored(session: TenantSession, event: MessageRestored) -> None:
    if await _stands(session, event.message_id, "held"):
        await _mark(session, event, Reply("held"))


async def _mark_unless_reached(
    session: TenantSession, event: MessageFailed | MessageBounced | MessageUnconfirmed, reply: Reply
) -> None:
    if not await _reached_otherwise(session, event):
        await _mark(session, event, reply)


async def _reached_otherwise(
    session: TenantSession, event: MessageFailed | MessageBounced | MessageUnconfirmed
) -> bool:
    """Whether another mail about the same submission went out and did not come back."""
    mail = table("message", *map(column, ("workspace_id", "id", "submission_id", "kind", "status")))
    fate: ColumnElement[str | None] = column("fate")
    query = select(mail.c.id).where(
        mail.c.workspace_id == session.info["workspace_id"],
        mail.c.submission_id == event.submission_id,
        mail.c.id != event.message_id,
        mail.c.kind.in_(("reply", "by_hand")),
        mail.c.status == "sent",
        func.coalesce(fate, "") != "bounced",
    )
    return (await session.execute(query.limit(1))).first() is not None


async def _stands(session: TenantSession, message_id: MessageId, status: str) -> bool:
    """Whether the message is so still: a cancellation and its undo may overtake each other."""
    message = table("message", column("workspace_id"), column("id"), column("status"))
    found = await session.scalar(
        select(message.c.status).where(
            message.c.workspace_id == session.info["workspace_id"], message.c.id == message_id
        )
    )
    return bool(found == status)


async def _mark(session: TenantSession, event: Event, reply: Reply) -> None:
    if event.lead_id is not None and event.submission_id is not None:
        await mark_reply(session, event.lead_id, event.submission_id, reply)
        # Screens that listen asked when the mail went out, before the lead knew of it.
        await live.announce(session, event.submission_id, "answered")
