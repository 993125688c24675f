"""Who decided about a message, according to the event log."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import MessageId, PersonId
from leadwright.features.messages import queries
from leadwright.kernel.db.session import ReadSession

_LAST = text(
    "select name, payload ->> 'by' as by from event where workspace_id = :workspace_id"
    " and lead_id = :lead_id and payload ->> 'message_id' = :message_id and name in"
    " ('message.released', 'message.cancelled') order by recorded_at desc, id desc limit 1"
)


@dataclass(frozen=True)
class Decision:
    """A person sent or cancelled the message."""

    by: PersonId
    is_cancelled: bool


async def last(session: ReadSession, message_id: MessageId) -> Decision | None:
    """The latest decision, if it settled the message; None while the message still waits."""
    message = await queries.one(session, message_id)
    if message is None or message.lead_id is None or message.status == "held":
        return None
    which = {
        "workspace_id": session.info["workspace_id"],
        "lead_id": message.lead_id,
        "message_id": str(message_id),
    }
    row = (await session.execute(_LAST, which)).first()
    return Decision(PersonId(UUID(row.by)), row.name == "message.cancelled") if row else None
