"""The table of tasks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Task(Base):
    """Something a member has to do, usually about a lead. `reason_key` says why it exists."""

    __tablename__ = "task"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    reason_key: Mapped[str]
    lead_id: Mapped[UUID | None]
    owner_id: Mapped[UUID | None]
    title: Mapped[str]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
