"""What earned points come to: caps, limits, clamps and weights, in decimals.

Without any words: a score asks it dozens of times to find when it next changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from leadwright.features.scoring.blending import Blend
from leadwright.features.scoring.cards.scorecards import Group, Limit, Part, Rule, Scorecard
from leadwright.features.scoring.decay import CENT

ZERO = Decimal("0.00")
HUNDRED = Decimal("100.00")


@dataclass(slots=True)
class Sums:
    """Earned points by part and by group."""

    parts: dict[Part, Decimal] = field(default_factory=lambda: dict.fromkeys(Part, ZERO))
    groups: dict[str, Decimal] = field(default_factory=dict)

    def add(self, earned: Iterable[tuple[Rule, Decimal]]) -> "Sums":
        """Add these, and return itself."""
        parts, groups = self.parts, self.groups
        for rule, points in earned:
            parts[rule.part] += points
            if rule.group is not None:
                groups[rule.group] = groups.get(rule.group, ZERO) + points
        return self

    def copy(self) -> "Sums":
        return Sums(dict(self.parts), dict(self.groups))


@dataclass(frozen=True, slots=True)
class Correction:
    """Points that bring a part back: by a group's cap, by a limit, or (None) to 0 to 100.

    `initial` are the points before the share of rules or model was taken.
    """

    part: Part
    points: Decimal
    by: Group | Limit | None
    initial: Decimal

    def times(self, share: Decimal) -> "Correction":
        """The same at its share of the total."""
        return Correction(self.part, self.points * share, self.by, self.initial)


@dataclass(frozen=True, slots=True)
class Totals:
    """Corrections, parts after them, and the weighted sum.

    `beyond`: what the parts cannot hold of a model's points, counted in the total alone. `held` is
    the limit that keeps the total down, with what it takes away; `exact` is after both.
    """

    corrections: Sequence[Correction]
    parts: dict[Part, Decimal]
    exact: Decimal
    total: int
    held: tuple[Limit, Decimal] | None = None
    beyond: Decimal = ZERO


def totals_of(
    card: Scorecard,
    earned: Iterable[tuple[Rule, Decimal]],
    limits: Sequence[Limit] = (),
    blend: Blend | None = None,
) -> Totals:
    """`totals_of_sums` of what was earned."""
    return totals_of_sums(card, Sums().add(earned), limits, blend)


def totals_of_sums(
    card: Scorecard, sums: Sums, limits: Sequence[Limit] = (), blend: Blend | None = None
) -> Totals:
    """Group caps, limits of parts, parts within 0 to 100, the weighted total, limits of the total.

    `limits` are those that hold. The total is a whole number, half to even. Never falls when
    points rise: `next_change_at` relies on that. Changes the sums.
    """
    parts = sums.parts
    corrections = _applied(parts, _caps(card, sums.groups))
    if limits:
        corrections += _applied(parts, _held_parts(limits, dict(parts)))
    corrections += _applied(parts, _clamps(dict(parts)))
    exact, beyond = _weighted(card, parts), ZERO
    if blend is not None:
        of_model, kept, beyond = _of_model(card, blend, limits)
        corrections = [*(one.times(blend.rules) for one in corrections), *of_model]
        parts = {part: parts[part] * blend.rules + kept[part] for part in parts}
        exact = _weighted(card, parts) + beyond
    held = _held_total(limits, exact) if limits else None
    if held:
        exact += held[1]
    total = int(exact.to_integral_value(ROUND_HALF_EVEN))
    return Totals(corrections, parts, exact, total, held, beyond)


def _weighted(card: Scorecard, parts: dict[Part, Decimal]) -> Decimal:
    weights = card.weights
    return (
        parts[Part.FIT] * weights.fit
        + parts[Part.ENGAGEMENT] * weights.engagement
        + parts[Part.INTENT] * weights.intent
    ).scaleb(-2)


def _of_model(
    card: Scorecard, blend: Blend, limits: Sequence[Limit]
) -> tuple[list[Correction], dict[Part, Decimal], Decimal]:
    """The model's corrections, its parts and what lies beyond them, all at its share.

    A limit binds the model as it binds the rules. A part holds 0 to 100, which at its weight is
    soon full; the model's whole sum, 0 to 100, counts in the total all the same, or two leads that
    differ much would come out alike.
    """
    parts = dict(blend.sums)
    corrections = _applied(parts, _held_parts(limits, dict(parts))) if limits else []
    whole = min(max(_weighted(card, parts), ZERO), HUNDRED)
    corrections += _applied(parts, _clamps(dict(parts)))
    share = blend.model
    beyond = (whole - _weighted(card, parts)) * share
    kept = {part: points * share for part, points in parts.items()}
    return [one.times(share) for one in corrections], kept, beyond


def in_total(card: Scorecard, part: Part, points: Decimal) -> Decimal:
    """What points in a part are worth in the total; exact, four decimals."""
    return (points * card.weights.of(part)).scaleb(-2)


def _applied(parts: dict[Part, Decimal], found: Iterable[Correction]) -> list[Correction]:
    made = [*found]
    for one in made:
        parts[one.part] += one.points
    return made


def _caps(card: Scorecard, sums: dict[str, Decimal]) -> Iterator[Correction]:
    for group in card.groups:
        points = sums.get(group.id, ZERO)
        if group.at_most is not None and points > group.at_most:
            yield _correction(group.part, (group.at_most - points).quantize(CENT), group)
        elif group.at_least is not None and points < group.at_least:
            yield _correction(group.part, (group.at_least - points).quantize(CENT), group)


def _held_parts(limits: Sequence[Limit], parts: dict[Part, Decimal]) -> Iterator[Correction]:
    """The lowest limit of a part is the one that counts."""
    for part, points in parts.items():
        lowest = _lowest(limits, part)
        if lowest is not None and points > lowest.at_most:
            yield _correction(part, (lowest.at_most - points).quantize(CENT), lowest)


def _held_total(limits: Sequence[Limit], exact: Decimal) -> tuple[Limit, Decimal] | None:
    lowest = _lowest(limits, None)
    if lowest is None or exact <= lowest.at_most:
        return None
    return lowest, lowest.at_most - exact


def _lowest(limits: Sequence[Limit], part: Part | None) -> Limit | None:
    of_part = (limit for limit in limits if limit.part is part)
    return min(of_part, key=lambda limit: limit.at_most, default=None)


def _clamps(parts: dict[Part, Decimal]) -> Iterator[Correction]:
    for part, points in parts.items():
        if points < ZERO:
            yield _correction(part, -points, None)
        elif points > HUNDRED:
            yield _correction(part, HUNDRED - points, None)


def _correction(part: Part, points: Decimal, by: Group | Limit | None) -> Correction:
    return Correction(part, points, by, points)
