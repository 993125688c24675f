"""Rescoring in Python: of leads that something happened to, and of a set of leads.

A set is a few dozen leads in one transaction. Leads that the pipeline is writing to are left to it (`SKIP
LOCKED`): it scores them itself, and waiting for it could deadlock.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from leadwright.domain.condition import Occurrence, Subject
from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.domain.lead import KnownFields
from leadwright.features.behaviour import actions as behaviour
from leadwright.features.leads import known as leads
from leadwright.features.leads import scores as lists
from leadwright.features.scoring import actions, due, queries
from leadwright.features.scoring.actions import SCORE_LEAD
from leadwright.features.scoring.computing import Before, Cause, ComputedScore
from leadwright.features.scoring.in_force import InForce, ScoringState, in_force
from leadwright.kernel import clock, live
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import Job, Payload, RetryLater, workspace_of
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.scoring import scores

AT_ONCE = 50
PART = 40
"""Leads in one transaction: about a tenth of a second."""
_YIELD_EVERY = 8
BUSY = timedelta(seconds=2)


@dataclass(frozen=True)
class Part:
    """What became of some leads. `left`: those that somebody else was writing to."""

    found: tuple[ComputedScore, ...]
    left: tuple[LeadId, ...]


def jobs(engine: Engine) -> tuple[Job, ...]:
    database = engine.database
    return (
        Job(behaviour.RESCORE, partial(rescore, engine)),
        Job(SCORE_LEAD, partial(score_lead, database)),
    )


async def rescore(engine: Engine, payload: Payload) -> None:
    """Score those who did something, a batch in one transaction. Nothing to do is done at once.

    Events that come meanwhile bring a job of their own; many of one lead are scored once.
    """
    place = _place(payload)
    is_more = True
    while is_more:
        async with engine.turns, engine.database.tenant(place, planned_once=True) as session:
            waiting, is_more = await behaviour.take_due(session, AT_ONCE)
            part = await score_leads(session, waiting, Cause.EVENT)
            for busy in part.left:
                await actions.score_soon(session, busy, BUSY)


async def score_lead(database: Database, payload: Payload) -> None:
    """One lead, because something happened to it."""
    lead_id = LeadId(UUID(payload["lead_id"]))
    async with database.tenant(_place(payload), planned_once=True) as session:
        part = await score_leads(session, [lead_id], Cause.EVENT)
    if part.left:
        raise RetryLater(BUSY, "somebody else writes to this lead")


async def score_leads(session: TenantSession, ids: Sequence[LeadId], cause: Cause) -> Part:
    """Score these leads by every card that is for them, as of now; lists show the primary's total.

    A lead that was never scored, such as stopped spam, is passed over, but for a new scorecard.
    """
    mine = dict(await due.locked(session, await leads.locked(session, ids)))
    left = tuple(lead_id for lead_id in ids if lead_id not in mine)
    if cause is not Cause.SCORECARD:
        mine = {lead_id: before for lead_id, before in mine.items() if before}
    kind = await in_force(session)
    told = await leads.of(session, [*mine])
    events = await queries.occurrences_of(session, [*mine], kind.events)
    words = await scores.words_on(session, kind, told)
    found: list[tuple[ComputedScore, KnownFields]] = []
    for number, known in enumerate(told):
        if number % _YIELD_EVERY == _YIELD_EVERY - 1:
            await asyncio.sleep(0)  # replies go before this
        standing = ScoringState(kind, mine[known.lead_id], {})
        subject = _subject(known, events[known.lead_id])
        word = words.get(known.lead_id)
        some = actions.compute_all(standing, known.lead_id, subject, cause, word)
        found += [(one, known) for one in some]
    await _write(session, kind, mine, found)
    return Part(tuple(one for one, _ in found), left)


def _subject(known: KnownFields, events: Sequence[Occurrence]) -> Subject:
    return Subject(values=known.values(), now=clock.now(), events=events, fact_ids=known.fact_ids)


async def _write(
    session: TenantSession,
    kind: InForce,
    mine: Mapping[LeadId, dict[str, Before]],
    found: Sequence[tuple[ComputedScore, KnownFields]],
) -> None:
    if not found:
        return
    await actions.keep(session, [(one, known.submitted_at) for one, known in found])
    scored = {(one.lead_id, one.ledger.scorecard) for one, _ in found}
    had = {(lead_id, name) for lead_id, scores in mine.items() for name in scores}
    await actions.forget(session, sorted(had - scored))
    shown = [one for one, _ in found if one.ledger.scorecard == kind.primary.name]
    await lists.show(session, {o.lead_id: (o.ledger.total, o.ledger.grade) for o in shown})
    seen = {known.lead_id: known.submission_id for _, known in found}
    for one in shown:
        if one.cause is Cause.EVENT:
            actions.tell(session, one, seen[one.lead_id])
            await live.announce(session, seen[one.lead_id], "answered")


def _place(payload: Payload) -> WorkspaceId:
    return workspace_of(payload)
