"""The table of connections."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Connection(Base):
    """One vendor, as one workspace uses it.

    `purpose`: what it is used for (mail, a chat, model). `sealed`: the secret fields, encrypted and
    bound to this row. `config`: the other fields. `state`: untested, working, broken. `said`: what the
    last try of it said.
    `is_default`: the one that is used; one a workspace and purpose at most. Models are all used, in
    the order of `position`.
    """

    __tablename__ = "connection"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    integration: Mapped[str]
    label: Mapped[str]
    sealed: Mapped[str]
    config: Mapped[dict[str, Any]]
    state: Mapped[str]
    said: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    is_default: Mapped[bool]
    position: Mapped[int]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
