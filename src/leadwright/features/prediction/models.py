"""Tables of models, of their drift, and of challengers tested against the model in use."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.kernel.db.base import Base


class PredictionModel(Base):
    """One version: `training`, then `ready` or `failed`; `in_use` (one at most), later `retired`.

    `model` is a table of points as text, `sha256` its own; `report` what was measured (CONTRACTS 5).
    `outcomes`: how many decided leads it learned from. `reference`: what it saw of them, in bins.
    `sisters`: tables of points trained without one fifth of them each; older versions have none.
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
    reference: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    sisters: Mapped[list[str] | None] = mapped_column(JSONB)
    asked_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    promoted_at: Mapped[datetime | None]
    promoted_by: Mapped[UUID | None]


class PredictionDrift(Base):
    """A day's drift of a version. `figures`: one a row of the table; `alarmed`: names that ring."""

    __tablename__ = "prediction_drift"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    model_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    leads: Mapped[int]
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    alarmed: Mapped[list[str]] = mapped_column(JSONB)


class PredictionTrial(Base):
    """A challenger beside the chosen version; `running`, at most one, then `promoted` or `stopped`.

    `share`: per cent of the leads that the challenger scores. `cuts`: from which chance on a lead is
    among the best 30 %, by arm. `ended_how`: `hand`, `rule` or `champion_left`.
    `counts`: what it said when it ended, by arm; null while it runs.
    """

    __tablename__ = "prediction_trial"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    champion_id: Mapped[UUID]
    challenger_id: Mapped[UUID]
    share: Mapped[int]
    window_days: Mapped[int]
    floor: Mapped[int]
    promotes_itself: Mapped[bool]
    state: Mapped[str]
    ended_how: Mapped[str | None]
    cuts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    started_at: Mapped[datetime]
    started_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    counts: Mapped[dict[str, list[int]] | None] = mapped_column(JSONB)


class PredictionTrialLead(Base):
    """A lead of a trial, marked once, before its outcome. `until`: its outcome counts no later."""

    __tablename__ = "prediction_trial_lead"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    trial_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    arm: Mapped[str]
    chance: Mapped[float]
    is_top: Mapped[bool]
    came: Mapped[datetime]
    until: Mapped[datetime]
