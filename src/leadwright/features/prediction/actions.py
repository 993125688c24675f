"""Starts trainings, stores their models, and promotes or withdraws them."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import PersonId, new_id
from leadwright.domain.model_events import ModelChosen
from leadwright.features.prediction import queries, rules, trials
from leadwright.features.prediction.models import PredictionModel
from leadwright.features.prediction.rules import Target
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import BULK, enqueue

TRAIN_MODEL = "train_model"


async def ask_for(session: TenantSession, target: Target, by: PersonId | None) -> UUID:
    """Have a new version trained. Conflict while one is trained, or while there is too little to learn."""
    gate = rules.gate(await queries.decided(session, target, clock.now()))
    if not gate.is_open:
        raise Conflict("There are not enough decided leads yet. Rules go on scoring.")
    workspace_id, model_id = session.info["workspace_id"], new_id()
    number = select(func.coalesce(func.max(PredictionModel.number), 0) + 1).where(
        PredictionModel.workspace_id == workspace_id
    )
    statement = insert(PredictionModel).values(
        workspace_id=workspace_id,
        id=model_id,
        number=number.scalar_subquery(),
        state="training",
        target=target.value,
        progress="Waiting for a worker.",
        outcomes=gate.outcomes,
        asked_by=by,
        created_at=clock.now(),
    )
    made = await session.execute(
        statement.on_conflict_do_nothing().returning(PredictionModel.number)
    )
    if made.first() is None:
        raise Conflict("A model is being trained already.")
    payload = {"workspace_id": str(workspace_id), "model_id": str(model_id)}
    await enqueue(session, TRAIN_MODEL, payload, priority=BULK)
    return model_id


async def note_progress(session: TenantSession, model_id: UUID, line: str) -> None:
    """Show how far the training is."""
    await _change(session, model_id, ("training",), progress=line[:300])


async def keep(session: TenantSession, model_id: UUID, answer: dict[str, Any]) -> None:
    """The training ended: with a model, or with a refusal in words."""
    if "refusal" in answer:
        await fail(session, model_id, answer["refusal"])
        return
    await _change(
        session,
        model_id,
        ("training",),
        state="ready",
        progress="",
        report=answer["report"],
        model=answer["model"],
        sha256=answer["sha256"],
        reference=answer["reference"],
        sisters=answer["sisters"],
        outcomes=answer["report"]["rows"],
        finished_at=clock.now(),
    )


async def fail(session: TenantSession, model_id: UUID, why: str) -> None:
    """The training ended without a model."""
    await _change(
        session,
        model_id,
        ("training",),
        state="failed",
        progress=why[:300],
        finished_at=clock.now(),
    )


async def promote(
    session: TenantSession, model_id: UUID, by: PersonId | None, *, how: str = "hand"
) -> None:
    """Choose a version in place of the one before; an older one is a way back. It ends a trial."""
    found = await queries.version(session, model_id)
    if found.state not in {"ready", "retired"}:
        raise Conflict("Only a version that is ready can be chosen.")
    trial = await trials.running(session)
    if trial is not None and trial.challenger_id == model_id:
        await trials.end(session, "promoted", how, by)
    await _set_aside(session)
    await _change(
        session,
        model_id,
        ("ready", "retired"),
        state="in_use",
        promoted_at=clock.now(),
        promoted_by=by,
    )
    emit(session, ModelChosen(model_id=model_id, number=found.number, by=by))


async def withdraw(session: TenantSession, by: PersonId | None = None) -> None:
    """Choose no model; without a champion there is no challenger."""
    await _set_aside(session)
    emit(session, ModelChosen(model_id=None, number=None, by=by))


async def stop_trial(session: TenantSession, by: PersonId | None) -> None:
    """The challenger goes, the champion stays: it scores the challenger's leads again."""
    if await trials.end(session, "stopped", "hand", by) is None:
        return
    stays = next(row for row in await queries.versions(session) if row.state == "in_use")
    emit(session, ModelChosen(model_id=stays.id, number=stays.number, by=by))


async def _set_aside(session: TenantSession) -> None:
    await trials.end(session, "stopped", "champion_left")
    await session.execute(
        update(PredictionModel)
        .where(
            PredictionModel.workspace_id == session.info["workspace_id"],
            PredictionModel.state == "in_use",
        )
        .values(state="retired")
    )


async def _change(
    session: TenantSession, model_id: UUID, states: tuple[str, ...], **values: Any
) -> None:
    await session.execute(
        update(PredictionModel)
        .where(
            PredictionModel.workspace_id == session.info["workspace_id"],
            PredictionModel.id == model_id,
            PredictionModel.state.in_(states),
        )
        .values(**values)
    )
