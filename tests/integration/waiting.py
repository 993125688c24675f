"""Replies that wait, for tests: rules that hold or delay everything, and what became of a reply."""

from typing import Any

from sqlalchemy import select, text, update
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import MessageId
from leadwright.features.messages.models import Message
from leadwright.features.replies import rule_book
from leadwright.features.replies.modes import ReplyMode, ReplyRule

ANA: dict[str, Any] = {
    "name": "Ana Lima",
    "email": "ana@lima.example",
    "company": "Lima Lda",
    "message": "Could we see a demo next week? We are 40 technicians.",
}
HELD = ReplyRule("Hold everything", None, ReplyMode.DRAFT)
LATER = ReplyRule("Wait ten minutes", None, ReplyMode.DELAY, 10)
NEVER = ReplyRule("Nothing", None, ReplyMode.NONE)


async def rule(installation: Installation, place: Workplace, *listed: ReplyRule) -> None:
    """Put these rules in the place of the workspace's own."""
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        since = rule_book.version_of(await rule_book.rules(session))
        await rule_book.save(session, listed, since=since)


async def waiting(
    installation: Installation, place: Workplace, listed: ReplyRule = HELD, **fields: Any
) -> Message:
    """A lead's reply that waits by this rule."""
    await rule(installation, place, listed)
    await installation.submit(place, **{**ANA, **fields})
    return await reply(installation, place)


async def reply(installation: Installation, place: Workplace) -> Message:
    """The newest reply, as it stands now."""
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = (
            select(Message)
            .where(Message.workspace_id == place.workspace_id, Message.kind == "reply")
            .order_by(Message.queued_at.desc())
            .limit(1)
        )
        return (await session.execute(query)).scalar_one()


async def change(
    installation: Installation, place: Workplace, message_id: MessageId, **values: Any
) -> None:
    """Write over a message's row."""
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            update(Message)
            .where(Message.workspace_id == place.workspace_id, Message.id == message_id)
            .values(**values)
        )


async def jobs(installation: Installation, message_id: MessageId) -> tuple[int, int]:
    """How many sending jobs are parked and how many stand in the queue for this message."""
    mark = {"mark": f"%{message_id}%"}
    counts = []
    for table in ("scheduled_job", "pgqueuer"):
        query = f"select count(*) from {table} where convert_from(payload, 'UTF8') like :mark"
        async with installation.runtime.database.autocommit.connect() as connection:
            counts.append(int(await connection.scalar(text(query), mark) or 0))
    return counts[0], counts[1]
