"""The table of models."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class PredictionModel(Base):
    """One version: `training`, then `ready` or `failed`; `in_use` (one at most), later `retired`.

    `model` is a table of points as text, `sha256` its own; `report` what was measured (CONTRACTS 5).
    `outcomes`: how many decided leads it learned from.
    """

    __tablename__ = "prediction_model"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    state: Mapped[str]
    target: Mapped[str]
    progress: Mapped[str]
    outcomes: Mapped[int]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    model: Mapped[str | None]
    sha256: Mapped[str | None]
    asked_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    promoted_at: Mapped[datetime | None]
    promoted_by: Mapped[UUID | None]
