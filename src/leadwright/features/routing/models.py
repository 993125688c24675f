"""Whose turn it is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Rotation(Base):
    """When a member last got a lead by round robin."""

    __tablename__ = "rotation"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    last_assigned_at: Mapped[datetime]
