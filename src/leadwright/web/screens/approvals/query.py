"""What waits for a person before it leaves: drafts and delayed replies, each with the lead it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import MessageId, SubmissionId
from leadwright.features.capture import queries as submissions
from leadwright.features.leads.models import Lead
from leadwright.features.messages import queries as messages
from leadwright.features.messages.models import Message, MessageEdit
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession

MOST = 200
ORDERS = ("oldest", "score")


@dataclass(frozen=True)
class Waiting:
    """A line of the queue."""

    id: UUID
    revision: int
    subject: str
    text: str
    to_name: str
    to_address: str
    queued_at: datetime
    send_after: datetime | None
    chosen_by: str | None
    lead_id: UUID | None
    lead_name: str | None
    company: str | None
    intent: str | None
    stop_reason: str | None
    score: int | None
    grade: str | None


_COLUMNS = (
    Message.id,
    Message.revision,
    Message.subject,
    Message.text,
    Message.to_name,
    Message.to_address,
    Message.queued_at,
    Message.send_after,
    Message.chosen_by,
    Lead.id,
    Lead.name,
    Lead.company,
    Lead.intent,
    Lead.stop_reason,
    Lead.score,
    Lead.grade,
)


async def queue(session: ReadSession, order: str) -> Sequence[Waiting]:
    """The first MOST, those that wait longest first, or those of the best score."""
    query = _with_lead(select(*_COLUMNS), session).where(_waits())
    oldest = (Message.queued_at, Message.id)
    best = (Lead.score.desc().nulls_last(), *oldest)
    rows = await session.execute(
        query.order_by(*(best if order == "score" else oldest)).limit(MOST)
    )
    return [Waiting(*tuple(row)) for row in rows]


async def count(session: ReadSession) -> int:
    """How many wait in all."""
    found = await session.scalar(
        select(func.count())
        .select_from(Message)
        .where(Message.workspace_id == session.info["workspace_id"], _waits())
    )
    return int(found or 0)


def _with_lead(query: Select[*tuple[Any, ...]], session: ReadSession) -> Select[*tuple[Any, ...]]:
    mine = and_(Lead.workspace_id == Message.workspace_id, Lead.id == Message.lead_id)
    return query.outerjoin_from(Message, Lead, mine).where(
        Message.workspace_id == session.info["workspace_id"]
    )


def _waits() -> ColumnElement[bool]:
    return and_(
        Message.unfinished,
        or_(
            Message.status == "held",
            and_(Message.status == "queued", Message.send_after > clock.now()),
        ),
    )


def waits(message: Message, now: datetime) -> bool:
    """Whether this message could still be decided about at that moment."""
    if message.status == "queued":
        return message.send_after is not None and message.send_after > now
    return message.status == "held"


@dataclass(frozen=True)
class Beside:
    """One message, what it answers, and what people changed in it."""

    message: Message
    lead: Lead | None
    asked: str
    asked_at: datetime | None
    edits: Sequence[MessageEdit]


async def one(session: ReadSession, message_id: UUID) -> Beside:
    """Any message, whatever became of it: who comes late wants to see it too."""
    message = await messages.one(session, MessageId(message_id))
    if message is None:
        raise NotFound("There is no such message here.")
    asked = None
    if message.submission_id is not None:
        asked = await submissions.submission(session, SubmissionId(message.submission_id))
    return Beside(
        message=message,
        lead=await _lead(session, message.lead_id),
        asked=str(asked.form.get("message") or "") if asked else "",
        asked_at=asked.received_at if asked else None,
        edits=await messages.edits(session, [message.id] if message.revision else []),
    )


async def _lead(session: ReadSession, lead_id: UUID | None) -> Lead | None:
    if lead_id is None:
        return None
    query = select(Lead).where(
        Lead.workspace_id == session.info["workspace_id"], Lead.id == lead_id
    )
    return (await session.execute(query)).scalar_one_or_none()
