"""Identifiers. All are UUIDv7, made here and not in SQL, because PostgreSQL has none before 18."""

from datetime import datetime
from typing import NewType
from uuid import UUID

import uuid_utils

WorkspaceId = NewType("WorkspaceId", UUID)
PersonId = NewType("PersonId", UUID)
SubmissionId = NewType("SubmissionId", UUID)
LeadId = NewType("LeadId", UUID)
EventId = NewType("EventId", UUID)
FactId = NewType("FactId", UUID)
MessageId = NewType("MessageId", UUID)
TaskId = NewType("TaskId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)


def new_id() -> UUID:
    """A fresh UUIDv7: sorted by the millisecond it was made in, so that new rows stand together."""
    return UUID(int=uuid_utils.uuid7().int)


def first_id_of(moment: datetime) -> UUID:
    """No id that is made at that moment or later stands before it."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
