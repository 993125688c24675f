"""How far a mass run has come: what was done, what it changed, and its end."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text

from leadwright.domain.events import ScorecardRescored
from leadwright.domain.ids import LeadId
from leadwright.features.scoring.cards import stored
from leadwright.features.scoring.computing import ComputedScore
from leadwright.features.scoring.models import Rescoring
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


# Not the run's row: who publishes the next card ends this run, and need not wait for its step.
_ONE_BY_ONE = text("select pg_advisory_xact_lock(hashtextextended(:what, 27))")


async def taken(session: TenantSession, run_id: UUID) -> Rescoring | None:
    """The run, if it goes on. Until the transaction ends no other job makes a step in the workspace.

    Neither the same one again nor that of a newer card, which would find these leads in other hands.
    """
    workspace_id = session.info["workspace_id"]
    await session.execute(_ONE_BY_ONE, {"what": f"rescoring:{workspace_id}"})
    query = select(Rescoring).where(
        Rescoring.workspace_id == workspace_id,
        Rescoring.id == run_id,
        Rescoring.state == "running",
    )
    return (await session.execute(query)).scalar_one_or_none()


@dataclass(frozen=True)
class RunCounts:
    """What became of some leads: how many were gone through, got another total, crossed a threshold."""

    leads: int = 0
    changed: int = 0
    crossed: int = 0

    def __add__(self, other: "RunCounts") -> "RunCounts":
        return RunCounts(
            self.leads + other.leads, self.changed + other.changed, self.crossed + other.crossed
        )


def run_counts(leads: int, found: Iterable[ComputedScore]) -> RunCounts:
    """The tally of scores that Python computed."""
    scored = [*found]
    return RunCounts(leads, sum(one.moved for one in scored), sum(bool(s.crossed) for s in scored))


async def advance(
    session: TenantSession, run_id: UUID, last: LeadId, run_counts: RunCounts
) -> bool:
    """Note that the leads up to `last` are done; False where the run was replaced."""
    asked = {
        "workspace_id": session.info["workspace_id"],
        "id": run_id,
        "done": run_counts.leads,
        "changed": run_counts.changed,
        "crossed": run_counts.crossed,
        "after": last,
    }
    return (await session.execute(_ADVANCE, asked)).first() is not None


async def end(session: TenantSession, run_id: UUID) -> None:
    """The run has been through all leads; told once."""
    asked = {"workspace_id": session.info["workspace_id"], "id": run_id}
    ended = (await session.execute(_END, asked)).first()
    run = await stored.run(session, run_id)
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
