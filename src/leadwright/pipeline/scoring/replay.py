"""Replays a way of scoring: leads scored in two ways as of now, week by week, and for their outcomes.

Each part is one transaction that also stores how far it is; it reads leads and writes only its own
figures. For the past, a model is asked only where it has not learned from the lead itself
(`prediction/judges.py`).
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from leadwright.domain.condition import Subject
from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.domain.predicted import Predicted
from leadwright.features.leads import known as leads
from leadwright.features.scoring import queries, replays
from leadwright.features.scoring.ledger import Ledger
from leadwright.features.scoring.replay_figures import (
    WEEKS,
    Figures,
    Unseen,
    add_move,
    add_weeks,
)
from leadwright.features.scoring.replays import ReplayedLead
from leadwright.kernel.db.session import Database, ReadSession, TenantSession
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue, workspace_of
from leadwright.pipeline.scoring import point_in_time, replay_ways, scores
from leadwright.pipeline.scoring.point_in_time import LOOK, Past, Verdict
from leadwright.pipeline.scoring.replay_ways import Hearing, Known, Pair, Way

PART = 20
PARTS_A_JOB = 50
SETTLES = timedelta(minutes=5)
"""After something happened, within which its facts are there and the lead is scored."""
MOST_MOMENTS = 40
_WEEK = timedelta(weeks=1)
_Now = dict[LeadId, tuple[Subject, dict[UUID, Predicted]]]


def jobs(database: Database) -> tuple[Job, ...]:
    return (Job(replays.REPLAY, partial(replay, database), timeout=600),)


async def replay(database: Database, payload: Payload) -> None:
    """Go on with a replay from where it stopped, for a while; another job goes on after that."""
    place, replay_id = workspace_of(payload), UUID(payload["replay_id"])
    if await run(database, place, replay_id, parts=PARTS_A_JOB):
        async with database.tenant(place) as session:
            await enqueue(session, replays.REPLAY, dict(payload), priority=BULK)


async def run(
    database: Database, place: WorkspaceId, replay_id: UUID, *, parts: int | None = None
) -> bool:
    """Do so many parts, or all; whether there are more."""
    done, known = 0, Known()
    while parts is None or done < parts:
        async with database.tenant(place) as session:
            if not await _next_part(session, replay_id, known):
                return False
        done += 1
    return True


async def _next_part(session: TenantSession, replay_id: UUID, known: Known) -> bool:
    one = await replays.taken(session, replay_id)
    if one is None:
        return False
    part = await replays.next_leads(session, one, limit=PART)
    figures = Figures.model_validate(one.figures)
    if part:
        old, new = [await replay_ways.way(session, side, known) for side in replays.sides(one)]
        await _count(session, Pair(old, new, one.as_of), part, figures)
    await replays.advance(session, one, part, figures)
    return bool(part)


async def _count(
    session: ReadSession, pair: Pair, part: list[ReplayedLead], figures: Figures
) -> None:
    ids = [walked.lead_id for walked in part]
    now = await _now(session, pair, ids)
    past = await point_in_time.pasts(session, ids, pair.events)
    outcomes = await point_in_time.verdicts(session, ids, pair.as_of)
    for walked in part:
        await asyncio.sleep(0)  # replies go before this
        lead_id = walked.lead_id
        if lead_id not in now:
            continue
        hearing = Hearing(past[lead_id], outcomes.get(lead_id))
        if walked.is_base:
            subject, words = now[lead_id]
            before, after = [_by(way, subject, words) for way in (pair.old, pair.new)]
            add_move(figures, lead_id, before, after)
            _weeks(figures, pair, hearing)
        if walked.is_decided and hearing.verdict is not None:
            _verdict(figures, pair, hearing, hearing.verdict)


async def _now(session: ReadSession, pair: Pair, ids: list[LeadId]) -> _Now:
    """The leads as they stand, read as scoring itself reads them, and what the models say of them."""
    events = await queries.occurrences_of(session, ids, pair.events)
    told = await leads.of(session, ids)
    words = {
        model_id: await scores.words_by(session, told, model_id, pair.as_of)
        for model_id in pair.judges
    }
    found = {}
    for known in told:
        said = {key: some[known.lead_id] for key, some in words.items() if known.lead_id in some}
        subject = Subject(
            values=known.values(),
            now=pair.as_of,
            events=events[known.lead_id],
            fact_ids=known.fact_ids,
        )
        found[known.lead_id] = subject, said
    return found


def _by(way: Way, subject: Subject, words: Mapping[UUID, Predicted]) -> Ledger | None:
    model = way.side.model
    return way.ledger(subject, words.get(model.model_id) if model else None)


def _weeks(figures: Figures, pair: Pair, hearing: Hearing) -> None:
    moments = _moments(hearing.past, pair.as_of)
    subjects = [(week, moment, hearing.past.at(moment)) for week, moment in moments]
    for way, is_new in ((pair.old, False), (pair.new, True)):
        card = way.side.card
        if card.thresholds:
            totals = [
                (week, hearing.total(way, moment, subject)) for week, moment, subject in subjects
            ]
            add_weeks(figures, card, totals, is_new=is_new)


def _moments(past: Past, as_of: datetime) -> list[tuple[int, datetime]]:
    """The ends of the weeks, and shortly after each thing that happened: there alone a total can rise."""
    start = as_of - timedelta(weeks=WEEKS)
    ends = [start + timedelta(weeks=week) for week in range(WEEKS + 1)]
    after = [at + SETTLES for at in past.happened if start < at + SETTLES < as_of][:MOST_MOMENTS]
    return sorted(
        ((moment - start) // _WEEK - (moment in ends), moment) for moment in {*ends, *after}
    )


def _verdict(figures: Figures, pair: Pair, hearing: Hearing, one: Verdict) -> None:
    """Both sides are asked about the same leads, or the two shares would not compare."""
    came = hearing.past.lead.created_at
    moment = min(one.at, came + LOOK)
    subject = hearing.past.at(moment)
    words = [hearing.word(way, moment, honest=True) for way in (pair.old, pair.new)]
    if any(
        way.judge is not None and word is None
        for way, word in zip((pair.old, pair.new), words, strict=True)
    ):
        figures.unseen.left_out += 1
        return
    before, after = pair.old.ledger(subject, words[0]), pair.new.ledger(subject, words[1])
    if before is None or after is None:
        return
    figures.verdicts_old.add(before.total, reached=one.reached)
    figures.verdicts_new.add(after.total, reached=one.reached)
    _note(figures.unseen, pair, hearing, moment, one)


def _note(unseen: Unseen, pair: Pair, hearing: Hearing, moment: datetime, one: Verdict) -> None:
    unseen.told_late += hearing.past.was_told_late(moment, one)
    if pair.judges:
        came = hearing.past.lead.created_at
        is_after = all(judge.is_after(came) for judge in pair.judges.values())
        unseen.after += is_after
        unseen.sisters += not is_after
