"""The scoring step: what is known and what happened, read by the scorecard into a ledger."""

from functools import cache
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Insert, insert

from leadwright.domain.condition import Subject
from leadwright.domain.events import LeadScored
from leadwright.domain.lead import LeadSnapshot, ScoreSummary
from leadwright.domain.outcome import Continue, Outcome
from leadwright.features.scoring import queries, rules
from leadwright.features.scoring.ledger import Ledger, ledger_json, reasons
from leadwright.features.scoring.models import LeadScore
from leadwright.features.scoring.next_change import next_change_at
from leadwright.features.scoring.scorecards import Part, Scorecard, default_scorecard
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.directory import Services

_PREVIOUS = text(
    "select total from lead_score where workspace_id = :workspace_id and lead_id = :lead_id"
    " and scorecard = :scorecard"
)


def _write() -> Insert:
    table: Any = LeadScore.__table__
    key = ("workspace_id", "lead_id", "scorecard")
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=key,
        set_={c.name: statement.excluded[c.name] for c in table.c if c.name not in key},
        # Two submissions of one person may run side by side; the older must not win.
        where=table.c.submitted_at <= statement.excluded.submitted_at,
    )


_WRITE = _write()


@cache
def _card() -> Scorecard:
    return default_scorecard()


async def score(session: TenantSession, lead: LeadSnapshot, services: Services, _: None) -> Outcome:
    """Score the lead as it stands now and keep the ledger that adds up to it."""
    del services
    card = _card()
    subject = await _subject(session, lead)
    ledger = rules.score(card, subject)
    previous = await _keep(session, lead, ledger, card, subject)
    emit(
        session,
        LeadScored(
            lead_id=lead.lead_id,
            submission_id=lead.submission_id,
            total=ledger.total,
            grade=ledger.grade,
            previous=previous,
        ),
    )
    told = tuple((label, float(points)) for label, points in reasons(ledger))
    summary = ScoreSummary(total=ledger.total, grade=ledger.grade, reasons=told)
    was = "" if previous is None else f"{previous} to "
    note = f"{was}{ledger.total}, grade {ledger.grade.value}"
    return Continue(lead.model_copy(update={"score": summary}), note=note)


async def _subject(session: TenantSession, lead: LeadSnapshot) -> Subject:
    values = {key: fact.value for key, fact in lead.facts.items()}
    values |= {"source": lead.source, "is_returning": lead.is_returning}
    return Subject(
        values=values,
        now=clock.now(),
        events=await queries.occurrences(session, lead.lead_id),
    )


async def _keep(
    session: TenantSession, lead: LeadSnapshot, ledger: Ledger, card: Scorecard, subject: Subject
) -> int | None:
    """Write the score; the total that stood before, if there was one."""
    key = {
        "workspace_id": lead.workspace_id,
        "lead_id": lead.lead_id,
        "scorecard": ledger.scorecard,
    }
    previous: int | None = (await session.execute(_PREVIOUS, key)).scalar_one_or_none()
    values = {
        "total": ledger.total,
        "fit": float(ledger.parts[Part.FIT]),
        "engagement": float(ledger.parts[Part.ENGAGEMENT]),
        "intent": float(ledger.parts[Part.INTENT]),
        "grade": ledger.grade.value,
        "as_of": ledger.as_of,
        "submitted_at": lead.received_at,
        "next_change_at": next_change_at(card, subject),
        "ledger": ledger_json(ledger),
    }
    await session.execute(_WRITE, {**key, **values})
    return previous
