"""The Templates port with tests of wordings: which one a lead gets, and that they got it."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.events import ExperimentAssigned
from leadwright.domain.ids import MessageId, WorkspaceId
from leadwright.domain.industry import Industry
from leadwright.domain.lead import LeadSnapshot
from leadwright.features.experiments.models import (
    Experiment,
    ExperimentAssignment,
    ExperimentVariant,
)
from leadwright.features.experiments.rules import State, variant_of
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, ReadSession, TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.single_flight import SingleFlight
from leadwright.ports.directory import OwnTemplate, Trial

_REMEMBER_SECONDS = 3.0

InUse = Callable[[ReadSession], Awaitable[tuple[OwnTemplate, ...]]]


@dataclass(frozen=True)
class Running:
    """A test that runs: for which replies, and its wordings with their weights."""

    id: UUID
    template: str
    language: str | None
    industry: str
    wordings: tuple[tuple[Trial, int], ...]

    def trial(self, lead_id: UUID) -> Trial:
        weights = tuple((trial.variant, weight) for trial, weight in self.wordings)
        key = variant_of(self.id, lead_id, weights)
        return next(trial for trial, _ in self.wordings if trial.variant == key)


@dataclass(frozen=True)
class _Known:
    """What was read of a workspace, and when."""

    at: float
    own: tuple[OwnTemplate, ...]
    running: tuple[Running, ...]


class TestedTemplates:
    """The Templates port: the texts `in_use` and the tests that run, remembered for a few seconds.

    Only `warm` looks whether they are still true: the rest is asked inside a transaction, where a
    second connection may not be had.
    """

    __test__ = False  # its name is no test's

    def __init__(self, database: Database, in_use: InUse) -> None:
        self._database = database
        self._in_use = in_use
        self._known: dict[WorkspaceId, _Known] = {}
        self._reading = SingleFlight(self._look)

    async def warm(self, workspace_id: WorkspaceId) -> None:
        known = self._known.get(workspace_id)
        if known is None or time.monotonic() - known.at >= _REMEMBER_SECONDS:
            await self._reading.of(workspace_id)

    async def read(self, workspace_id: WorkspaceId) -> tuple[OwnTemplate, ...]:
        return (await self._remembered(workspace_id)).own

    async def trial(
        self, lead: LeadSnapshot, template: str, language: str, industry: Industry
    ) -> Trial | None:
        if lead.lead_id is None or lead.form.email is None:
            return None
        known = await self._remembered(lead.workspace_id)
        for code in (language, None):  # one language's test before that of all
            for one in known.running:
                if (one.template, one.language, one.industry) == (template, code, industry.value):
                    return one.trial(lead.lead_id)
        return None

    async def tried(
        self, session: TenantSession, lead: LeadSnapshot, trial: Trial, message_id: MessageId
    ) -> None:
        await assign(session, lead, trial, message_id)

    async def _remembered(self, workspace_id: WorkspaceId) -> _Known:
        known = self._known.get(workspace_id)
        return await self._reading.of(workspace_id) if known is None else known

    async def _look(self, workspace_id: WorkspaceId) -> _Known:
        async with self._database.read(workspace_id) as session:
            known = _Known(time.monotonic(), await self._in_use(session), await running(session))
        self._known[workspace_id] = known
        return known


async def running(session: ReadSession) -> tuple[Running, ...]:
    """The tests that give out wordings now, the oldest first."""
    rows = await session.execute(
        select(Experiment, ExperimentVariant)
        .join(
            ExperimentVariant,
            (ExperimentVariant.workspace_id == Experiment.workspace_id)
            & (ExperimentVariant.experiment_id == Experiment.id),
        )
        .where(
            Experiment.workspace_id == session.info["workspace_id"],
            Experiment.state == State.RUNNING,
        )
        .order_by(Experiment.id, ExperimentVariant.key)
    )
    found: dict[UUID, tuple[Experiment, list[tuple[Trial, int]]]] = {}
    for experiment, one in rows:
        trial = Trial(experiment.id, one.key, one.shipped, one.subject, one.body)
        found.setdefault(experiment.id, (experiment, []))[1].append((trial, one.weight))
    return tuple(
        Running(e.id, e.template, e.language, e.industry, tuple(wordings))
        for e, wordings in found.values()
    )


async def assign(
    session: TenantSession, lead: LeadSnapshot, trial: Trial, message_id: MessageId
) -> None:
    """Count the lead for its wording: once, and only while the test runs."""
    workspace_id, now = session.info["workspace_id"], clock.now()
    table: Any = ExperimentAssignment.__table__
    days = await session.scalar(
        select(Experiment.window_days).where(
            Experiment.workspace_id == workspace_id,
            Experiment.id == trial.experiment_id,
            Experiment.state == State.RUNNING,
        )
    )
    if days is None or lead.lead_id is None:
        return
    made = await session.execute(
        insert(table)
        .values(
            workspace_id=workspace_id,
            experiment_id=trial.experiment_id,
            lead_id=lead.lead_id,
            variant=trial.variant,
            at=now,
            until=now + timedelta(days=days),
            message_id=message_id,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "experiment_id", "lead_id"])
        .returning(literal(1))
    )
    if made.first() is not None:
        emit(
            session,
            ExperimentAssigned(
                lead_id=lead.lead_id,
                submission_id=lead.submission_id,
                experiment_id=trial.experiment_id,
                variant=trial.variant,
                message_id=message_id,
            ),
        )
