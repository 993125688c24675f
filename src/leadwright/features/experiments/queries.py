"""Reads of wording tests and their outcomes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select

from leadwright.domain.always_valid import Proportion
from leadwright.domain.errors import NotFound
from leadwright.domain.ids import LeadId
from leadwright.features.experiments.models import (
    Experiment,
    ExperimentAssignment,
    ExperimentVariant,
    LeadOutcome,
)
from leadwright.features.experiments.rules import Counted
from leadwright.kernel.db.session import ReadSession


async def all_of_them(session: ReadSession) -> Sequence[Experiment]:
    """Every test of the workspace, the newest first."""
    rows = await session.execute(
        select(Experiment)
        .where(Experiment.workspace_id == session.info["workspace_id"])
        .order_by(Experiment.created_at.desc(), Experiment.id.desc())
        .limit(200)
    )
    return rows.scalars().all()


async def one(session: ReadSession, experiment_id: UUID) -> Experiment:
    """NotFound if it is none of this workspace."""
    row = await session.scalar(
        select(Experiment).where(
            Experiment.workspace_id == session.info["workspace_id"], Experiment.id == experiment_id
        )
    )
    if row is None:
        raise NotFound("There is no such experiment.")
    return row


async def variants(session: ReadSession, experiment_id: UUID) -> Sequence[ExperimentVariant]:
    """Its wordings; the first is what the others are compared with."""
    rows = await session.execute(
        select(ExperimentVariant)
        .where(
            ExperimentVariant.workspace_id == session.info["workspace_id"],
            ExperimentVariant.experiment_id == experiment_id,
        )
        .order_by(ExperimentVariant.key)
    )
    return rows.scalars().all()


async def counts(session: ReadSession, experiment_id: UUID, now: datetime) -> tuple[Counted, ...]:
    """The figures of each wording at a moment."""
    a, answered = ExperimentAssignment, _answered()
    over = a.until <= now
    rows = await session.execute(
        select(
            a.variant,
            func.count(),
            func.count().filter(answered),
            func.count().filter(over),
            func.count().filter(and_(over, answered)),
        )
        .where(
            a.workspace_id == session.info["workspace_id"],
            a.experiment_id == experiment_id,
        )
        .group_by(a.variant)
    )
    found = {
        key: Counted(key, assigned, won, Proportion(settled, settled_won))
        for key, assigned, won, settled, settled_won in rows
    }
    keys = [variant.key for variant in await variants(session, experiment_id)]
    return tuple(found.get(key, Counted(key, 0, 0, Proportion(0, 0))) for key in keys)


def _answered() -> ColumnElement[bool]:
    """Whether an outcome stands within the lead's days; several of them count once."""
    a = ExperimentAssignment
    return exists().where(
        LeadOutcome.workspace_id == a.workspace_id,
        LeadOutcome.lead_id == a.lead_id,
        LeadOutcome.undone_at.is_(None),
        LeadOutcome.at >= a.at,
        LeadOutcome.at <= a.until,
    )


async def rows_of(
    session: ReadSession, experiment_id: UUID
) -> Sequence[tuple[ExperimentAssignment, bool]]:
    """Every lead of a test and whether it answered, in the order in which they came."""
    rows = await session.execute(
        select(ExperimentAssignment, _answered())
        .where(
            ExperimentAssignment.workspace_id == session.info["workspace_id"],
            ExperimentAssignment.experiment_id == experiment_id,
        )
        .order_by(ExperimentAssignment.at, ExperimentAssignment.lead_id)
    )
    return [(row, bool(won)) for row, won in rows]


async def outcomes(session: ReadSession, lead_id: LeadId) -> Sequence[LeadOutcome]:
    """What stands of a lead, the newest first."""
    rows = await session.execute(
        select(LeadOutcome)
        .where(
            LeadOutcome.workspace_id == session.info["workspace_id"],
            LeadOutcome.lead_id == lead_id,
            LeadOutcome.undone_at.is_(None),
        )
        .order_by(LeadOutcome.at.desc(), LeadOutcome.id.desc())
        .limit(50)
    )
    return rows.scalars().all()
