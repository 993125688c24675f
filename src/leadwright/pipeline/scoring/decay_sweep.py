"""Rescores leads whose total has changed by decay alone.

A few leads are scored in Python, many in SQL batches, so that rankings stay within one point at any size.
"""

from functools import partial

from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.features.leads import known as leads
from leadwright.features.leads import scores as lists
from leadwright.features.scoring import due
from leadwright.features.scoring.bulk_sql.card_needs import NotInSql
from leadwright.features.scoring.bulk_sql.writing import Prepared, Round, prepared, write
from leadwright.features.scoring.computing import TOLD_STEP, Cause
from leadwright.features.scoring.in_force import InForce, in_force
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue, workspace_of
from leadwright.kernel.logging import get
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.scoring.rescore import PART, score_leads

log = get("rescore")

SWEEP = "sweep_scores"
MANY = 100
"""From this many leads on, compiling each scorecard to SQL pays off."""
SET = 5_000
"""Leads per transaction: under a second."""
MOST = 10 * SET
MOST_IN_PYTHON = 50 * PART


def jobs(engine: Engine) -> tuple[Job, ...]:
    return (Job(SWEEP, partial(sweep, engine.database), timeout=300),)


async def plan_sweep(session: TenantSession) -> None:
    """Enqueue a sweep if decay has changed any total. Called every minute."""
    if await due.by_time(session, clock.now(), limit=1):
        workspace_id = str(session.info["workspace_id"])
        await enqueue(
            session,
            SWEEP,
            {"workspace_id": workspace_id},
            priority=BULK,
            dedupe_key=f"{SWEEP}:{workspace_id}",
        )


async def sweep(database: Database, payload: Payload) -> None:
    """Rescore the leads that are due; those over `MOST` wait for the next minute."""
    place = workspace_of(payload)
    async with database.read(place) as session:
        waiting = await due.by_time(session, clock.now(), limit=MOST)
        cards = await in_force(session)
    rounds = _rounds(cards) if len(waiting) >= MANY else ()
    if not rounds:
        await _in_python(database, place, waiting[:MOST_IN_PYTHON])
        return
    for start in range(0, len(waiting), SET):
        odd = await _in_sql(database, place, rounds, waiting[start : start + SET])
        await _in_python(database, place, odd)


def _rounds(cards: InForce) -> tuple[Prepared, ...]:
    """A statement for each card, the primary's first; none where one of them is Python's."""
    if cards.asks_model:
        return ()
    now, heard = clock.now(), sorted(cards.events)
    try:
        return tuple(prepared(Round(c, heard, now, Cause.TIME, TOLD_STEP)) for c in cards.all)
    except NotInSql as reason:
        log.info("swept_in_python", reason=str(reason))
        return ()


async def _in_sql(
    database: Database, place: WorkspaceId, rounds: tuple[Prepared, ...], ids: list[LeadId]
) -> list[LeadId]:
    """Score a set by each card; returns the leads that SQL cannot read. Leads in other hands wait."""
    async with database.tenant(place) as session:
        mine = [*await due.locked(session, await leads.locked(session, ids))]
        written = [await write(session, ready, mine) for ready in rounds]
        await lists.show_stored(session, rounds[0].round.card.name, mine)
    return [*dict.fromkeys(lead_id for one in written for lead_id in one.odd)]


async def _in_python(database: Database, place: WorkspaceId, ids: list[LeadId]) -> None:
    for start in range(0, len(ids), PART):
        async with database.tenant(place) as session:
            await score_leads(session, ids[start : start + PART], Cause.TIME)
