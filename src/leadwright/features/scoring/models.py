"""The table of scores as they stood when they were last computed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class LeadScore(Base):
    """One lead's score by one scorecard, with the ledger that adds up to it.

    `as_of` is when it was computed, `next_change_at` when decay next changes the total,
    `submitted_at` when the newest submission it counts was received.
    """

    __tablename__ = "lead_score"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "lead_id"], ["lead.workspace_id", "lead.id"], ondelete="CASCADE"
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    scorecard: Mapped[str] = mapped_column(primary_key=True)
    total: Mapped[int]
    fit: Mapped[float]
    engagement: Mapped[float]
    intent: Mapped[float]
    grade: Mapped[str]
    as_of: Mapped[datetime]
    submitted_at: Mapped[datetime]
    next_change_at: Mapped[datetime | None]
    ledger: Mapped[dict[str, Any]]
