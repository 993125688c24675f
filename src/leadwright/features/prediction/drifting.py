"""Drift of the versions that score: measured each night on the leads of a month, kept day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.ids import LeadId
from leadwright.features.prediction import arms, drift, queries, rules
from leadwright.features.prediction.drift import Drift, Reference
from leadwright.features.prediction.models import PredictionDrift, PredictionModel
from leadwright.features.prediction.points import from_text
from leadwright.features.prediction.queries import KNOWN_AT
from leadwright.features.prediction.rules import Decided, Target
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.jobs import BULK, enqueue

LOOK_AT_DRIFT = "look_at_drift"
NIGHT = time(3)
"""Not before this hour, UTC."""
MOST_LEADS = 20_000
MOST_DAYS = 60
_DUE = text(
    """
select m.id from prediction_model m
where m.workspace_id = :workspace_id and m.reference is not null and (m.state = 'in_use'
    or exists (select from prediction_trial t where t.workspace_id = m.workspace_id
        and t.challenger_id = m.id and t.state = 'running'))
    and not exists (select from prediction_drift d where d.workspace_id = m.workspace_id
        and d.model_id = m.id and d.day = :today)
"""
)
# Leads that are a week old, as training saw its own: younger ones have had less time to do anything.
_LEADS = text(
    f"""
select l.id, l.source, l.created_at, {KNOWN_AT} as known_at
from lead l
where l.workspace_id = :workspace_id and l.stop_reason is null
    and l.created_at > :since and l.created_at <= :until
order by l.created_at desc limit :most
"""
)


@dataclass(frozen=True)
class LookResult:
    """What a look found. `new`: names whose alarm was not ringing before."""

    number: int
    leads: int
    figures: tuple[Drift, ...]
    alarmed: tuple[str, ...]
    new: tuple[str, ...]


async def plan(session: TenantSession) -> None:
    """By night a job for each version that scores and has not been looked at today."""
    now = clock.now()
    if not is_night(now):
        return
    for model_id in await due(session, now):
        payload = {"workspace_id": str(session.info["workspace_id"]), "model_id": str(model_id)}
        key = f"{LOOK_AT_DRIFT}:{model_id}"
        await enqueue(session, LOOK_AT_DRIFT, payload, priority=BULK, dedupe_key=key)


def is_night(now: datetime) -> bool:
    """Whether the day's look may come; after a night without a worker it comes late."""
    return now.time() >= NIGHT


async def due(session: ReadSession, now: datetime) -> list[UUID]:
    """Versions that score, can be compared, and have not been looked at on this day."""
    asked = {"workspace_id": session.info["workspace_id"], "today": now.date()}
    return [row.id for row in await session.execute(_DUE, asked)]


async def look(session: TenantSession, model_id: UUID) -> LookResult | None:
    """Measure now and keep it as today's figure. None for a version without a reference."""
    model = await queries.version(session, model_id)
    measured = await measure(session, model)
    if measured is None:
        return None
    leads, figures = measured
    before = await _rang(session, model_id)
    alarmed = drift.ringing(figures, before) if figures else before
    await _keep(session, model_id, leads, figures, alarmed)
    new = tuple(name for name in alarmed if name not in before)
    return LookResult(model.number, leads, figures, alarmed, new)


async def give_up(session: TenantSession, model_id: UUID) -> None:
    """Today's look failed for good: it is noted as one that found nothing, so that tomorrow's comes."""
    await _keep(session, model_id, 0, (), await _rang(session, model_id))


async def measure(
    session: ReadSession, model: PredictionModel
) -> tuple[int, tuple[Drift, ...]] | None:
    """How many leads were looked at, and how far each row has moved; None without a reference."""
    if model.reference is None or model.model is None or model.sha256 is None:
        return None
    leads = await _ripened(session, Target(model.target), clock.now())
    seen, _ = await queries.known_then(session, leads, echoes=model.sisters is None)
    then = Reference.model_validate(model.reference)
    return len(leads), drift.drifts(from_text(model.model, model.sha256), then, seen)


async def days(session: ReadSession, model_id: UUID) -> Sequence[PredictionDrift]:
    """What the looks found, the latest day first."""
    query = (
        select(PredictionDrift)
        .where(
            PredictionDrift.workspace_id == session.info["workspace_id"],
            PredictionDrift.model_id == model_id,
        )
        .order_by(PredictionDrift.day.desc())
        .limit(MOST_DAYS)
    )
    return (await session.execute(query)).scalars().all()


async def _ripened(session: ReadSession, target: Target, now: datetime) -> list[Decided]:
    until = now - rules.LOOK
    asked = {
        "workspace_id": session.info["workspace_id"],
        "ends": sorted({*target.reached_by, "rejected"}),
        "open": list(rules.OPEN),
        "since": until - drift.SPAN,
        "until": until,
        "most": MOST_LEADS,
    }
    return [
        Decided(
            LeadId(row.id),
            row.source,
            row.created_at,
            rules.seen_at(row.created_at, row.known_at or now),
            won=False,
        )
        for row in await session.execute(_LEADS, asked)
    ]


async def _rang(session: ReadSession, model_id: UUID) -> tuple[str, ...]:
    past = await days(session, model_id)
    return tuple(past[0].alarmed) if past else ()


async def _keep(
    session: TenantSession,
    model_id: UUID,
    leads: int,
    figures: tuple[Drift, ...],
    alarmed: tuple[str, ...],
) -> None:
    now = clock.now()
    values = {
        "at": now,
        "leads": leads,
        "figures": [one.model_dump() for one in figures],
        "alarmed": list(alarmed),
    }
    key = {
        "workspace_id": session.info["workspace_id"],
        "model_id": model_id,
        "day": now.date(),
    }
    statement = insert(PredictionDrift).values(**key, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


def told(model: PredictionModel, past: Sequence[PredictionDrift]) -> dict[str, Any]:
    """For programs: the latest look at a version, and the chance's index of each day before."""
    last = past[0] if past else None
    return {
        "version": model.number,
        "state": model.state,
        "has_reference": model.reference is not None,
        "minimum": drift.LEAST,
        "as_of": None if last is None else last.at.isoformat(),
        "leads": None if last is None else last.leads,
        "figures": [] if last is None else last.figures,
        "alarmed": [] if last is None else last.alarmed,
        "history": [
            {"day": day.day.isoformat(), "psi": day.figures[0]["psi"]}
            for day in reversed(past)
            if day.figures
        ],
    }


async def at_work(session: ReadSession) -> Sequence[PredictionModel]:
    """The chosen version, and the challenger beside it."""
    found = await arms.serving(session)
    return [] if found is None else [await queries.version(session, one) for one in found.versions]
