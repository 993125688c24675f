"""Tables of automations, their runs, the effects of these, and the webhook posts they make."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Automation(Base):
    """An event, what of it, a condition, and actions in order.

    `narrowed`: values the event's payload must have. `sealed`: the secret that signs its posts.
    `version` counts changes; `deleted_at` is taken back by undo.
    """

    __tablename__ = "automation"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    event: Mapped[str]
    narrowed: Mapped[dict[str, Any]]
    condition: Mapped[dict[str, Any] | None]
    actions: Mapped[list[Any]]
    state: Mapped[str]
    sealed: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
    deleted_at: Mapped[datetime | None]


class AutomationRun(Base):
    """What an automation made of one event: `acted`, `not_met`, `stopped` or `failed`, and why.

    `chain`: the automations whose deeds led to this event, the first one first. `depth` is its length.
    """

    __tablename__ = "automation_run"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    automation_id: Mapped[UUID]
    event_id: Mapped[UUID]
    event: Mapped[str]
    lead_id: Mapped[UUID]
    at: Mapped[datetime]
    outcome: Mapped[str]
    reason: Mapped[str]
    depth: Mapped[int]
    chain: Mapped[list[UUID]] = mapped_column(ARRAY(PG_UUID(as_uuid=True)))
    steps: Mapped[list[Any]]


class AutomationEffect(Base):
    """An event or a message that a run brought about."""

    __tablename__ = "automation_effect"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    effect_id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID]


class AutomationPost(Base):
    """A webhook to be posted: `waiting`, `sent`, `failed` or `stopped`, with what the other side `said`."""

    __tablename__ = "automation_post"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    automation_id: Mapped[UUID]
    run_id: Mapped[UUID]
    url: Mapped[str]
    body: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int]
    said: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
