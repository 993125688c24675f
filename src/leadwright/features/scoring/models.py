"""Tables of scorecards and their versions, scores as last computed, their history, mass runs and replays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class ScorecardRow(Base):
    """A scorecard of the workspace. `published` is the number in force; null: only a draft so far."""

    __tablename__ = "scorecard"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    is_primary: Mapped[bool]
    published: Mapped[int | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class ScorecardVersion(Base):
    """One version of a scorecard: `draft` (one at a time), `published` (one), or `retired`.

    `copy_of`: the older version it brought back. `before`: the draft as it was before its last change.
    """

    __tablename__ = "scorecard_version"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    card: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    note: Mapped[str]
    copy_of: Mapped[int | None]
    author: Mapped[UUID | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class Rescoring(Base):
    """The base computed anew by a published version: `running`, `done`, or `replaced` by a newer run.

    `after` is the last lead of the last part that was written: a run goes on from there.
    """

    __tablename__ = "rescoring"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    number: Mapped[int]
    state: Mapped[str]
    leads: Mapped[int]
    done: Mapped[int]
    changed: Mapped[int]
    crossed: Mapped[int]
    after: Mapped[UUID | None]
    started_by: Mapped[UUID | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Replay(Base):
    """One way to score against another over the stored history: `running`, `done` or `replaced`.

    `kind`: a `card` or a `model` is replayed. `model` and `model_against`: how a model takes part.

    `card` and `against` are kept as they were: a draft may change meanwhile. `number` null: a card
    from a file. `cut` and `verdict_cut`: hashes of lead ids up to which leads are in the sample;
    null without one. `walks`: how many leads it goes through, null before it began.
    """

    __tablename__ = "replay"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    number: Mapped[int | None]
    kind: Mapped[str]
    card: Mapped[dict[str, Any]]
    against: Mapped[dict[str, Any]]
    model: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    model_against: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    state: Mapped[str]
    as_of: Mapped[datetime]
    leads: Mapped[int]
    walks: Mapped[int | None]
    done: Mapped[int]
    cut: Mapped[int | None] = mapped_column(BigInteger)
    verdict_cut: Mapped[int | None] = mapped_column(BigInteger)
    after: Mapped[UUID | None]
    figures: Mapped[dict[str, Any]]
    started_by: Mapped[UUID | None]
    finished_at: Mapped[datetime | None]


class ScoreMode(Base):
    """How a chosen model takes part in the workspace's scores; no row: rules alone.

    Scores from before `scores_since` were made in another way, or with another version.
    """

    __tablename__ = "score_mode"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    mode: Mapped[str]
    changed_by: Mapped[UUID | None]
    changed_at: Mapped[datetime]
    scores_since: Mapped[datetime]


class LeadScore(Base):
    """One lead's score by one scorecard. Its ledger is computed when somebody looks.

    `as_of` is when it was computed, `next_change_at` when decay next changes the total,
    `submitted_at` when the newest submission it counts was received. `above`: the thresholds it
    stands above. `told_*`: what the newest row of its history says.
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
    version: Mapped[int]
    total: Mapped[int]
    fit: Mapped[float]
    engagement: Mapped[float]
    intent: Mapped[float]
    grade: Mapped[str]
    as_of: Mapped[datetime]
    submitted_at: Mapped[datetime]
    next_change_at: Mapped[datetime | None]
    above: Mapped[list[str]] = mapped_column(ARRAY(Text))
    told_total: Mapped[int | None]
    told_grade: Mapped[str | None]


class ScoreHistory(Base):
    """One step of a score's series. `cause`: message, event, time or scorecard."""

    __tablename__ = "score_history"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    scorecard: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    total: Mapped[int]
    grade: Mapped[str]
    version: Mapped[int]
    cause: Mapped[str]
