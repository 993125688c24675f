"""Tables of calls, and of answers that are used again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class ModelCall(Base):
    """One attempt to get an answer for a submission.

    `cached` tokens are among those in. `cost_micro`: millionths of a US dollar, null where nobody
    knows the price. `is_estimate`: tokens and cost are ours, of an answer that came too late to be
    read. `outcome`: answered or failed; `failure` says how. The connection may be gone.
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
    is_estimate: Mapped[bool]
    ms: Mapped[float]
    outcome: Mapped[str]
    failure: Mapped[str | None]
    created_at: Mapped[datetime]


class KeptAnswer(Base):
    """A model's answer to a question, without the person who asked.

    `sheet` names the facts it was made of, `question` is in its normal form. `subject` and `body`
    have slots.
    """

    __tablename__ = "kept_answer"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    sheet: Mapped[str]
    language: Mapped[str]
    intent: Mapped[str]
    question: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    model: Mapped[str]
    created_at: Mapped[datetime]
