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
    `unfinished`: a generated column for the states in `UNFINISHED`, with a partial index.
    `channel`: `email`, or a chat, where `buttons` are shown below the text.
    `built_in`: it stays in the built-in outbox whatever mail server is configured (demo).
    `provider_id`: the provider's id of it. `fate`: what the provider reported afterwards
    (delayed, delivered, bounced, complained).
    `original_*`: the draft, if a person changed it before it was sent.
    `received_at`: when the submission it answers came in.
    `send_after`: a queued message is not sent earlier; until then a person may cancel it or send it now.
    `mode` and `chosen_by`: what the reply rules decided, and which of them.
    `experiment_id` and `variant`: which wording of a test it is.
    `waits_for_way`: delayed because its mail server accepts nothing, not because of this message.
    `revision`: counts changes of the text, so that nobody approves a text they did not see.
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
        """Whether it should have been sent but no mail server was configured; see `queries.kept_here`."""
        is_here = self.status == "sent" and self.provider == rules.OUTBOX and not self.built_in
        return is_here and self.kind in rules.TO_LEADS


class MessageEdit(Base):
    """One change of a draft by a person: the text before and after, to learn from."""

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
    """A processed event of a provider's webhook, so that a replay has no effect."""

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
