"""A card replayed: leads scored by both cards as of now, week by week, and just before their outcomes.

In parts, each one transaction that also notes how far it is; reads leads, writes only its figures.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from leadwright.domain.condition import Subject
from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.features.leads import known as leads
from leadwright.features.scoring import queries, replays, rules
from leadwright.features.scoring.ledger import Ledger
from leadwright.features.scoring.replay_figures import WEEKS, Figures, add_move, add_weeks
from leadwright.features.scoring.replays import Walked
from leadwright.features.scoring.scorecards import Scorecard
from leadwright.kernel.db.session import Database, ReadSession, TenantSession
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue
from leadwright.pipeline import hindsight
from leadwright.pipeline.hindsight import Past, Verdict

PART = 20
PARTS_A_JOB = 50
SETTLES = timedelta(minutes=5)
"""After something happened, within which its facts are there and the lead is scored."""
MOST_MOMENTS = 40
_WEEK = timedelta(weeks=1)


def jobs(database: Database) -> tuple[Job, ...]:
    return (Job(replays.REPLAY, partial(replay, database), timeout=600),)


async def replay(database: Database, payload: Payload) -> None:
    """Go on with a replay from where it stopped, for a while; another job goes on after that."""
    place, replay_id = WorkspaceId(UUID(payload["workspace_id"])), UUID(payload["replay_id"])
    if await run(database, place, replay_id, parts=PARTS_A_JOB):
        async with database.tenant(place) as session:
            await enqueue(session, replays.REPLAY, dict(payload), priority=BULK)


async def run(
    database: Database, place: WorkspaceId, replay_id: UUID, *, parts: int | None = None
) -> bool:
    """Do so many parts, or all; whether there are more."""
    done = 0
    while parts is None or done < parts:
        async with database.tenant(place) as session:
            if not await _next_part(session, replay_id):
                return False
        done += 1
    return True


async def _next_part(session: TenantSession, replay_id: UUID) -> bool:
    one = await replays.taken(session, replay_id)
    if one is None:
        return False
    part = await replays.next_leads(session, one, limit=PART)
    figures = Figures.model_validate(one.figures)
    if part:
        cards = Scorecard.model_validate(one.against), Scorecard.model_validate(one.card)
        await _count(session, _Pair(*cards, one.as_of), part, figures)
    await replays.advance(session, one, part, figures)
    return bool(part)


@dataclass(frozen=True)
class _Pair:
    """The card in force and the one that is replayed, as of the moment the replay began."""

    old: Scorecard
    new: Scorecard
    as_of: datetime


async def _count(session: ReadSession, one: _Pair, part: list[Walked], figures: Figures) -> None:
    old, new = one.old, one.new
    names = old.events | new.events
    ids = [walked.lead_id for walked in part]
    now = await _now(session, ids, names, one.as_of)
    past = await hindsight.pasts(session, ids, names)
    outcomes = await hindsight.verdicts(session, ids, one.as_of)
    for walked in part:
        await asyncio.sleep(0)  # replies go before this
        lead_id = walked.lead_id
        if lead_id not in now:
            continue
        if walked.is_base:
            subject = now[lead_id]
            add_move(figures, lead_id, _score(old, subject), _score(new, subject))
            _weeks(figures, old, new, past[lead_id], one.as_of)
        if walked.is_decided and lead_id in outcomes:
            _verdict(figures, old, new, past[lead_id], outcomes[lead_id])


async def _now(
    session: ReadSession, ids: list[LeadId], names: frozenset[str], as_of: datetime
) -> dict[LeadId, Subject]:
    """The leads as they stand, read as scoring itself reads them."""
    events = await queries.occurrences_of(session, ids, names)
    return {
        known.lead_id: Subject(
            values=known.values(),
            now=as_of,
            events=events[known.lead_id],
            fact_ids=known.fact_ids,
        )
        for known in await leads.of(session, ids)
    }


def _weeks(figures: Figures, old: Scorecard, new: Scorecard, past: Past, as_of: datetime) -> None:
    moments = _moments(past, as_of)
    subjects = [(week, past.at(moment, as_told=False)) for week, moment in moments]
    for card, is_new in ((old, False), (new, True)):
        if card.thresholds:
            totals = [(week, _total(card, subject)) for week, subject in subjects]
            add_weeks(figures, card, totals, is_new=is_new)


def _moments(past: Past, as_of: datetime) -> list[tuple[int, datetime]]:
    """The ends of the weeks, and shortly after each thing that happened: there alone a total can rise."""
    start = as_of - timedelta(weeks=WEEKS)
    ends = [start + timedelta(weeks=week) for week in range(WEEKS + 1)]
    after = [at + SETTLES for at in past.happened if start < at + SETTLES < as_of][:MOST_MOMENTS]
    return sorted(
        ((moment - start) // _WEEK - (moment in ends), moment) for moment in {*ends, *after}
    )


def _verdict(figures: Figures, old: Scorecard, new: Scorecard, past: Past, one: Verdict) -> None:
    """Both cards are asked about the same leads, or the two shares would not compare."""
    subject = past.at(one.at)
    before, after = _total(old, subject), _total(new, subject)
    if before is not None and after is not None:
        figures.verdicts_old.add(before, reached=one.reached)
        figures.verdicts_new.add(after, reached=one.reached)


def _total(card: Scorecard, subject: Subject | None) -> int | None:
    ledger = None if subject is None else _score(card, subject)
    return None if ledger is None else ledger.total


def _score(card: Scorecard, subject: Subject) -> Ledger | None:
    return rules.score(card, subject) if rules.applies(card, subject) else None
