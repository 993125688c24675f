"""Creates, starts, pauses and stops tests of wordings, and declares a winner."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from leadwright.domain.errors import Conflict, FieldProblem, Invalid, NotFound
from leadwright.domain.events import ExperimentPaused, ExperimentStarted, ExperimentStopped
from leadwright.domain.ids import PersonId, new_id
from leadwright.features.experiments import queries, rules
from leadwright.features.experiments.models import Experiment, ExperimentVariant
from leadwright.features.experiments.rules import State
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit

LONGEST_NAME = 120
WINDOWS = (1, 90)
FLOORS = (10, 100_000)


@dataclass(frozen=True)
class Wording:
    """One wording of a plan: own texts, a shipped one by its letter, or as shipped."""

    key: str
    weight: int
    shipped: str | None = None
    subject: str | None = None
    body: str | None = None

    @property
    def says(self) -> tuple[str | None, str | None, str | None]:
        return self.shipped, self.subject, self.body


@dataclass(frozen=True)
class Plan:
    """What is to be tested. Its texts were checked already, as those of templates are."""

    name: str
    template: str
    language: str | None
    industry: str
    about: str
    wordings: tuple[Wording, ...]
    window_days: int = 7
    floor: int = 50
    alpha: float = 0.05
    by_rule: bool = False


async def make(session: TenantSession, plan: Plan, by: PersonId | None) -> UUID:
    """A draft of a test; nobody is answered with it before it is started."""
    _check(plan)
    row = Experiment(
        id=new_id(),
        workspace_id=session.info["workspace_id"],
        template=plan.template,
        language=plan.language,
        industry=plan.industry,
        about=plan.about,
        state=State.DRAFT,
        alpha=plan.alpha,
        created_by=by,
        created_at=clock.now(),
    )
    await _fill(session, row, plan)
    return row.id


async def change(session: TenantSession, experiment_id: UUID, plan: Plan) -> None:
    """Another plan for a draft. Conflict once it ran: its figures are about what was tested."""
    _check(plan)
    row = await _locked(session, experiment_id)
    if row.state != State.DRAFT:
        raise Conflict("It has been started; what is tested does not change any more.")
    await session.execute(
        delete(ExperimentVariant).where(
            ExperimentVariant.workspace_id == session.info["workspace_id"],
            ExperimentVariant.experiment_id == experiment_id,
        )
    )
    await _fill(session, row, plan)


async def _fill(session: TenantSession, row: Experiment, plan: Plan) -> None:
    row.name, row.window_days, row.floor = plan.name, plan.window_days, plan.floor
    row.by_rule, row.about = plan.by_rule, plan.about
    session.add(row)
    await session.flush()
    for one in plan.wordings:
        session.add(
            ExperimentVariant(
                workspace_id=session.info["workspace_id"],
                experiment_id=row.id,
                key=one.key,
                weight=one.weight,
                shipped=one.shipped,
                subject=one.subject,
                body=one.body,
            )
        )
    await session.flush()


def _check(plan: Plan) -> None:
    found = [*_numbers(plan)]
    if not plan.name.strip() or len(plan.name) > LONGEST_NAME:
        remedy = f"Give it a name of at most {LONGEST_NAME} characters."
        found.append(FieldProblem("name", "missing", remedy))
    if not 2 <= len(plan.wordings) <= len(rules.KEYS):
        found.append(FieldProblem("", "wordings", "Compare two to four wordings."))
    elif len({one.says for one in plan.wordings}) < len(plan.wordings):
        found.append(FieldProblem("", "alike", "Two of the wordings are the same; change one."))
    if found:
        raise Invalid("The experiment needs another look.", problems=tuple(found))


def _numbers(plan: Plan) -> Sequence[FieldProblem]:
    weights = {f"weight_{one.key}": (one.weight, 1, 100) for one in plan.wordings}
    ranges = {
        "window_days": (plan.window_days, *WINDOWS),
        "floor": (plan.floor, *FLOORS),
        **weights,
    }
    return [
        FieldProblem(field, "range", f"Give a whole number from {low:,} to {high:,}.")
        for field, (value, low, high) in ranges.items()
        if not low <= value <= high
    ]


async def remove(session: TenantSession, experiment_id: UUID) -> None:
    """Throw a draft away. What ran keeps its data."""
    row = await _locked(session, experiment_id)
    if row.state != State.DRAFT:
        raise Conflict("It has been started and is kept; stop it instead.")
    await session.delete(row)
    await session.flush()


async def start(session: TenantSession, experiment_id: UUID, by: PersonId | None) -> None:
    """Give its wordings out from now on, for the first time or again after a pause."""
    row = await _locked(session, experiment_id)
    if row.state not in {State.DRAFT, State.PAUSED}:
        raise Conflict("It runs already." if row.state == State.RUNNING else "It is over.")
    try:
        async with session.begin_nested():
            row.state, row.started_at = State.RUNNING, row.started_at or clock.now()
            await session.flush()
    except IntegrityError as error:
        said = "Another experiment on this template runs or is paused; stop it first."
        raise Conflict(said) from error
    emit(session, ExperimentStarted(experiment_id=experiment_id, by=by))


async def pause(session: TenantSession, experiment_id: UUID, by: PersonId | None) -> None:
    """The standing template answers; what was counted stays, and outcomes go on being counted."""
    row = await _locked(session, experiment_id)
    if row.state != State.RUNNING:
        raise Conflict("It does not run.")
    row.state = State.PAUSED
    emit(session, ExperimentPaused(experiment_id=experiment_id, by=by))


async def stop(
    session: TenantSession, experiment_id: UUID, by: PersonId | None, winner: str | None = None
) -> None:
    """End it for good, with the wording that a person declares the winner, or without."""
    row = await _locked(session, experiment_id)
    if row.state not in {State.RUNNING, State.PAUSED}:
        raise Conflict("It is over already." if row.state == State.STOPPED else "It never ran.")
    if winner is not None:
        known = {one.key for one in await queries.variants(session, experiment_id)}
        if winner not in known:
            raise NotFound("There is no such wording.")
    _end(session, row, winner, "hand" if winner else "stopped", by)


async def decide_by_rule(session: TenantSession, experiment_id: UUID) -> None:
    """End it with a winner if it is to decide by itself and the figures prove one."""
    row = await queries.one(session, experiment_id)
    if not row.by_rule or row.state != State.RUNNING:
        return
    row = await _locked(session, experiment_id)
    counts = await queries.counts(session, experiment_id, clock.now())
    won = rules.winner(rules.judge(counts, row.alpha, row.floor))
    if won is not None and row.state == State.RUNNING:
        _end(session, row, won, "rule", None)


def _end(
    session: TenantSession,
    row: Experiment,
    winner: str | None,
    decided: str,
    by: PersonId | None,
) -> None:
    row.state, row.winner, row.decided = State.STOPPED, winner, decided
    row.stopped_at = clock.now()
    emit(
        session,
        ExperimentStopped(experiment_id=row.id, winner=winner, decided=decided, by=by),
    )


async def _locked(session: TenantSession, experiment_id: UUID) -> Experiment:
    """Two people who decide at once do so one after the other."""
    row = await session.scalar(
        select(Experiment)
        .where(
            Experiment.workspace_id == session.info["workspace_id"], Experiment.id == experiment_id
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("There is no such experiment.")
    return row
