"""A version asked about leads of the past: by what it could not have learned from them.

A lead that came after the training is judged by the version itself, an older one by the sister that
was trained without it. Versions from before there were sisters have no word on older leads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import select

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import LeadId
from leadwright.domain.predicted import Predicted
from leadwright.features.prediction import queries, rules
from leadwright.features.prediction.models import PredictionModel
from leadwright.features.prediction.out_of_fold import fifth_of
from leadwright.features.prediction.points import PointsTable, contributions, from_text
from leadwright.features.prediction.rules import Target
from leadwright.kernel.db.session import ReadSession


@dataclass(frozen=True)
class Glimpse:
    """A lead as it stood: when it came, and what was known and counted of it at `seen`."""

    lead_id: LeadId
    came: datetime
    seen: datetime
    source: str
    facts: Mapping[str, JsonValue]
    counts: Mapping[str, int]
    echoes: int = 0


@dataclass(frozen=True)
class Judge:
    """A version that is ready, with its sisters. `trained_at`: no lead that came later was learned from."""

    model_id: UUID
    number: int
    target: Target
    outcomes: int
    trained_at: datetime
    table: PointsTable
    sisters: tuple[PointsTable, ...]
    counts_echoes: bool

    def is_after(self, came: datetime) -> bool:
        """Whether a lead that came then is newer than the training."""
        return came > self.trained_at

    def word(self, lead: Glimpse, *, honest: bool) -> Predicted | None:
        """What it says of the lead; `honest`: None where every table there is may know the lead."""
        table = self._table(lead.lead_id, lead.came) or (None if honest else self.table)
        if table is None:
            return None
        counts = dict(lead.counts)
        if self.counts_echoes:
            counts["lead.replied"] = counts.get("lead.replied", 0) + lead.echoes
        values = rules.values_of(lead.source, lead.facts, counts)
        lines, points = contributions(table, values)
        return Predicted(
            model_id=self.model_id,
            version=self.number,
            target=self.target.value,
            outcomes=self.outcomes,
            as_of=lead.seen,
            probability=table.chance(values),
            points=points,
            lines=lines,
        )

    def _table(self, lead_id: LeadId, came: datetime) -> PointsTable | None:
        if self.is_after(came):
            return self.table
        return self.sisters[fifth_of(lead_id)] if self.sisters else None


@dataclass(frozen=True)
class Version:
    """What is told of a version that has a model."""

    model_id: UUID
    number: int
    outcomes: int


async def chosen(session: ReadSession) -> Version | None:
    """The version that scores leads."""
    rows = await queries.versions(session)
    return next((_version(row) for row in rows if row.state == "in_use"), None)


async def version(session: ReadSession, model_id: UUID) -> Version:
    """NotFound if there is none of this id; Conflict if it has no model."""
    row = await queries.version(session, model_id)
    if row.model is None:
        raise Conflict(f"Version {row.number} has no model.")
    return _version(row)


def _version(row: PredictionModel) -> Version:
    return Version(row.id, row.number, row.outcomes)


async def of_version(session: ReadSession, model_id: UUID) -> Judge | None:
    """None where there is no such version any more, or where it cannot be read."""
    query = select(PredictionModel).where(
        PredictionModel.workspace_id == session.info["workspace_id"],
        PredictionModel.id == model_id,
    )
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None or found.model is None or found.sha256 is None:
        return None
    try:
        table = from_text(found.model, found.sha256)
    except ValueError:
        return None
    return Judge(
        model_id=found.id,
        number=found.number,
        target=Target(found.target),
        outcomes=found.outcomes,
        trained_at=found.finished_at or found.created_at,
        table=table,
        sisters=_sisters(found.sisters or ()),
        counts_echoes=found.sisters is None,
    )


def _sisters(told: Sequence[str]) -> tuple[PointsTable, ...]:
    return tuple(PointsTable.model_validate_json(one) for one in told)
