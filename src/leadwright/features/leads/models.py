"""Tables of leads and the facts known about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Lead(Base):
    """A person with a buying interest, with the pipeline's latest results.

    `*_folded` and `*_key` are folded in Python, because under row-level security only leakproof
    comparisons use an index. `version` counts changes, to detect stale forms. The database derives the
    search index from the row (`lead_search`).
    """

    __tablename__ = "lead"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_submission_at: Mapped[datetime]
    last_submission_id: Mapped[UUID]
    submissions: Mapped[int]
    status: Mapped[str]
    name: Mapped[str]
    name_folded: Mapped[str]
    email: Mapped[str | None]
    email_key: Mapped[str | None]
    phone: Mapped[str | None]
    phone_key: Mapped[str | None]
    company: Mapped[str]
    company_folded: Mapped[str]
    country: Mapped[str | None]
    language: Mapped[str | None]
    source: Mapped[str]
    intent: Mapped[str | None]
    intent_confidence: Mapped[float | None]
    quality_band: Mapped[str | None]
    score: Mapped[int | None]
    grade: Mapped[str | None]
    owner_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    reply_status: Mapped[str]
    reply_ms: Mapped[int | None]
    stop_reason: Mapped[str | None]
    version: Mapped[int]


class LeadFact(Base):
    """One fact about a lead with its provenance. Facts are added, never overwritten.

    A view of two tables: `fact` has one row per fact, `fact_set` one for all facts of a file's row. That the
    lead exists is checked once per statement, not by a foreign key; the same holds for custom fields.
    """

    __tablename__ = "known_fact"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    submission_id: Mapped[UUID | None]
    key: Mapped[str]
    value: Mapped[Any] = mapped_column(JSONB)
    source: Mapped[str]
    method: Mapped[str]
    confidence: Mapped[float]
    observed_at: Mapped[datetime]


class LeadValue(Base):
    """A custom field in typed columns, so that conditions on it use an index.

    `said`, `set_by` and `set_at`: the original text, the automation that set it, and when. Null for a
    value from a submission, which stores it as it was sent.
    """

    __tablename__ = "lead_value"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    text_folded: Mapped[str | None]
    number: Mapped[float | None]
    moment: Mapped[datetime | None]
    said: Mapped[str | None]
    set_by: Mapped[str | None]
    set_at: Mapped[datetime | None]
