"""How far a mass run has come: what was done, what it changed, and its end."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text

from leadwright.domain.events import ScorecardRescored
from leadwright.domain.ids import LeadId
from leadwright.features.scoring import cards
from leadwright.features.scoring.models import Rescoring
from leadwright.features.scoring.reckoning import Reckoned
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit

_ADVANCE = text(
    "update rescoring set done = done + :done, changed = changed + :changed,"
    " crossed = crossed + :crossed, after = :after"
    " where workspace_id = :workspace_id and id = :id and state = 'running' returning 1"
)
_END = text(
    "update rescoring set state = 'done', finished_at = now()"
    " where workspace_id = :workspace_id and id = :id and state = 'running' returning 1"
)


async def taken(session: TenantSession, run_id: UUID) -> Rescoring | None:
    """The run, if it goes on; held until the transaction ends, so that no two jobs do one part."""
    query = select(Rescoring).where(
        Rescoring.workspace_id == session.info["workspace_id"],
        Rescoring.id == run_id,
        Rescoring.state == "running",
    )
    return (await session.execute(query.with_for_update())).scalar_one_or_none()


async def advance(
    session: TenantSession, run_id: UUID, leads: Sequence[LeadId], found: Sequence[Reckoned]
) -> bool:
    """Note a part as done, in the transaction that wrote it; False where the run was replaced."""
    asked = {
        "workspace_id": session.info["workspace_id"],
        "id": run_id,
        "done": len(leads),
        "changed": sum(one.moved for one in found),
        "crossed": sum(bool(one.crossed) for one in found),
        "after": leads[-1],
    }
    return (await session.execute(_ADVANCE, asked)).first() is not None


async def end(session: TenantSession, run_id: UUID) -> None:
    """The run has been through all leads; told once."""
    asked = {"workspace_id": session.info["workspace_id"], "id": run_id}
    ended = (await session.execute(_END, asked)).first()
    run = await cards.run(session, run_id)
    if ended is not None and run is not None:
        emit(
            session,
            ScorecardRescored(
                scorecard=run.name,
                number=run.number,
                leads=run.done,
                changed=run.changed,
                crossed=run.crossed,
            ),
        )
