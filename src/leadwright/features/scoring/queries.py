"""Reads of scores: the ledger as of now, and what was stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import select, text

from leadwright.domain.condition import Compare, Occurrence, Subject, leaves
from leadwright.domain.events import LeadCreated
from leadwright.domain.ids import EventId, LeadId
from leadwright.domain.lead import Fact, KnownFields
from leadwright.domain.predicted import Predicted
from leadwright.features.scoring import rules
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.in_force import EVENTS, MOST_EVENTS, in_force
from leadwright.features.scoring.ledger import Ledger
from leadwright.features.scoring.models import LeadScore, ScoreHistory
from leadwright.features.scoring.trend import Trend, trend
from leadwright.kernel import clock
from leadwright.kernel.db import prefetch
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.events import NOT_TAKEN_BACK, not_yet_written

EVENTS_OF_MANY = text(
    "select l.id as lead_id, e.id, e.name, e.occurred_at from unnest(cast(:ids as uuid[])) as l (id)"
    " cross join lateral (select id, name, occurred_at from event e where workspace_id = :workspace_id"
    f" and lead_id = l.id and name = any(:names) and machine is null{NOT_TAKEN_BACK}"
    f" order by recorded_at desc limit {MOST_EVENTS}) as e"
)


_TOTALS_AT = text(
    "select distinct on (lead_id) lead_id, total from score_history"
    " where workspace_id = :workspace_id and scorecard = :name and lead_id = any(:ids) and at <= :at"
    " order by lead_id, at desc"
)


async def occurrences(
    session: ReadSession, lead_id: LeadId | None, names: Collection[str]
) -> list[Occurrence]:
    """What a lead did itself, as far as scorecards ask; the newest 500 times, this transaction's too."""
    untold = not_yet_written(session, lead_id)
    told = [one for one in untold if one.name in names]
    if any(one.name == LeadCreated.name for one in untold):  # so the log knows nothing of it yet
        return [Occurrence(one.name, one.occurred_at, one.id) for one in told]
    rows = await prefetch.answer(session, EVENTS, lead_id=lead_id, names=sorted(names))
    logged = (
        Occurrence(name, datetime.fromisoformat(at), EventId(UUID(event_id)))
        for event_id, name, at in rows or ()
    )
    return [*(Occurrence(one.name, one.occurred_at, one.id) for one in told), *logged]


async def occurrences_of(
    session: ReadSession, ids: Sequence[LeadId], names: Collection[str]
) -> dict[LeadId, list[Occurrence]]:
    """The same for many leads at once, without what this transaction has told."""
    asked = {
        "workspace_id": session.info["workspace_id"],
        "ids": list(ids),
        "names": sorted(names),
    }
    found: dict[LeadId, list[Occurrence]] = {lead_id: [] for lead_id in ids}
    for row in await session.execute(EVENTS_OF_MANY, asked):
        found[LeadId(row.lead_id)].append(Occurrence(row.name, row.occurred_at, EventId(row.id)))
    return found


@dataclass(frozen=True)
class Explained:
    """A score as of now. `evidence` is the fact a rule read, by the rule's id.

    `others`: the scores by the other cards that are for the lead, by title, as of now too. `mode`:
    how a model takes part in this card's scores; `ledger.model_share` says whether it had a word.
    """

    title: str
    ledger: Ledger
    series: Sequence[ScoreHistory]
    trend: Trend
    others: tuple[tuple[str, Ledger], ...]
    would_raise: tuple[tuple[str, Decimal], ...]
    evidence: Mapping[str, Fact]
    stored: LeadScore
    mode: Mode = Mode.RULES


async def explain(
    session: ReadSession, known: KnownFields, name: str | None = None, word: Predicted | None = None
) -> Explained | None:
    """The score computed anew, with everything it is made of; by the primary card unless `name` is given.

    `word`: what the model says of the lead. None for a lead never scored, or not by the named card.
    """
    cards = await in_force(session)
    card = cards.primary if name is None else cards.named(name)
    if card is None:
        return None
    kept = await _kept(session, known.lead_id, card, only=name is not None)
    if kept is None:
        return None
    subject = await subject_of(session, known, cards.events)
    voice = cards.voice(card, word)
    ledger = rules.score(card, subject, voice)
    series = await history(session, known.lead_id, card.name)
    beside = [one for one in cards.all if one is not card and rules.applies(one, subject)]
    return Explained(
        title=card.title,
        ledger=ledger,
        series=series,
        trend=trend(series, ledger.total, subject.now),
        others=tuple(
            (one.title, rules.score(one, subject, cards.voice(one, word))) for one in beside
        ),
        would_raise=rules.what_would_raise(card, subject, voice),
        evidence=_evidence(card, known.facts),
        stored=kept,
        mode=cards.mode if card is cards.primary else Mode.RULES,
    )


async def _kept(
    session: ReadSession, lead_id: LeadId, card: Scorecard, *, only: bool
) -> LeadScore | None:
    """The score by this card. Unless `only`, one by another card where a run has not come to the lead yet."""
    there = await stored(session, lead_id)
    own = next((one for one in there if one.scorecard == card.name), None)
    return own or (None if only else next(iter(there), None))


async def subject_of(session: ReadSession, known: KnownFields, names: Collection[str]) -> Subject:
    """The lead as it stands now, with the events of these names."""
    return Subject(
        values=known.values(),
        now=clock.now(),
        events=await occurrences(session, known.lead_id, names),
        fact_ids=known.fact_ids,
    )


async def stored(session: ReadSession, lead_id: LeadId) -> Sequence[LeadScore]:
    """All scores of a lead as they were last written down, by scorecard."""
    query = select(LeadScore).where(
        LeadScore.workspace_id == session.info["workspace_id"], LeadScore.lead_id == lead_id
    )
    return (await session.execute(query.order_by(LeadScore.scorecard))).scalars().all()


async def history(
    session: ReadSession, lead_id: LeadId, name: str, *, limit: int = 500
) -> list[ScoreHistory]:
    """The series of a lead's score by one scorecard, oldest first; its newest `limit` steps."""
    query = select(ScoreHistory).where(
        ScoreHistory.workspace_id == session.info["workspace_id"],
        ScoreHistory.lead_id == lead_id,
        ScoreHistory.scorecard == name,
    )
    found = await session.execute(query.order_by(ScoreHistory.at.desc()).limit(limit))
    return [*found.scalars()][::-1]


def _evidence(card: Scorecard, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for rule in card.rules:
        if rule.condition is None:
            continue
        fields = (leaf.field for leaf in leaves(rule.condition) if isinstance(leaf, Compare))
        fact = next((facts[field] for field in fields if field in facts), None)
        if fact is not None:
            found[rule.id] = fact
    return found


async def totals_at(session: ReadSession, ids: Sequence[LeadId], at: datetime) -> dict[LeadId, int]:
    """Totals by the primary card as they stood then; a lead that had none is left out."""
    asked = {
        "workspace_id": session.info["workspace_id"],
        "name": (await in_force(session)).primary.name,
        "ids": list(ids),
        "at": at,
    }
    return {LeadId(row.lead_id): row.total for row in await session.execute(_TOTALS_AT, asked)}


def mode_json(explained: Explained, word: Predicted | None) -> dict[str, JsonValue]:
    """Who makes the score, in per cent; `missing`: a model should take part and had no word."""
    share = explained.ledger.model_share
    has_part = word is not None and share > 0
    return {
        "mode": explained.mode.value,
        "rules": 100 - share,
        "model": share,
        "version": word.version if word is not None and has_part else None,
        "outcomes": word.outcomes if word is not None and has_part else None,
        "missing": explained.mode is not Mode.RULES and not has_part,
    }
