"""How a chosen model takes part in scores: read, and changed by a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.ids import PersonId
from leadwright.domain.model_events import ScoringModeChanged
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.cards import drafting
from leadwright.features.scoring.models import ScoreMode
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.events import emit


@dataclass(frozen=True)
class Chosen:
    """The mode in force, and who chose it when; nobody did where rules stand as shipped."""

    mode: Mode
    by: UUID | None = None
    at: datetime | None = None


async def mode(session: ReadSession) -> Chosen:
    """Rules alone unless somebody chose otherwise."""
    query = select(ScoreMode).where(ScoreMode.workspace_id == session.info["workspace_id"])
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        return Chosen(Mode.RULES)
    return Chosen(Mode(row.mode), row.changed_by, row.changed_at)


async def choose(session: TenantSession, wanted: Mode, by: PersonId | None) -> UUID | None:
    """Have scores made so from now on, and all of them anew; the id of that run.

    None where scores are made so already: nothing is computed.
    """
    before = (await mode(session)).mode
    if before is wanted:
        return None
    now = clock.now()
    values = {"mode": wanted.value, "changed_by": by, "changed_at": now, "scores_since": now}
    statement = insert(ScoreMode).values(workspace_id=session.info["workspace_id"], **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=[ScoreMode.workspace_id], set_=values)
    )
    emit(session, ScoringModeChanged(before=before.value, after=wanted.value, by=by))
    return await drafting.rescore_primary(session, by)


async def follow(session: TenantSession, by: PersonId | None) -> UUID | None:
    """Another version of the model is chosen: all scores anew, where a model takes part in them."""
    if (await mode(session)).mode is Mode.RULES:
        return None
    await session.execute(
        update(ScoreMode)
        .where(ScoreMode.workspace_id == session.info["workspace_id"])
        .values(scores_since=clock.now())
    )
    return await drafting.rescore_primary(session, by)
