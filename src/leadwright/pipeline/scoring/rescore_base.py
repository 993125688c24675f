"""Rescores a whole workspace after a scorecard was published, set by set, in SQL.

A run goes through the leads in the order of their ids and stores its position after each step, so that it
resumes there after a crash; repeating a step gives the same result. Within a step each lane takes the
next set as soon as it is free, so that none waits for the other.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID

from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.features.leads import known as leads
from leadwright.features.leads import scores as lists
from leadwright.features.scoring import actions, due, progress
from leadwright.features.scoring.bulk_sql.card_needs import NotInSql
from leadwright.features.scoring.bulk_sql.writing import Prepared, Round, prepared, write
from leadwright.features.scoring.cards import stored as runs
from leadwright.features.scoring.cards.drafting import RESCORE_BASE
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.computing import Cause
from leadwright.features.scoring.in_force import InForce, in_force
from leadwright.features.scoring.progress import RunCounts, run_counts
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.db.tidying import tidy
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue, workspace_of
from leadwright.kernel.logging import get
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.scoring.rescore import BUSY, PART, Part, score_leads

log = get("rescore")

SET = 5_000
"""Leads in one statement: under a second, so that nobody waits long for a lead it holds."""
LANES = 3
"""One more than the cores of a small machine: now and then each waits for the disk."""
STEP = timedelta(seconds=5)
"""How long lanes take sets before the run notes how far it is. All of them are scored as of the same
moment, by one statement: making it takes as long as a thousand leads."""
SET_IN_PYTHON = 400
MANY = 50_000
"""Leads from which on a run clears away what it left behind."""
STEPS_A_JOB = 12


def jobs(engine: Engine) -> tuple[Job, ...]:
    return (Job(RESCORE_BASE, partial(rescore_base, engine.database), timeout=600),)


@dataclass
class Step:
    """A step of the lanes. `after`: the leads up to this one are taken. `until`: by `time.monotonic`."""

    database: Database
    place: WorkspaceId
    ready: Prepared
    is_shown: bool
    after: UUID | None
    until: float
    done: RunCounts = field(default_factory=RunCounts)
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)


async def rescore_base(database: Database, payload: Payload) -> None:
    """Go on with a mass run from where it stopped, for a while; another job goes on after that."""
    place, run_id = workspace_of(payload), UUID(payload["run_id"])
    for _ in range(STEPS_A_JOB):
        if not await _goes_on(database, place, run_id):
            await _tidied(database, place, run_id)
            return
    async with database.tenant(place) as session:
        await enqueue(session, RESCORE_BASE, dict(payload), priority=BULK)


async def _tidied(database: Database, place: WorkspaceId, run_id: UUID) -> None:
    """After a run over many leads; else the next filtered page of a list fetches each row it passes."""
    async with database.read(place) as session:
        run = await runs.run(session, run_id)
    if run is not None and run.state == "done" and run.done >= MANY:
        await tidy(database, "lead", "lead_score")


async def _goes_on(database: Database, place: WorkspaceId, run_id: UUID) -> bool:
    """One step of the run, if it goes on. No other run of the workspace makes one meanwhile."""
    async with database.tenant(place) as session:
        run = await progress.taken(session, run_id)
        if run is None:
            return False
        cards = await in_force(session)
        card = cards.named(run.name)
        last, done = run.after, RunCounts()
        if card is not None:
            try:
                ready = _prepared(cards, card)
            except NotInSql as reason:
                log.info("rescored_in_python", card=card.name, reason=str(reason))
                ids = await due.next_leads(session, run.after, limit=SET_IN_PYTHON)
                last = ids[-1] if ids else last
                done = await _in_python(database, place, ids, card.name)
            else:
                until = time.monotonic() + STEP.total_seconds()
                step = Step(database, place, ready, card is cards.primary, run.after, until)
                await _side_by_side(step)
                last, done = step.after, step.done
        if last is None or last == run.after:
            await progress.end(session, run_id)
            return False
        return await progress.advance(session, run_id, LeadId(last), done)


def _prepared(cards: InForce, card: Scorecard) -> Prepared:
    if cards.asks_model and card is cards.primary:
        raise NotInSql("a model takes part in its scores")
    return prepared(Round(card, sorted(cards.events), clock.now()))


async def _side_by_side(step: Step) -> None:
    async with asyncio.TaskGroup() as lanes:
        for _ in range(LANES):
            lanes.create_task(_lane(step))


async def _lane(step: Step) -> None:
    while ids := await _next_set(step):
        done = await _in_sql(step, ids)
        step.done += done
        if time.monotonic() >= step.until:
            return


async def _next_set(step: Step) -> list[LeadId]:
    async with step.taking, step.database.read(step.place) as session:
        ids = await due.next_leads(session, step.after, limit=SET)
        step.after = ids[-1] if ids else step.after
        return ids


async def _in_sql(step: Step, ids: list[LeadId]) -> RunCounts:
    """Score a set by one statement. Python scores the few leads that SQL cannot read."""
    name = step.ready.round.card.name
    async with step.database.tenant(step.place) as session:
        free = await leads.locked(session, ids)
        taken = await due.busy(session, name, free)
        mine = [lead_id for lead_id in free if lead_id not in taken]
        written = await write(session, step.ready, mine)
        if step.is_shown:
            await lists.show_stored(session, name, mine)
        await _leave(session, set(ids) - set(mine))
    done = RunCounts(len(ids) - len(written.odd), written.changed, written.crossed)
    if written.odd:
        log.info("leads_scored_in_python", card=name, leads=len(written.odd))
        done += await _in_python(step.database, step.place, [*written.odd], name)
    return done


async def _in_python(
    database: Database, place: WorkspaceId, ids: list[LeadId], name: str
) -> RunCounts:
    done = RunCounts()
    for start in range(0, len(ids), PART):
        some = ids[start : start + PART]
        async with database.tenant(place) as session:
            part: Part = await score_leads(session, some, Cause.SCORECARD)
            await _leave(session, set(part.left))
        done += run_counts(len(some), (one for one in part.found if one.ledger.scorecard == name))
    return done


async def _leave(session: TenantSession, busy: set[LeadId]) -> None:
    """Leads that the pipeline is writing to are left to it, and done in a moment."""
    for lead_id in sorted(busy):
        await actions.score_soon(session, lead_id, BUSY)
