"""The ledger of a score: signed entries that add up exactly, to each part and to the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from pydantic import JsonValue

from leadwright.domain.ids import EventId, FactId
from leadwright.domain.values import Grade
from leadwright.features.scoring.blending import Blend, Line
from leadwright.features.scoring.cards.scorecards import (
    Grading,
    Group,
    Limit,
    Part,
    Rule,
    Scorecard,
    Weights,
)
from leadwright.features.scoring.decay import CENT
from leadwright.features.scoring.totals import (
    HUNDRED,
    ZERO,
    Correction,
    Totals,
    in_total,
    totals_of,
)

BEYOND = "The model beyond 0 to 100 in a part"
"""What parts cannot hold of a model's points and the total counts all the same."""


class EntryKind(StrEnum):
    """Where an entry's points come from."""

    RULE = "rule"
    FEATURE = "feature"
    BASE = "base"
    CAP = "cap"
    CLAMP = "clamp"
    ROUNDING = "rounding"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `points` count in the part, `in_total` in the total; both exact.

    `points_initial` are the points before decay and before the share of rules or model was taken.
    What belongs to no part, such as the rounding and a limit of the total, has only `in_total`.
    """

    part: Part | None
    kind: EntryKind
    label: str
    points_initial: Decimal
    points: Decimal
    in_total: Decimal
    half_life_days: float | None = None
    at: datetime | None = None
    event_id: EventId | None = None
    fact_id: FactId | None = None
    rule: str | None = None


@dataclass(frozen=True)
class Ledger:
    """A score with everything it is made of, true at `as_of`. `model_share`: per cent, 0 by rules alone."""

    as_of: datetime
    scorecard: str
    version: int
    total: int
    parts: dict[Part, Decimal]
    weights: Weights
    grade: Grade
    entries: tuple[Entry, ...]
    model_share: int = 0


@dataclass(frozen=True, slots=True)
class Earned:
    """Points a rule gives at one moment, after decay, and what it gives them for."""

    rule: Rule
    points: Decimal
    at: datetime | None = None
    event_id: EventId | None = None
    fact_id: FactId | None = None


def grade_of(
    grading: Grading, weights: Weights, parts: dict[Part, Decimal], at_most: Decimal = HUNDRED
) -> Grade:
    """The grade by the bands of fit and interest, neither counted above `at_most`."""
    weight = weights.engagement + weights.intent
    interest = parts[Part.ENGAGEMENT] * weights.engagement + parts[Part.INTENT] * weights.intent
    interest = min(interest, at_most * weight)
    row = sum(min(parts[Part.FIT], at_most) < cut for cut in grading.fit_cuts)
    column = sum(interest < cut * weight for cut in grading.interest_cuts)
    return grading.grades[row][column]


def write_ledger(
    card: Scorecard,
    earned: Sequence[Earned],
    as_of: datetime,
    limits: Sequence[Limit] = (),
    blend: Blend | None = None,
) -> Ledger:
    """The whole ledger of what was earned; what has faded to nothing leaves no entry."""
    totals = totals_of(card, ((line.rule, line.points) for line in earned), limits, blend)
    entries = [_entry(card, line, blend) for line in earned if line.points]
    if blend:
        entries += [_model_entry(card, line, blend.model) for line in blend.lines]
    entries += [_correction(card, one) for one in totals.corrections]
    if totals.beyond:
        entries.append(Entry(None, EntryKind.CLAMP, BEYOND, ZERO, ZERO, totals.beyond))
    if totals.held:
        limit, taken = totals.held
        entries.append(Entry(None, EntryKind.CAP, limit_label(limit), ZERO, ZERO, taken))
    difference = totals.total - totals.exact
    if difference:
        entries.append(Entry(None, EntryKind.ROUNDING, "Rounding", ZERO, ZERO, difference))
    return Ledger(
        as_of=as_of,
        scorecard=card.name,
        version=card.version,
        total=totals.total,
        parts=totals.parts,
        weights=card.weights,
        grade=grade_of(card.grading, card.weights, totals.parts, _ceiling(totals)),
        entries=tuple(one for one in entries if one.points or one.in_total),
        model_share=blend.share if blend else 0,
    )


def reasons(ledger: Ledger) -> tuple[tuple[str, Decimal], ...]:
    """What the total is made of, one line a label, weightiest first, to 0.01.

    The lines sum exactly to the total: what rounding them leaves over is in the line "Rounding".
    """
    sums: dict[str, Decimal] = {}
    for entry in ledger.entries:
        if entry.kind is not EntryKind.ROUNDING:
            sums[entry.label] = sums.get(entry.label, ZERO) + entry.in_total
    lines = {label: points.quantize(CENT, ROUND_HALF_EVEN) for label, points in sums.items()}
    left_over = ledger.total - sum(lines.values(), ZERO)
    told = [*lines.items(), ("Rounding", left_over)]
    return tuple(sorted((line for line in told if line[1]), key=lambda line: -abs(line[1])))


def ledger_json(ledger: Ledger) -> dict[str, JsonValue]:
    """The form `score explain` prints, to which a chosen model adds `probability`. Points are numbers."""
    return {
        "as_of": ledger.as_of.isoformat(),
        "scorecard": {"name": ledger.scorecard, "version": ledger.version},
        "total": ledger.total,
        "parts": {part.value: float(points) for part, points in ledger.parts.items()},
        "weights": ledger.weights.model_dump(mode="json"),
        "grade": ledger.grade.value,
        "probability": None,
        "entries": [_entry_json(entry) for entry in ledger.entries],
    }


def _correction(card: Scorecard, one: Correction) -> Entry:
    kind = EntryKind.CLAMP if one.by is None else EntryKind.CAP
    worth = in_total(card, one.part, one.points)
    return Entry(one.part, kind, _correction_label(one), one.initial, one.points, worth)


def _model_entry(card: Scorecard, line: Line, share: Decimal) -> Entry:
    points = line.points * share
    return Entry(
        part=line.part,
        kind=EntryKind.BASE if line.is_base else EntryKind.FEATURE,
        label=line.label,
        points_initial=line.points,
        points=points,
        in_total=in_total(card, line.part, points),
        fact_id=line.fact_id,
    )


def _correction_label(one: Correction) -> str:
    part = one.part.value.title()
    match one.by:
        case None:
            return f"{part} cannot {'fall below 0' if one.points > 0 else 'rise above 100'}"
        case Group():
            most = one.points < 0
            bound = one.by.at_most if most else one.by.at_least
            return (
                f"{one.by.label}: at {'most' if most else 'least'} {(bound or ZERO).normalize():f}"
            )
        case Limit():
            return limit_label(one.by)


def limit_label(limit: Limit) -> str:
    """How a limit stands in the ledger."""
    of_part = "" if limit.part is None else f" in {limit.part.value}"
    return f"{limit.label}: at most {limit.at_most}{of_part}"


def _ceiling(totals: Totals) -> Decimal:
    return HUNDRED if totals.held is None else Decimal(totals.held[0].at_most)


def _entry(card: Scorecard, line: Earned, blend: Blend | None) -> Entry:
    rule = line.rule
    points = line.points * blend.rules if blend else line.points
    return Entry(
        part=rule.part,
        kind=EntryKind.RULE,
        label=rule.label,
        points_initial=rule.points,
        points=points,
        in_total=in_total(card, rule.part, points),
        half_life_days=rule.half_life_days,
        at=line.at,
        event_id=line.event_id,
        fact_id=line.fact_id,
        rule=rule.id,
    )


def _entry_json(entry: Entry) -> dict[str, JsonValue]:
    return {
        "part": None if entry.part is None else entry.part.value,
        "kind": entry.kind.value,
        "label": entry.label,
        "points_initial": float(entry.points_initial),
        "points": float(entry.points),
        "in_total": float(entry.in_total),
        "half_life_days": entry.half_life_days,
        "at": None if entry.at is None else entry.at.isoformat(),
        "event_id": None if entry.event_id is None else str(entry.event_id),
        "fact_id": None if entry.fact_id is None else str(entry.fact_id),
        "rule": entry.rule,
    }
