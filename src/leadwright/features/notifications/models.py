"""The table of notifications."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Notification(Base):
    """Something a member should know. Without a person it is for everybody in the workspace."""

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
