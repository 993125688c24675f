"""Scores a lead by a scorecard: points earned, the total, and what would raise it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from leadwright.domain.condition import Compare, Count, Op, Subject, leaves
from leadwright.domain.condition.typed import CLOCK_SKEW
from leadwright.domain.ids import FactId
from leadwright.features.scoring.blending import Blend, Voice, blend_of
from leadwright.features.scoring.cards.scorecards import Limit, Rule, Scorecard
from leadwright.features.scoring.decay import CENT, decayed
from leadwright.features.scoring.ledger import Earned, Ledger, write_ledger
from leadwright.features.scoring.totals import totals_of


def score(card: Scorecard, subject: Subject, voice: Voice | None = None) -> Ledger:
    """The lead's score at `subject.now`, with its whole ledger. Deterministic.

    `voice`: the model's word, where a model takes part.
    """
    return ledger_of(card, subject.now, weigh(card, subject, voice))


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a lead earns at a moment, the limits that hold then, and the model's share."""

    earned: list[Earned]
    limits: tuple[Limit, ...]
    blend: Blend | None


def weigh(card: Scorecard, subject: Subject, voice: Voice | None = None) -> Weighed:
    """What a score is made of, before it is summed."""
    blend = blend_of(card.weights, voice)
    return Weighed(earned_points(card, subject), limits_of(card, subject), blend)


def ledger_of(card: Scorecard, now: datetime, weighed: Weighed) -> Ledger:
    """The ledger of what was weighed then."""
    return write_ledger(card, weighed.earned, now, weighed.limits, weighed.blend)


def limits_of(card: Scorecard, subject: Subject) -> tuple[Limit, ...]:
    """The card's limits that hold for the lead at `subject.now`."""
    return tuple(limit for limit, holds in card.ceilings if holds(subject))


def applies(card: Scorecard, subject: Subject) -> bool:
    """Whether the lead is one of those the card is for."""
    return card.covers is None or card.covers(subject)


def earned_points(card: Scorecard, subject: Subject) -> list[Earned]:
    """What each rule gives at `subject.now`, in the card's order, an event's by the event's own time."""
    earned: list[Earned] = []
    for rule, holds in card.prepared:
        if holds is None:
            earned += _for_events(rule, subject)
        elif holds(subject):
            points = decayed(rule.points, None, None, subject.now)
            earned.append(Earned(rule, points, fact_id=_source(rule, subject)))
    return earned


def what_would_raise(
    card: Scorecard, subject: Subject, voice: Voice | None = None, *, limit: int = 3
) -> tuple[tuple[str, Decimal], ...]:
    """Rules that do not hold yet and what each alone would add to the total, best first.

    Only what can still come: something unknown that may be learnt or an event that may happen.
    Of rules that wait for the same (bands of one number), the best one stands for all.
    """
    earned = [(line.rule, line.points) for line in earned_points(card, subject)]
    limits, blend = limits_of(card, subject), blend_of(card.weights, voice)
    now = totals_of(card, earned, limits, blend).exact
    gains = [
        (
            (totals_of(card, [*earned, (rule, rule.points)], limits, blend).exact - now),
            rule,
            waits_for,
        )
        for rule, waits_for in _open_rules(card, subject)
    ]
    best: dict[frozenset[str], tuple[str, Decimal]] = {}
    for gain, rule, waits_for in sorted(gains, key=lambda found: -found[0]):
        rounded = gain.quantize(CENT, ROUND_HALF_EVEN)
        if rounded > 0:
            best.setdefault(waits_for, (rule.label, rounded))
    return tuple(best.values())[:limit]


def _for_events(rule: Rule, subject: Subject) -> list[Earned]:
    until: datetime = subject.now + CLOCK_SKEW
    return [
        Earned(
            rule,
            decayed(rule.points, rule.half_life_days, occurrence.occurred_at, subject.now),
            at=occurrence.occurred_at,
            event_id=occurrence.id,
        )
        for occurrence in subject.occurrences(rule.event or "")
        if occurrence.occurred_at <= until
    ]


def _source(rule: Rule, subject: Subject) -> FactId | None:
    """The fact a rule read first, as its evidence."""
    if not subject.fact_ids or rule.condition is None:
        return None
    fields = (leaf.field for leaf in leaves(rule.condition) if isinstance(leaf, Compare))
    return next((subject.fact_ids[name] for name in fields if name in subject.fact_ids), None)


def _open_rules(card: Scorecard, subject: Subject) -> list[tuple[Rule, frozenset[str]]]:
    found = []
    for rule, holds in card.prepared:
        if rule.points < 0 or (holds is not None and holds(subject)):
            continue
        waits_for = _waits_for(rule, subject)
        if waits_for:
            found.append((rule, waits_for))
    return found


def _waits_for(rule: Rule, subject: Subject) -> frozenset[str]:
    """What is unknown or has not happened; empty when the lead is simply another one."""
    if rule.condition is None:
        event = rule.event or ""
        return frozenset() if subject.occurrences(event) else frozenset({event})
    return frozenset(
        leaf.event if isinstance(leaf, Count) else leaf.field
        for leaf in leaves(rule.condition)
        if isinstance(leaf, Count)
        or (leaf.op is not Op.MISSING and not subject.readings(leaf.field))
    )
