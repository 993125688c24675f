"""A score ready to be written down: the ledger, when it next changes, what it crossed, what is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from leadwright.domain.condition import Subject
from leadwright.domain.events import ScoreCrossed
from leadwright.domain.ids import LeadId
from leadwright.features.scoring import rules
from leadwright.features.scoring.blending import Voice
from leadwright.features.scoring.cards.scorecards import Part, Scorecard
from leadwright.features.scoring.crossing import Crossing, crossings, standing
from leadwright.features.scoring.ledger import Ledger
from leadwright.features.scoring.next_change import next_change_at

TOLD_STEP = 5
"""Points by which decay alone has to move a total before its history gets a row."""


class Cause(StrEnum):
    """Why a score was computed."""

    MESSAGE = "message"
    EVENT = "event"
    TIME = "time"
    SCORECARD = "scorecard"


@dataclass(frozen=True, slots=True)
class Before:
    """The score as it stood, as far as the next one depends on it."""

    total: int
    grade: str
    above: Sequence[str] = ()
    told_total: int | None = None
    told_grade: str | None = None


class ComputedScore(NamedTuple):
    """A lead's score by one scorecard. `told`: its history gets a row."""

    lead_id: LeadId
    ledger: Ledger
    next_change_at: datetime | None
    above: tuple[str, ...]
    crossed: tuple[Crossing, ...]
    before: Before | None
    cause: Cause
    told: bool

    @property
    def moved(self) -> bool:
        """Whether the total is another than before."""
        return self.before is None or self.before.total != self.ledger.total


def compute(
    card: Scorecard,
    lead_id: LeadId,
    subject: Subject,
    before: Before | None,
    cause: Cause,
    voice: Voice | None = None,
) -> ComputedScore:
    """Score the lead as the subject stands; `voice` is the model's word where one takes part."""
    weighed = rules.weigh(card, subject, voice)
    ledger = rules.ledger_of(card, subject.now, weighed)
    stood = () if before is None else before.above
    above = standing(card, ledger.total, stood)
    return ComputedScore(
        lead_id=lead_id,
        ledger=ledger,
        next_change_at=next_change_at(card, subject, voice, weighed),
        above=above,
        crossed=crossings(card, stood, above),
        before=before,
        cause=cause,
        told=_worth_a_row(ledger, before, cause),
    )


def _worth_a_row(ledger: Ledger, before: Before | None, cause: Cause) -> bool:
    if before is None or before.told_total is None or before.told_grade != ledger.grade.value:
        return True
    moved = abs(ledger.total - before.told_total)
    return moved >= (TOLD_STEP if cause is Cause.TIME else 1)


def row_of(one: ComputedScore, submitted_at: datetime) -> dict[str, Any]:
    """The row of `lead_score`, as JSON has it, with `told` and `cause` for the history."""
    ledger, changes = one.ledger, one.next_change_at
    total, grade = ledger.total, ledger.grade.value
    old = one.before
    return {
        "lead_id": one.lead_id,
        "scorecard": ledger.scorecard,
        "version": ledger.version,
        "total": total,
        "fit": float(ledger.parts[Part.FIT]),
        "engagement": float(ledger.parts[Part.ENGAGEMENT]),
        "intent": float(ledger.parts[Part.INTENT]),
        "grade": grade,
        "as_of": ledger.as_of,
        "submitted_at": submitted_at,
        "next_change_at": changes,
        "above": one.above,
        "told_total": total if one.told or old is None else old.told_total,
        "told_grade": grade if one.told or old is None else old.told_grade,
        "told": one.told,
        "cause": one.cause.value,
    }


def crossed_events(one: ComputedScore) -> list[ScoreCrossed]:
    """What the crossings tell."""
    return [
        ScoreCrossed(
            lead_id=one.lead_id,
            scorecard=one.ledger.scorecard,
            threshold=crossing.threshold.id,
            label=crossing.threshold.label,
            at=crossing.threshold.at,
            hysteresis=crossing.threshold.hysteresis,
            direction=crossing.direction,
            total=one.ledger.total,
            previous=None if one.before is None else one.before.total,
            cause=one.cause.value,
        )
        for crossing in one.crossed
    ]
