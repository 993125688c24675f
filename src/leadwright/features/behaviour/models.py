"""Tables of behaviour: events as received, ids of people, scores to renew, what is tracked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Behaviour(Base):
    """One thing somebody did. Once its lead is known it stands in the event log, under the same id.

    `origin`: `api`, `page`, `mail`, or the id of the connection that reported it; `sender_id` is
    unique within it. `signs`: what spoke for a machine when it came; `machine`: why it is taken for
    one, null for people.
    """

    __tablename__ = "behaviour"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "lead_id"], ["lead.workspace_id", "lead.id"], ondelete="CASCADE"
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    origin: Mapped[str]
    sender_id: Mapped[str | None]
    body_hash: Mapped[str | None]
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    lead_id: Mapped[UUID | None]
    visitor: Mapped[str | None]
    email_key: Mapped[str | None]
    external_id: Mapped[str | None]
    message_id: Mapped[UUID | None]
    about: Mapped[str]
    properties: Mapped[dict[str, Any]] = mapped_column(JSONB)
    address: Mapped[str | None]
    agent: Mapped[str | None]
    signs: Mapped[list[str]] = mapped_column(ARRAY(Text))
    machine: Mapped[str | None]


class KnownAs(Base):
    """Whose a visitor id or another program's id is; without a lead where two people use it."""

    __tablename__ = "known_as"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    way: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID | None]
    since: Mapped[datetime]


class ScoreDue(Base):
    """A reason to compute a lead's score anew."""

    __tablename__ = "score_due"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID]


class TrackingRules(Base):
    """Whether opens and clicks of our own mail are recorded. Without a row: neither."""

    __tablename__ = "tracking_rules"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    opens: Mapped[bool]
    clicks: Mapped[bool]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
