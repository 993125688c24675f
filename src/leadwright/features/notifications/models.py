"""Tables of notifications, members' preferences, and the addresses where they are reached."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Notification(Base):
    """Something a member should know. Without a person it is for everybody in the workspace.

    Of a lead, `message_id` is the reply that waits for somebody. An alert is open until it is
    acknowledged or resolved; `cause` is why it rang, one open alert a cause, `times` how often.
    `affects`: what fails (mail, queue, ...), which is then no way to tell of it. `told_at`: when it
    was last sent out.
    """

    __tablename__ = "notification"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    reason_key: Mapped[str]
    person_id: Mapped[UUID | None]
    lead_id: Mapped[UUID | None]
    kind: Mapped[str]
    title: Mapped[str]
    detail: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    message_id: Mapped[UUID | None]
    score: Mapped[int | None]
    cause: Mapped[str | None]
    affects: Mapped[str | None]
    times: Mapped[int]
    last_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None]
    resolved_at: Mapped[datetime | None]


class NotificationPreferences(Base):
    """A member's preferences. `wishes`: kinds by channel; a channel that is missing is as shipped.

    `link_code`: the hash of a code that links a chat, once, until `link_expires`.
    """

    __tablename__ = "notification_wish"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    wishes: Mapped[dict[str, Any]]
    hot_from: Mapped[int]
    zone: Mapped[str]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    alerts_pass: Mapped[bool]
    muted_until: Mapped[datetime | None]
    digest_at: Mapped[time]
    link_code: Mapped[bytes | None]
    link_expires: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class MemberAddress(Base):
    """Where a member is reached in a chat. `state`: working, or broken with what was `said`."""

    __tablename__ = "member_address"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    label: Mapped[str]
    state: Mapped[str]
    said: Mapped[str | None]
    linked_at: Mapped[datetime]


class NotificationDelivery(Base):
    """Which message carried a notification, to whom, by which channel."""

    __tablename__ = "notification_delivery"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    notification_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    channel: Mapped[str]


class ChatUpdate(Base):
    """A press that was taken, so that a replay has no effect."""

    __tablename__ = "chat_update"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    update_id: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
