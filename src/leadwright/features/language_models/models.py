"""The table of calls."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class ModelCall(Base):
    """One attempt to get an answer for a submission.

    `cached` tokens are among those in. `cost_micro`: millionths of a US dollar, null where nobody
    knows the price. `outcome`: answered or failed; `failure` says how. The connection may be gone.
    """

    __tablename__ = "model_call"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID | None]
    submission_id: Mapped[UUID]
    connection_id: Mapped[UUID]
    integration: Mapped[str]
    model: Mapped[str]
    tokens_in: Mapped[int]
    tokens_out: Mapped[int]
    tokens_cached: Mapped[int]
    cost_micro: Mapped[int | None]
    ms: Mapped[float]
    outcome: Mapped[str]
    failure: Mapped[str | None]
    created_at: Mapped[datetime]
