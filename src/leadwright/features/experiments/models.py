"""Tables of wording tests, assignments, and outcomes of leads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class Experiment(Base):
    """A test of wordings of one template. What is tested never changes once it ran.

    `language` null: all. `about`: the whole text or the `subject` only. `floor`: how many settled
    leads each wording needs before anything is said. `alpha`: how often a winner may be none.
    `decided`: by `rule`, by `hand`, or `stopped` without a winner.
    """

    __tablename__ = "experiment"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    template: Mapped[str]
    language: Mapped[str | None]
    industry: Mapped[str]
    about: Mapped[str]
    state: Mapped[str]
    window_days: Mapped[int]
    floor: Mapped[int]
    alpha: Mapped[float]
    by_rule: Mapped[bool]
    winner: Mapped[str | None]
    decided: Mapped[str | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]


class ExperimentVariant(Base):
    """One wording: texts in the notation of templates, or a letter of the shipped ones, or as shipped."""

    __tablename__ = "experiment_variant"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    experiment_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    weight: Mapped[int]
    shipped: Mapped[str | None]
    subject: Mapped[str | None]
    body: Mapped[str | None]


class ExperimentAssignment(Base):
    """A lead that was answered with a wording. It counts until `until`, and once."""

    __tablename__ = "experiment_assignment"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    experiment_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    variant: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime]
    message_id: Mapped[UUID]


class LeadOutcome(Base):
    """Something good that a lead did: `replied`, `meeting`, or a `status` that says so.

    `source`: `person`, `status`, `api`, or `events` for what came by POST /api/events. `reference`: the
    name that the program which told it has for it; told twice it is one. `undone_at`: taken back.
    """

    __tablename__ = "lead_outcome"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID]
    kind: Mapped[str]
    at: Mapped[datetime]
    source: Mapped[str]
    reference: Mapped[str | None]
    by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
