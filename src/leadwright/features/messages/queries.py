"""Reads of messages."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, select, tuple_

from leadwright.domain.ids import LeadId, MessageId, SubmissionId
from leadwright.features.messages import rules
from leadwright.features.messages.models import UNFINISHED, Message, MessageEdit, Suppression
from leadwright.features.messages.rules import address_key
from leadwright.kernel.db.session import ReadSession

_ONE = select(Message).where(
    Message.workspace_id == bindparam("workspace_id"), Message.id == bindparam("id")
)
_SUPPRESSED = select(Suppression.reason).where(
    Suppression.workspace_id == bindparam("workspace_id"),
    Suppression.address_key == bindparam("address_key"),
)


async def one(session: ReadSession, message_id: MessageId) -> Message | None:
    which = {"workspace_id": session.info["workspace_id"], "id": message_id}
    return (await session.execute(_ONE, which)).scalar_one_or_none()


async def reply_to(session: ReadSession, submission_id: SubmissionId) -> Message | None:
    """Our reply to a submission, in any state."""
    return (
        await session.execute(
            select(Message).where(
                Message.workspace_id == session.info["workspace_id"],
                Message.reason_key == f"reply:{submission_id}",
            )
        )
    ).scalar_one_or_none()


async def of_lead(session: ReadSession, lead_id: LeadId) -> Sequence[Message]:
    """All messages about a lead, newest first."""
    rows = await session.execute(
        select(Message)
        .where(Message.workspace_id == session.info["workspace_id"], Message.lead_id == lead_id)
        .order_by(Message.queued_at.desc(), Message.id.desc())
        .limit(100)
    )
    return rows.scalars().all()


def in_states(states: Sequence[str]) -> ColumnElement[bool]:
    """A condition for messages in these states; for unfinished states it uses the partial index."""
    in_them = Message.status.in_(states)
    return and_(in_them, Message.unfinished) if UNFINISHED.issuperset(states) else in_them


def kept_here() -> ColumnElement[bool]:
    """A condition for mail to leads that was kept, unsent, for want of a mail server."""
    return and_(
        Message.status == "sent",
        Message.provider == rules.OUTBOX,
        Message.built_in.is_(False),
        Message.kind.in_(rules.TO_LEADS),
    )


async def count_kept(session: ReadSession) -> int:
    """How many kept messages still await a decision."""
    which = and_(Message.workspace_id == session.info["workspace_id"], kept_here())
    return (await session.execute(select(func.count()).where(which))).scalar_one()


async def page(
    session: ReadSession,
    *,
    status: str | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> Sequence[Message]:
    """The outbox, newest first; `before` is the last message of the previous page."""
    query = select(Message).where(Message.workspace_id == session.info["workspace_id"])
    if status is not None:
        query = query.where(in_states((status,)))
    if before is not None:
        mark = select(Message.queued_at, Message.id).where(
            Message.workspace_id == session.info["workspace_id"], Message.id == before
        )
        query = query.where(tuple_(Message.queued_at, Message.id) < mark.scalar_subquery())
    query = query.order_by(Message.queued_at.desc(), Message.id.desc()).limit(limit)
    return (await session.execute(query)).scalars().all()


async def unfinished(session: ReadSession) -> dict[str, int]:
    """How many messages are in each unfinished state: queued, held, failed, unconfirmed."""
    rows = await session.execute(
        select(Message.status, func.count().label("number"))
        .where(
            Message.workspace_id == session.info["workspace_id"],
            Message.unfinished,
        )
        .group_by(Message.status)
    )
    return {row.status: row.number for row in rows}


async def is_suppressed(session: ReadSession, address: str) -> bool:
    which = {"workspace_id": session.info["workspace_id"], "address_key": address_key(address)}
    return (await session.execute(_SUPPRESSED, which)).first() is not None


async def edits(session: ReadSession, message_ids: Collection[UUID]) -> Sequence[MessageEdit]:
    """The edits people made to these messages, oldest first."""
    if not message_ids:
        return ()
    rows = await session.execute(
        select(MessageEdit)
        .where(
            MessageEdit.workspace_id == session.info["workspace_id"],
            MessageEdit.message_id.in_(message_ids),
        )
        .order_by(MessageEdit.at, MessageEdit.id)
    )
    return rows.scalars().all()
