"""Tables of the one way out: messages and suppressed addresses."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Message(Base):
    """One outbound message. `reason_key` is unique: it says why the message exists.

    `status`: queued, held (a draft), handing_over (the mail server is about to get the content),
    sent, failed, unconfirmed (the connection died after the content), suppressed, cancelled.
    `built_in`: it stays in the built-in outbox whatever mail server is configured (demo).
    `original_*`: what was drafted, when a person changed it before it was sent.
    `received_at`: when the submission it answers came in.
    """

    __tablename__ = "message"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    reason_key: Mapped[str]
    kind: Mapped[str]
    channel: Mapped[str]
    status: Mapped[str]
    lead_id: Mapped[UUID | None]
    submission_id: Mapped[UUID | None]
    message_id: Mapped[str]
    from_name: Mapped[str]
    from_address: Mapped[str]
    to_name: Mapped[str]
    to_address: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    original_subject: Mapped[str | None]
    original_text: Mapped[str | None]
    language: Mapped[str]
    headers: Mapped[dict[str, Any]]
    evidence: Mapped[list[Any]]
    built_in: Mapped[bool]
    received_at: Mapped[datetime | None]
    queued_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    sender: Mapped[UUID | None]
    provider: Mapped[str | None]
    response: Mapped[str | None]
    attempts: Mapped[int]
    error: Mapped[str | None]


class Suppression(Base):
    """An address that gets no mail from this workspace, and why."""

    __tablename__ = "suppression"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    address_key: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    created_at: Mapped[datetime]
