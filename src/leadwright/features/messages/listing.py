"""The outbox as a list: by state, newest first, paged by key in both directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_

from leadwright.features.messages import queries
from leadwright.features.messages.models import Message
from leadwright.kernel.db.session import ReadSession


@dataclass(frozen=True)
class ListedMessage:
    """A row of the outbox: everything but the body."""

    id: UUID
    kind: str
    status: str
    lead_id: UUID | None
    to_name: str
    to_address: str
    subject: str
    language: str
    provider: str | None
    error: str | None
    fate: str | None
    queued_at: datetime
    send_after: datetime | None


@dataclass(frozen=True)
class OutboxPage:
    """One page. `newer` and `older` are the cursors of its neighbours, None at the ends."""

    items: Sequence[ListedMessage]
    newer: UUID | None
    older: UUID | None


_COLUMNS = (
    Message.id,
    Message.kind,
    Message.status,
    Message.lead_id,
    Message.to_name,
    Message.to_address,
    Message.subject,
    Message.language,
    Message.provider,
    Message.error,
    Message.fate,
    Message.queued_at,
    Message.send_after,
)


async def page(
    session: ReadSession,
    *,
    states: Sequence[str] = (),
    kept_here: bool = False,
    before: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> OutboxPage:
    """Messages older than `before`, or just newer than `after`; the newest when neither is given.

    `kept_here`: only mail to leads that was kept for want of a mail server. A cursor of another
    workspace, or of a deleted message, finds nothing.
    """
    query = select(*_COLUMNS).where(Message.workspace_id == session.info["workspace_id"])
    if states:
        query = query.where(queries.in_states(states))
    if kept_here:
        query = query.where(queries.kept_here())
    upwards = after is not None and before is None
    mark = after if upwards else before
    if mark is not None:
        key = tuple_(Message.queued_at, Message.id)
        place = (
            select(Message.queued_at, Message.id)
            .where(Message.workspace_id == session.info["workspace_id"], Message.id == mark)
            .scalar_subquery()
        )
        query = query.where(key > place if upwards else key < place)
    order = (
        (Message.queued_at, Message.id)
        if upwards
        else (Message.queued_at.desc(), Message.id.desc())
    )
    rows = (await session.execute(query.order_by(*order).limit(limit + 1))).all()
    more = len(rows) > limit
    items = [ListedMessage(*tuple(row)) for row in rows[:limit]]
    if upwards:
        items.reverse()
    if not items:
        return OutboxPage((), None, None)
    has_newer = more if upwards else mark is not None
    has_older = more if not upwards else True
    return OutboxPage(
        items, items[0].id if has_newer else None, items[-1].id if has_older else None
    )
