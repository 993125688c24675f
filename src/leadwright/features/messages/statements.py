"""The three round trips of sending a message: look up, hand over, sent.

Each is a SQL function (`migrations/sql/0016_strokes.sql`), batched over concurrent messages in one
transaction; rare cases go through a session.
"""

import json
from datetime import datetime
from typing import Final
from uuid import UUID

from leadwright.features.messages.models import Message
from leadwright.kernel.db.session import Database
from leadwright.kernel.db.unit_of_work import Outgoing
from leadwright.ports.channel import Receipt, Transport

_COLUMNS: Final = (
    "workspace_id id reason_key kind channel status lead_id submission_id message_id from_name"
    " from_address to_name to_address subject text html headers buttons built_in received_at"
    " queued_at attempts send_after revision"
).split()
# Each takes its arguments as arrays, one row per message (`Database.group_commit`).
_TO_SEND = (
    f"select suppressed, {', '.join(f'(letter).{name}' for name in _COLUMNS)}"
    " from unnest($1::uuid[], $2::uuid[]) as asked (workspace_id, id)"
    " left join lateral message_to_send(asked.workspace_id, asked.id) on true"
)
_HANDED_OVER = (
    "select message_handed_over(w, i, revision, at, address, name) from unnest($1::uuid[], $2::uuid[],"
    " $3::int[], $4::timestamptz[], $5::text[], $6::text[]) as m (w, i, revision, at, address, name)"
)
_SENT = (
    "select message_sent(w, i, at, provider, response, provider_id, attempts, leaving)"
    " from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[],"
    " $7::int[], $8::jsonb[]) as m (w, i, at, provider, response, provider_id, attempts, leaving)"
)


async def to_send(
    database: Database, workspace_id: UUID, message_id: UUID
) -> tuple[Message, bool] | None:
    """The message's fields that sending needs, and whether its address is suppressed."""
    row = await database.group_commit(_TO_SEND, workspace_id, message_id)
    if row["id"] is None:
        return None
    values = {name: row[name] for name in _COLUMNS}
    values["headers"], values["buttons"] = json.loads(row["headers"]), json.loads(row["buttons"])
    return Message(**values), row["suppressed"]


async def handed_over(
    database: Database, message: Message, transport: Transport, at: datetime
) -> bool:
    """Committed just before the content is transmitted; False if the text has changed since it was read."""
    own = (
        (transport.from_address, transport.from_name or None)
        if transport.from_address
        else (None, None)
    )
    row = await database.group_commit(
        _HANDED_OVER, message.workspace_id, message.id, message.revision, at, *own
    )
    return bool(row[0])


async def sent(
    database: Database, message: Message, receipt: Receipt, outgoing: Outgoing, at: datetime
) -> bool:
    """Store the receipt, with events and jobs; False if the message was finished by someone else."""
    return bool(
        await database.call_function(
            _SENT,
            outgoing,
            message.workspace_id,
            message.id,
            at,
            receipt.provider,
            receipt.response[:500],
            receipt.id,
            message.attempts + 1,
        )
    )
