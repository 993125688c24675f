"""Reads of scores: the ledger at the moment of looking, and what was stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select, text

from leadwright.domain.condition import Compare, Occurrence, Subject, leaves
from leadwright.domain.ids import EventId, LeadId
from leadwright.domain.lead import Fact
from leadwright.features.scoring import rules
from leadwright.features.scoring.ledger import Ledger
from leadwright.features.scoring.models import LeadScore
from leadwright.features.scoring.scorecards import Scorecard, default_scorecard
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.events import not_yet_written

# What we did ourselves, such as scoring the lead, is no behaviour of the lead's; nor is a machine's.
_OURS = ("lead.scored", "lead.enriched", "lead.understood", "lead.assigned")
_EVENTS = text(
    "select id, name, occurred_at from event where workspace_id = :workspace_id"
    f" and lead_id = :lead_id and name not in {_OURS} and machine is null"
    " order by recorded_at desc limit 500"
)


async def occurrences(session: ReadSession, lead_id: LeadId | None) -> list[Occurrence]:
    """What happened with a lead and may be counted; the newest 500 times, this transaction's too."""
    told = [one for one in not_yet_written(session, lead_id) if one.name not in _OURS]
    rows = await session.execute(
        _EVENTS, {"workspace_id": session.info["workspace_id"], "lead_id": lead_id}
    )
    return [Occurrence(row.name, row.occurred_at, EventId(row.id)) for row in (*told, *rows)]


@dataclass(frozen=True)
class Known:
    """What is known of a lead when it is scored."""

    facts: Mapping[str, Fact]
    source: str
    is_returning: bool


@dataclass(frozen=True)
class Explained:
    """A score as of now. `evidence` is the fact a rule read, by the rule's id."""

    ledger: Ledger
    would_raise: tuple[tuple[str, Decimal], ...]
    evidence: Mapping[str, Fact]
    stored: LeadScore


async def explain(session: ReadSession, lead_id: LeadId, known: Known) -> Explained | None:
    """The score computed anew, with everything it is made of. None for a lead never scored."""
    card = default_scorecard()
    stored = await stored_score(session, lead_id, card)
    if stored is None:
        return None
    values = {key: fact.value for key, fact in known.facts.items()}
    values |= {"source": known.source, "is_returning": known.is_returning}
    subject = Subject(values=values, now=clock.now(), events=await occurrences(session, lead_id))
    return Explained(
        ledger=rules.score(card, subject),
        would_raise=rules.what_would_raise(card, subject),
        evidence=_evidence(card, known.facts),
        stored=stored,
    )


async def stored_score(session: ReadSession, lead_id: LeadId, card: Scorecard) -> LeadScore | None:
    """The score as it was last written down."""
    return (
        await session.execute(
            select(LeadScore).where(
                LeadScore.workspace_id == session.info["workspace_id"],
                LeadScore.lead_id == lead_id,
                LeadScore.scorecard == card.name,
            )
        )
    ).scalar_one_or_none()


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
