"""The table of reply rules."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class ReplyRuleRow(Base):
    """A rule of a workspace's own list. A workspace without any has the shipped list."""

    __tablename__ = "reply_rule"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    condition: Mapped[dict[str, Any] | None]
    mode: Mapped[str]
    minutes: Mapped[int]
