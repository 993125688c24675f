"""Reads of calls: what was spent today, on a lead, and over a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, distinct, func, select

from leadwright.domain.ids import LeadId
from leadwright.features.language_models.models import ModelCall
from leadwright.kernel.db.session import ReadSession

_SUM = func.sum(ModelCall.cost_micro)
_COST = func.coalesce(_SUM, 0)


@dataclass(frozen=True)
class Costs:
    """Calls added up. `unpriced`: without a known price. `estimated`: the part of `micro` that is.

    `unanswered`: submissions no model answered.
    """

    calls: int
    failed: int
    leads: int
    unanswered: int
    tokens_in: int
    tokens_out: int
    tokens_cached: int
    micro: int
    unpriced: int
    estimated: int
    mean_ms: float
    day: date | None = None
    model: str = ""
    integration: str = ""

    @property
    def micro_a_lead(self) -> float:
        return self.micro / self.leads if self.leads else 0.0


async def spent_since(session: ReadSession, since: datetime) -> int:
    """Millionths of a dollar."""
    found = await session.execute(
        select(_COST).where(
            ModelCall.workspace_id == session.info["workspace_id"], ModelCall.created_at >= since
        )
    )
    return int(found.scalar_one() or 0)


async def of_lead(session: ReadSession, lead_id: LeadId) -> Sequence[ModelCall]:
    """Every call for a lead, in order."""
    rows = await session.execute(
        select(ModelCall)
        .where(ModelCall.workspace_id == session.info["workspace_id"], ModelCall.lead_id == lead_id)
        .order_by(ModelCall.created_at, ModelCall.id)
        .limit(500)
    )
    return rows.scalars().all()


async def total(session: ReadSession, since: datetime) -> Costs:
    row = (await session.execute(_sums(session.info["workspace_id"], since))).one()
    return _costs(row)


async def by_day(session: ReadSession, since: datetime, zone: str) -> Sequence[Costs]:
    """One for each day with calls, newest first, by the clocks of `zone`."""
    day = func.date(func.timezone(zone, ModelCall.created_at)).label("day")
    asked = _sums(session.info["workspace_id"], since).add_columns(day)
    rows = await session.execute(asked.group_by(day).order_by(day.desc()))
    return [_costs(row, day=row.day) for row in rows]


async def by_model(session: ReadSession, since: datetime) -> Sequence[Costs]:
    """One for each model, the dearest first."""
    names = (ModelCall.integration, ModelCall.model)
    asked = _sums(session.info["workspace_id"], since).add_columns(*names)
    rows = await session.execute(asked.group_by(*names).order_by(_COST.desc(), *names))
    return [_costs(row, model=row.model, integration=row.integration) for row in rows]


def _sums(workspace_id: UUID, since: datetime) -> Any:
    failed = func.count().filter(ModelCall.outcome == "failed")
    helped = func.count(distinct(ModelCall.submission_id)).filter(ModelCall.outcome == "answered")
    unpriced = func.count().filter(
        and_(ModelCall.cost_micro.is_(None), ModelCall.outcome == "answered")
    )
    estimated = func.coalesce(_SUM.filter(ModelCall.is_estimate), 0)
    return select(
        func.count().label("calls"),
        failed.label("failed"),
        func.count(distinct(ModelCall.submission_id)).label("leads"),
        helped.label("helped"),
        func.coalesce(func.sum(ModelCall.tokens_in), 0).label("tokens_in"),
        func.coalesce(func.sum(ModelCall.tokens_out), 0).label("tokens_out"),
        func.coalesce(func.sum(ModelCall.tokens_cached), 0).label("tokens_cached"),
        _COST.label("micro"),
        unpriced.label("unpriced"),
        estimated.label("estimated"),
        func.coalesce(func.avg(ModelCall.ms), 0).label("mean_ms"),
    ).where(ModelCall.workspace_id == workspace_id, ModelCall.created_at >= since)


def _costs(row: Any, day: date | None = None, model: str = "", integration: str = "") -> Costs:
    return Costs(
        calls=row.calls,
        failed=row.failed,
        leads=row.leads,
        unanswered=row.leads - row.helped,
        tokens_in=int(row.tokens_in),
        tokens_out=int(row.tokens_out),
        tokens_cached=int(row.tokens_cached),
        micro=int(row.micro),
        unpriced=row.unpriced,
        estimated=int(row.estimated),
        mean_ms=float(row.mean_ms),
        day=day,
        model=model,
        integration=integration,
    )
