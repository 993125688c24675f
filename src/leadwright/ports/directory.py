"""In-house services that several features need. Each has one owner feature; bootstrap hands them out.

At most five: a sixth needs an ADR. This is the price of features being strangers.
"""

from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.domain.ids import LeadId, MessageId, PersonId, SubmissionId, WorkspaceId
from leadwright.domain.lead import Owner


@dataclass(frozen=True)
class NewMessage:
    """A message to be queued. `reason_key` says why it exists; the same key makes no second one."""

    reason_key: str
    kind: str
    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    from_name: str
    language: str = "en"
    lead_id: LeadId | None = None
    submission_id: SubmissionId | None = None
    in_reply_to: str | None = None
    held: bool = False
    headers: dict[str, str] = field(default_factory=dict)


class Outbox(Protocol):
    """The one way out for messages; owned by `features/messages`."""

    async def put(self, session: AsyncSession, message: NewMessage) -> MessageId: ...


class Members(Protocol):
    """Who works in a workspace; owned by `features/workspaces`."""

    async def takers(self, session: AsyncSession) -> tuple[Owner, ...]: ...

    async def owner(self, session: AsyncSession, person_id: PersonId) -> Owner | None: ...


@dataclass(frozen=True)
class Company:
    """The workspace's own business, as its replies may speak of it: the fact sheet.

    `lines` are the only claims a reply may make beyond what the lead said.
    """

    workspace_id: WorkspaceId
    name: str
    sender_name: str
    booking_url: str | None
    website: str | None
    lines: tuple[str, ...]
    is_demo: bool = False


class FactSheets(Protocol):
    """The workspace's fact sheet; owned by `features/workspaces`."""

    async def read(self, session: AsyncSession) -> Company: ...
