"""The whole base scored by one card that was published: set by set where the rows are, two at a time.

A run goes through the leads in the order of their ids and notes how far it is after each step, so
that it goes on there after a crash; what a step had written already comes to the same again.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.features.leads import known as leads
from leadwright.features.leads import scores as lists
from leadwright.features.scoring import actions, due, progress
from leadwright.features.scoring.drafting import RESCORE_BASE
from leadwright.features.scoring.in_force import InForce, in_force
from leadwright.features.scoring.mass.asked import NotInSql
from leadwright.features.scoring.mass.writing import Prepared, Round, prepared, write
from leadwright.features.scoring.progress import Tally, tally
from leadwright.features.scoring.reckoning import Cause
from leadwright.features.scoring.scorecards import Scorecard
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue
from leadwright.kernel.logging import get
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.rescore import BUSY, PART, Part, score_leads

log = get("rescore")

SET = 5_000
"""Leads in one statement: under a second, so that nobody waits long for a lead it holds."""
LANES = 2
FRESH = timedelta(seconds=5)
"""How long the sets that follow are scored as of the same moment: making a statement takes as long as
a thousand leads."""
SET_IN_PYTHON = 400
STEPS_A_JOB = 40


def jobs(engine: Engine) -> tuple[Job, ...]:
    return (Job(RESCORE_BASE, partial(rescore_base, engine.database), timeout=600),)


@dataclass
class Walk:
    """A job's way through the base. `ready`: the statement it went by last."""

    database: Database
    place: WorkspaceId
    run_id: UUID
    ready: Prepared | None = None


async def rescore_base(database: Database, payload: Payload) -> None:
    """Go on with a mass run from where it stopped, for a while; another job goes on after that."""
    walk = Walk(database, WorkspaceId(UUID(payload["workspace_id"])), UUID(payload["run_id"]))
    for _ in range(STEPS_A_JOB):
        if not await _step(walk):
            return
    async with database.tenant(walk.place) as session:
        await enqueue(session, RESCORE_BASE, dict(payload), priority=BULK)


async def _step(walk: Walk) -> bool:
    """The next sets, side by side. The run is held meanwhile, so that no two jobs do one step."""
    async with walk.database.tenant(walk.place) as session:
        run = await progress.taken(session, walk.run_id)
        if run is None:
            return False
        cards = await in_force(session)
        card = cards.named(run.name)
        ids = await due.next_leads(session, run.after, limit=SET * LANES)
        if not ids or card is None:
            await progress.end(session, walk.run_id)
            return False
        try:
            walk.ready = _prepared(cards, card, walk.ready)
        except NotInSql as reason:
            log.info("rescored_in_python", card=card.name, reason=str(reason))
            ids = ids[:SET_IN_PYTHON]
            done = await _in_python(walk.database, walk.place, ids, card.name)
        else:
            done = await _side_by_side(walk, walk.ready, ids, is_shown=card is cards.primary)
        return await progress.advance(session, walk.run_id, ids[-1], done)


def _prepared(cards: InForce, card: Scorecard, last: Prepared | None) -> Prepared:
    if cards.asks_model and card is cards.primary:
        raise NotInSql("a model takes part in its scores")
    this = Round(card, sorted(cards.events), clock.now())
    is_fresh = (
        last is not None
        and (last.round.card, last.round.heard) == (card, this.heard)
        and this.now - last.round.now < FRESH
    )
    return last if last is not None and is_fresh else prepared(this)


async def _side_by_side(walk: Walk, ready: Prepared, ids: list[LeadId], *, is_shown: bool) -> Tally:
    size = -(-len(ids) // LANES)
    sets = [ids[start : start + size] for start in range(0, len(ids), size)]
    async with asyncio.TaskGroup() as lanes:
        tasks = [
            lanes.create_task(_in_sql(walk.database, walk.place, ready, some, is_shown=is_shown))
            for some in sets
        ]
    return sum((task.result() for task in tasks), Tally())


async def _in_sql(
    database: Database, place: WorkspaceId, ready: Prepared, ids: list[LeadId], *, is_shown: bool
) -> Tally:
    """Score a set by one statement. Python scores the few leads that SQL cannot read."""
    name = ready.round.card.name
    async with database.tenant(place) as session:
        free = await leads.locked(session, ids)
        taken = await due.busy(session, name, free)
        mine = [lead_id for lead_id in free if lead_id not in taken]
        written = await write(session, ready, mine)
        if is_shown:
            await lists.show_stored(session, name, mine)
        await _leave(session, set(ids) - set(mine))
    done = Tally(len(ids) - len(written.odd), written.changed, written.crossed)
    if written.odd:
        log.info("leads_scored_in_python", card=name, leads=len(written.odd))
        done += await _in_python(database, place, [*written.odd], name)
    return done


async def _in_python(database: Database, place: WorkspaceId, ids: list[LeadId], name: str) -> Tally:
    done = Tally()
    for start in range(0, len(ids), PART):
        some = ids[start : start + PART]
        async with database.tenant(place) as session:
            part: Part = await score_leads(session, some, Cause.SCORECARD)
            await _leave(session, set(part.left))
        done += tally(len(some), (one for one in part.found if one.ledger.scorecard == name))
    return done


async def _leave(session: TenantSession, busy: set[LeadId]) -> None:
    """Leads that the pipeline is writing to are left to it, and done in a moment."""
    for lead_id in sorted(busy):
        await actions.score_soon(session, lead_id, BUSY)
