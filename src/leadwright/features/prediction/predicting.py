"""What the chosen model says about one lead. Without a chosen model it costs one small read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import text

from leadwright.domain.ids import LeadId
from leadwright.features.prediction import arms, queries, rules
from leadwright.features.prediction.points import (
    Contribution,
    PointsTable,
    contributions,
    from_text,
)
from leadwright.features.prediction.rules import Decided, Target
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.logging import get

log = get("prediction")

_CHOSEN = text(
    """
select m.id, m.number, m.target, l.source, l.created_at, (
    select min(e.occurred_at) from event e
    where e.workspace_id = :workspace_id and e.lead_id = l.id and e.name = 'lead.status_changed'
        and (e.payload ->> 'after' in ('converted', 'rejected')
            or m.target = e.payload ->> 'after')) as known_at
from prediction_model m join lead l on l.workspace_id = m.workspace_id and l.id = :lead_id
where m.workspace_id = :workspace_id and m.id = any(:versions)
"""
)
_MODEL = text(
    "select model, sha256 from prediction_model where workspace_id = :workspace_id and id = :id"
)

# A version never changes, so a process reads each once.
_known: dict[tuple[UUID, UUID], PointsTable] = {}
_MOST_KNOWN = 100


@dataclass(frozen=True)
class Predicted:
    """A model's word on a lead as it stood at `as_of`; the lines' points sum exactly to `points`."""

    version: int
    target: Target
    as_of: datetime
    probability: float
    points: Decimal
    lines: tuple[Contribution, ...]


async def predicted(session: ReadSession, lead_id: LeadId) -> Predicted | None:
    """What the version says that scores this lead; None where none is chosen.

    The lead is seen as training would see it, not later.
    """
    found = await arms.serving(session)
    if found is None:
        return None
    asked = {
        "workspace_id": session.info["workspace_id"],
        "lead_id": lead_id,
        "versions": found.versions,
    }
    rows = await session.execute(_CHOSEN, asked)
    row = next((one for one in rows if one.id == found.version_for(lead_id, one.created_at)), None)
    table = None if row is None else await _table(session, row.id)
    if row is None or table is None:
        return None
    seen = _moment(row, clock.now())
    lead = Decided(lead_id, row.source, row.created_at, seen, won=False)
    ((values,), _) = await queries.known_then(session, [lead])
    lines, points = contributions(table, values)
    target = Target(row.target)
    return Predicted(row.number, target, seen, table.chance(values), points, lines)


def predicted_json(found: Predicted | None) -> dict[str, JsonValue]:
    """What is added to a score's ledger: `probability`, and `model` with its own exact sum."""
    if found is None:
        return {"probability": None, "model": None}
    return {
        "probability": found.probability,
        "model": {
            "version": found.version,
            "target": found.target.value,
            "as_of": found.as_of.isoformat(),
            "points": float(found.points),
            "entries": [
                {
                    "part": line.part,
                    "kind": line.kind,
                    "label": line.label,
                    "points": float(line.points),
                }
                for line in found.lines
            ],
        },
    }


def _moment(row: Any, now: datetime) -> datetime:
    """After a week, or once there was an outcome, later news would tell what is to be predicted."""
    moments: list[datetime] = [now, row.created_at + rules.LOOK]
    if row.known_at is not None:
        moments.append(row.known_at - timedelta(seconds=1))
    return min(moments)


async def _table(session: ReadSession, model_id: UUID) -> PointsTable | None:
    workspace_id = session.info["workspace_id"]
    key = (workspace_id, model_id)
    if key not in _known:
        row = (await session.execute(_MODEL, {"workspace_id": workspace_id, "id": model_id})).one()
        try:
            table = from_text(row.model, row.sha256)
        except ValueError:
            log.exception("model_unreadable", model=str(model_id))
            return None
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = table
    return _known[key]
