"""Tables of outgoing messages and suppressed addresses."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Computed
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.features.messages import rules
from leadwright.kernel.db.base import Base

UNFINISHED = frozenset({"queued", "handing_over", "held", "failed", "unconfirmed"})


class Message(Base):
    """One outbound message. `reason_key` is unique: it says why the message exists.

    `status`: queued, held (a draft), handing_over (the mail server is about to get the content),
    sent, failed, unconfirmed (the connection died after the content), suppressed, cancelled.
    `unfinished`: PostgreSQL's own note of the states in `UNFINISHED`, by which an index finds them.
    `channel`: `email`, or the chat it goes by, where `buttons` stand under it.
    `built_in`: it stays in the built-in outbox whatever mail server is configured (demo).
    `provider_id`: the provider's own name for it. `fate`: what the provider reported afterwards
    (delayed, delivered, bounced, complained).
    `original_*`: what was drafted, when a person changed it before it was sent.
    `received_at`: when the submission it answers came in.
    `send_after`: a queued message does not leave before; a person may cancel or hasten it till then.
    `mode` and `chosen_by`: what the reply rules decided, and which of them.
    `experiment_id` and `variant`: which wording of a test it is.
    `waits_for_way`: it was put off because its mail server takes nothing, and not because of itself.
    `revision`: counts changes of the words, so that nobody approves others than they saw.
    """

    __tablename__ = "message"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    reason_key: Mapped[str]
    kind: Mapped[str]
    channel: Mapped[str]
    status: Mapped[str]
    unfinished: Mapped[bool] = mapped_column(Computed("", persisted=True))
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
    buttons: Mapped[list[Any]]
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
    send_after: Mapped[datetime | None]
    waits_for_way: Mapped[bool]
    mode: Mapped[str | None]
    chosen_by: Mapped[str | None]
    revision: Mapped[int]
    provider_id: Mapped[str | None]
    fate: Mapped[str | None]
    fate_at: Mapped[datetime | None]
    fate_detail: Mapped[str | None]
    experiment_id: Mapped[UUID | None]
    variant: Mapped[str | None]

    @property
    def is_kept(self) -> bool:
        """Whether it went nowhere for want of a mail server, and should have; see `queries.kept_here`."""
        is_here = self.status == "sent" and self.provider == rules.OUTBOX and not self.built_in
        return is_here and self.kind in rules.TO_LEADS


class MessageEdit(Base):
    """One change of a draft by a person: the words before and after, to learn from."""

    __tablename__ = "message_edit"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID]
    person_id: Mapped[UUID]
    at: Mapped[datetime]
    subject_before: Mapped[str]
    text_before: Mapped[str]
    subject_after: Mapped[str]
    text_after: Mapped[str]


class MailReport(Base):
    """An event of a provider's webhook that was taken, so that a replay has no effect."""

    __tablename__ = "mail_report"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]


class Suppression(Base):
    """An address that gets no mail from this workspace, and why."""

    __tablename__ = "suppression"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    address_key: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    created_at: Mapped[datetime]
