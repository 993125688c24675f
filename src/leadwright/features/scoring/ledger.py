"""The ledger of a score: signed entries that add up exactly, to each part and to the total."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from functools import partial

from pydantic import JsonValue

from leadwright.domain.ids import EventId, FactId
from leadwright.domain.values import Grade
from leadwright.features.scoring.decay import CENT
from leadwright.features.scoring.scorecards import Grading, Limit, Part, Rule, Scorecard, Weights

ZERO = Decimal("0.00")
_HUNDRED = Decimal("100.00")


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
    """One line. `points` count in the part (0.01), `in_total` in the total (0.0001).

    `points_initial` are the points before decay. What belongs to no part, the rounding and a limit
    of the total, has no points, only `in_total`.
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
    """A score with everything it is made of, true at `as_of`."""

    as_of: datetime
    scorecard: str
    version: int
    total: int
    parts: dict[Part, Decimal]
    weights: Weights
    grade: Grade
    entries: tuple[Entry, ...]
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Earned:
    """Points a rule gives at one moment, after decay, and what it gives them for."""

    rule: Rule
    points: Decimal
    at: datetime | None = None
    event_id: EventId | None = None
    fact_id: FactId | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What earned points come to: corrections by caps and clamps, parts, and the weighted sum.

    `held` is the limit that keeps the total down, with what it takes away; `exact` is after it.
    """

    corrections: tuple[tuple[Part, EntryKind, str, Decimal], ...]
    parts: dict[Part, Decimal]
    exact: Decimal
    total: int
    held: tuple[Limit, Decimal] | None = None


def settle(
    card: Scorecard, earned: Iterable[tuple[Rule, Decimal]], limits: Sequence[Limit] = ()
) -> Settlement:
    """Group caps, limits of parts, parts within 0 to 100, the weighted total, limits of the total.

    `limits` are those that hold. The total is a whole number, half to even. Never falls when
    points rise: `next_change_at` relies on that.
    """
    parts = dict.fromkeys(Part, ZERO)
    groups: dict[str, Decimal] = {}
    for rule, points in earned:
        parts[rule.part] += points
        if rule.group is not None:
            groups[rule.group] = groups.get(rule.group, ZERO) + points
    corrections = [*_caps(card, groups)]
    for part, _, _, points in corrections:
        parts[part] += points
    for correct in (partial(_held_parts, limits), _clamps):
        made = [*correct(parts)]
        for part, _, _, points in made:
            parts[part] += points
        corrections += made
    exact = sum((in_total(card, part, points) for part, points in parts.items()), ZERO)
    held = _held_total(limits, exact)
    exact += held[1] if held else ZERO
    total = int(exact.to_integral_value(ROUND_HALF_EVEN))
    return Settlement((*corrections,), parts, exact, total, held)


def in_total(card: Scorecard, part: Part, points: Decimal) -> Decimal:
    """What points in a part are worth in the total; exact, four decimals."""
    return (points * card.weights.of(part)).scaleb(-2)


def grade_of(
    grading: Grading, weights: Weights, parts: dict[Part, Decimal], at_most: Decimal = _HUNDRED
) -> Grade:
    """The grade by the bands of fit and interest, neither counted above `at_most`."""
    weight = weights.engagement + weights.intent
    interest = parts[Part.ENGAGEMENT] * weights.engagement + parts[Part.INTENT] * weights.intent
    interest = min(interest, at_most * weight)
    row = sum(min(parts[Part.FIT], at_most) < cut for cut in grading.fit_cuts)
    column = sum(interest < cut * weight for cut in grading.interest_cuts)
    return grading.grades[row][column]


def write_ledger(
    card: Scorecard, earned: Sequence[Earned], as_of: datetime, limits: Sequence[Limit] = ()
) -> Ledger:
    """The whole ledger of what was earned; what has faded to nothing leaves no entry."""
    settled = settle(card, ((line.rule, line.points) for line in earned), limits)
    entries = [_entry(card, line) for line in earned if line.points]
    entries += [
        Entry(part, kind, label, points, points, in_total(card, part, points))
        for part, kind, label, points in settled.corrections
    ]
    if settled.held:
        limit, taken = settled.held
        entries.append(Entry(None, EntryKind.CAP, limit_label(limit), ZERO, ZERO, taken))
    difference = settled.total - settled.exact
    if difference:
        entries.append(Entry(None, EntryKind.ROUNDING, "Rounding", ZERO, ZERO, difference))
    return Ledger(
        as_of=as_of,
        scorecard=card.name,
        version=card.version,
        total=settled.total,
        parts=settled.parts,
        weights=card.weights,
        grade=grade_of(card.grading, card.weights, settled.parts, _ceiling(settled)),
        entries=tuple(entries),
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
    """The form `score explain` prints. Points are numbers with the decimals of the ledger."""
    return {
        "as_of": ledger.as_of.isoformat(),
        "scorecard": {"name": ledger.scorecard, "version": ledger.version},
        "total": ledger.total,
        "parts": {part.value: float(points) for part, points in ledger.parts.items()},
        "weights": ledger.weights.model_dump(mode="json"),
        "grade": ledger.grade.value,
        "probability": ledger.probability,
        "entries": [_entry_json(entry) for entry in ledger.entries],
    }


def _caps(
    card: Scorecard, sums: dict[str, Decimal]
) -> Iterable[tuple[Part, EntryKind, str, Decimal]]:
    for group in card.groups:
        points = sums.get(group.id, ZERO)
        for limit, passed in (
            (group.at_most, group.at_most is not None and points > group.at_most),
            (group.at_least, group.at_least is not None and points < group.at_least),
        ):
            if passed and limit is not None:
                most = "at most" if points > limit else "at least"
                label = f"{group.label}: {most} {limit.normalize():f}"
                yield group.part, EntryKind.CAP, label, (limit - points).quantize(CENT)


def limit_label(limit: Limit) -> str:
    """How a limit stands in the ledger."""
    of_part = "" if limit.part is None else f" in {limit.part.value}"
    return f"{limit.label}: at most {limit.at_most}{of_part}"


def _held_parts(
    limits: Sequence[Limit], parts: dict[Part, Decimal]
) -> Iterable[tuple[Part, EntryKind, str, Decimal]]:
    """The lowest limit of a part is the one that counts."""
    for part, points in parts.items():
        lowest = min((x for x in limits if x.part is part), key=_strictness, default=None)
        if lowest is not None and points > lowest.at_most:
            taken = (lowest.at_most - points).quantize(CENT)
            yield part, EntryKind.CAP, limit_label(lowest), taken


def _held_total(limits: Sequence[Limit], exact: Decimal) -> tuple[Limit, Decimal] | None:
    lowest = min((x for x in limits if x.part is None), key=_strictness, default=None)
    if lowest is None or exact <= lowest.at_most:
        return None
    return lowest, lowest.at_most - exact


def _strictness(limit: Limit) -> int:
    return limit.at_most


def _ceiling(settled: Settlement) -> Decimal:
    return _HUNDRED if settled.held is None else Decimal(settled.held[0].at_most)


def _clamps(parts: dict[Part, Decimal]) -> Iterable[tuple[Part, EntryKind, str, Decimal]]:
    for part, points in parts.items():
        if points < ZERO:
            yield part, EntryKind.CLAMP, f"{part.value.title()} cannot fall below 0", -points
        elif points > _HUNDRED:
            label = f"{part.value.title()} cannot rise above 100"
            yield part, EntryKind.CLAMP, label, _HUNDRED - points


def _entry(card: Scorecard, line: Earned) -> Entry:
    rule = line.rule
    return Entry(
        part=rule.part,
        kind=EntryKind.RULE,
        label=rule.label,
        points_initial=rule.points,
        points=line.points,
        in_total=in_total(card, rule.part, line.points),
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
