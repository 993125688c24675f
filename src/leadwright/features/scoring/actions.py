"""The scoring step: evaluates the scorecards on facts and events, and stores the ledgers."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete

from leadwright.domain.condition import Subject, custom_fields
from leadwright.domain.events import LeadScored
from leadwright.domain.ids import LeadId, SubmissionId
from leadwright.domain.lead import LeadSnapshot, ScoreSummary
from leadwright.domain.outcome import Continue, Outcome
from leadwright.domain.predicted import Predicted
from leadwright.features.scoring import in_force, queries, rules
from leadwright.features.scoring.computing import (
    Cause,
    ComputedScore,
    compute,
    crossed_events,
    row_of,
)
from leadwright.features.scoring.in_force import ScoringState
from leadwright.features.scoring.ledger import reasons
from leadwright.features.scoring.models import LeadScore
from leadwright.kernel import clock
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import NORMAL, enqueue

SCORE_LEAD = "score_lead"

Ask = Callable[[TenantSession, LeadId, LeadSnapshot], Awaitable[Predicted | None]]
"""Gives the model's word on a lead."""

# Two submissions of one person may run side by side; the older must not win.
_KEEP = DeferredWrite(
    "score",
    (
        (
            "scored",
            """
select * from jsonb_to_recordset(:rows) as r (lead_id uuid, scorecard text, version int, total int,
    fit float8, engagement float8, intent float8, grade text, as_of timestamptz,
    submitted_at timestamptz, next_change_at timestamptz, above text[], told_total int,
    told_grade text, told boolean, cause text)""",
        ),
        (
            "counted",
            """
insert into lead_score as s (workspace_id, lead_id, scorecard, version, total, fit, engagement, intent,
    grade, as_of, submitted_at, next_change_at, above, told_total, told_grade)
select :workspace_id, lead_id, scorecard, version, total, fit, engagement, intent, grade, as_of,
    submitted_at, next_change_at, above, told_total, told_grade from scored
on conflict (workspace_id, lead_id, scorecard) do update set version = excluded.version,
    total = excluded.total, fit = excluded.fit, engagement = excluded.engagement,
    intent = excluded.intent, grade = excluded.grade, as_of = excluded.as_of,
    submitted_at = excluded.submitted_at, next_change_at = excluded.next_change_at,
    above = excluded.above, told_total = excluded.told_total, told_grade = excluded.told_grade
where s.submitted_at <= excluded.submitted_at
returning lead_id, scorecard""",
        ),
        (
            "in_series",
            """
insert into score_history (workspace_id, lead_id, scorecard, at, total, grade, version, cause)
select :workspace_id, lead_id, scorecard, as_of, total, grade, version, cause
from scored join counted using (lead_id, scorecard) where told
on conflict do nothing returning 1""",
        ),
    ),
    each=False,
)
_FORGET = delete(LeadScore.__table__).where(  # type: ignore[arg-type]  # declared as FromClause
    LeadScore.workspace_id == bindparam("in_workspace"),
    LeadScore.lead_id == bindparam("of_lead"),
    LeadScore.scorecard == bindparam("by_card"),
)


async def score(session: TenantSession, lead: LeadSnapshot, ask: Ask) -> Outcome:
    """Score the lead as it stands now by every scorecard that is for it; the primary's is its score."""
    if lead.lead_id is None:
        raise ValueError("a lead is scored after it was found or made")
    standing = await in_force.scoring_state(session, lead.lead_id)
    subject = await _subject(session, lead, standing)
    word = await ask(session, lead.lead_id, lead) if standing.cards.asks_model else None
    found = compute_all(standing, lead.lead_id, subject, Cause.MESSAGE, word)
    await keep(session, [(one, lead.received_at) for one in found])
    ledger = found[0].ledger
    previous = found[0].before.total if found[0].before is not None else None
    tell(session, found[0], lead.submission_id)
    told = tuple((label, float(points)) for label, points in reasons(ledger))
    summary = ScoreSummary(total=ledger.total, grade=ledger.grade, reasons=told)
    was = "" if previous is None else f"{previous} to "
    note = f"{was}{ledger.total}, grade {ledger.grade.value}"
    return Continue(lead.model_copy(update={"score": summary}), note=note)


def compute_all(
    standing: ScoringState,
    lead_id: LeadId,
    subject: Subject,
    cause: Cause,
    word: Predicted | None = None,
) -> list[ComputedScore]:
    """The lead's scores, the primary's first, then those of the other cards that are for it.

    `word`: the model's, where one takes part.
    """
    cards, scores = standing.cards, standing.scores
    return [
        compute(card, lead_id, subject, scores.get(card.name), cause, cards.voice(card, word))
        for card in cards.all
        if rules.applies(card, subject)
    ]


async def keep(session: TenantSession, found: Sequence[tuple[ComputedScore, datetime]]) -> None:
    """Write scores down, each with when its newest submission was received; tell what they crossed."""
    rows = [row_of(one, submitted_at) for one, submitted_at in found]
    await unit_of_work.row(session, _KEEP, *rows)
    for one, _ in found:
        for event in crossed_events(one):
            emit(session, event)


async def forget(session: TenantSession, gone: Sequence[tuple[LeadId, str]]) -> None:
    """Remove the scores of leads that a card is no longer for: (lead, scorecard) each."""
    workspace_id = session.info["workspace_id"]
    rows: list[dict[str, Any]] = [
        {"in_workspace": workspace_id, "of_lead": lead_id, "by_card": name}
        for lead_id, name in gone
    ]
    if rows:
        await session.execute(_FORGET, rows)


def tell(session: TenantSession, one: ComputedScore, submission_id: SubmissionId) -> None:
    """Tell the lead's score by the primary scorecard."""
    emit(
        session,
        LeadScored(
            lead_id=one.lead_id,
            submission_id=submission_id,
            total=one.ledger.total,
            grade=one.ledger.grade,
            previous=None if one.before is None else one.before.total,
        ),
    )


async def score_soon(
    session: TenantSession, lead_id: LeadId, delay: timedelta = timedelta()
) -> None:
    """Have the lead scored again once this transaction has committed: something happened to it."""
    payload = {"workspace_id": str(session.info["workspace_id"]), "lead_id": str(lead_id)}
    await enqueue(session, SCORE_LEAD, payload, priority=NORMAL, delay=delay)


async def _subject(session: TenantSession, lead: LeadSnapshot, standing: ScoringState) -> Subject:
    custom = {key: read.value for key, read in custom_fields(lead.form.extra).items()}
    values = {**standing.custom, **custom} | {key: fact.value for key, fact in lead.facts.items()}
    values |= {"source": lead.source, "is_returning": lead.is_returning}
    return Subject(
        values=values,
        now=clock.now(),
        events=await queries.occurrences(session, lead.lead_id, standing.cards.events),
    )
