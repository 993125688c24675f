"""Earned cents to a total and a grade, in whole numbers, as `scoring.totals` does it in decimals.

Each step is a named part of one statement, so that nothing is computed twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from math import log
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Double,
    Text,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
)

from leadwright.domain.condition import Compare, Count, Node, Op
from leadwright.domain.condition.typed import CLOCK_SKEW
from leadwright.features.scoring.bulk_sql.card_needs import CardNeeds
from leadwright.features.scoring.bulk_sql.drift import Drift, behind, stopped, together
from leadwright.features.scoring.bulk_sql.event_points import cents
from leadwright.features.scoring.bulk_sql.known_fields import KnownFields
from leadwright.features.scoring.bulk_sql.sql_terms import (
    days,
    greatest,
    half_even,
    least,
    moment,
    number,
    whole,
)
from leadwright.features.scoring.cards.scorecards import Group, Part, Rule, Scorecard
from leadwright.kernel.db.condition_sql import SqlVocabulary, condition_sql

FULL = 100 * 100
"""A whole part, in cents."""
TEN_THOUSAND = 10_000
"""Cents times per cent in one point of the total."""
SIDES = ("fall", "rise")


@dataclass(frozen=True)
class Source:
    """The parts of the statement that scores are computed from."""

    card: Scorecard
    needs: CardNeeds
    knowledge: KnownFields
    events: CTE
    now: datetime

    def holds(self, condition: Node) -> ColumnElement[bool]:
        """Whether a condition holds for the row's lead."""
        leads = self.knowledge.leads
        vocabulary = SqlVocabulary(
            workspace_id=leads.c.id,
            lead_id=leads.c.id,
            values=leads,
            events=leads,
            columns=self.knowledge.columns,
            counts=self._count,
        )
        return condition_sql(condition, vocabulary, now=self.now)

    def _count(self, count: Count) -> ColumnElement[int]:
        return func.coalesce(self.events.c[f"count{self.needs.counts.index(count)}"], whole(0))


@dataclass(frozen=True)
class Bucket:
    """Points that are summed before anything caps them: a group's, or a part's without a group."""

    name: str
    part: Part
    group: Group | None


def buckets(card: Scorecard) -> list[Bucket]:
    """All of a card, in its order."""
    grouped = [Bucket(f"g{n}", group.part, group) for n, group in enumerate(card.groups)]
    return [*grouped, *(Bucket(part.value, part, None) for part in Part)]


def earned(source: Source) -> CTE:
    """One row a lead: whom the card is for, which limits hold, cents by bucket, when a condition turns."""
    card, known, events = source.card, source.knowledge, source.events
    applies = true() if card.applies_to is None else source.holds(card.applies_to)
    columns: list[ColumnElement[Any]] = [
        known.leads.c.id,
        known.leads.c.last_submission_at,
        or_(known.is_odd, func.coalesce(events.c.number, whole(0)) > whole(500)).label("is_odd"),
        applies.label("applies"),
        turns(source).label("turns"),
    ]
    columns += [
        source.holds(limit.condition).label(f"held{n}") for n, limit in enumerate(card.limits)
    ]
    for bucket in buckets(card):
        columns += _bucket(source, bucket)
    joined = known.leads.outerjoin(known.known, known.known.c.lead_id == known.leads.c.id)
    joined = joined.outerjoin(events, events.c.lead_id == known.leads.c.id)
    return _step("earned", select(*columns).select_from(joined))


def summed(source: Source, earned: CTE) -> CTE:
    """Groups within their caps, and their parts' sums."""
    columns: list[ColumnElement[Any]] = [*_carried(source, earned)]
    for part in Part:
        drifts: dict[str, list[tuple[Drift, int]]] = {side: [] for side in SIDES}
        sums = []
        for bucket in (b for b in buckets(source.card) if b.part is part):
            points = earned.c[f"x_{bucket.name}"]
            low, high = _caps(bucket.group)
            sums.append(_within(points, low, high))
            for side in SIDES:
                drift = _bounded(read_drift(earned, side, bucket.name), side, points, (low, high))
                drifts[side] += [(drift, 1)] if drift else []
        columns.append(_sum(sums).label(part.value))
        for side in SIDES:
            columns += write_drift(together(drifts[side]), side, part.value)
    return _step("summed", select(*columns))


def parted(source: Source, summed: CTE) -> CTE:
    """Parts under their limits and within 0 to 100."""
    columns: list[ColumnElement[Any]] = [*_carried(source, summed)]
    for part in Part:
        points = summed.c[part.value]
        high = _lowest(source, summed, part, whole(FULL))
        columns.append(_within(points, whole(0), high).label(part.value))
        for side in SIDES:
            drift = _bounded(read_drift(summed, side, part.value), side, points, (whole(0), high))
            columns += write_drift(drift, side, part.value)
    return _step("parted", select(*columns))


def weighted(source: Source, parted: CTE) -> CTE:
    """The exact total in ten-thousandths, and the limit of the total."""
    weights = source.card.weights
    columns: list[ColumnElement[Any]] = [
        *(parted.c[name] for name in ("id", "last_submission_at", "is_odd", "applies", "turns")),
        *(parted.c[part.value] for part in Part),
        _sum([parted.c[part.value] * whole(weights.of(part)) for part in Part]).label("exact"),
        _lowest(source, parted, None, whole(100)).label("limit"),
    ]
    for side in SIDES:
        drifts = [(read_drift(parted, side, part.value), weights.of(part)) for part in Part]
        some = together([(drift, weight) for drift, weight in drifts if drift])
        columns += write_drift(some, side, "total")
    return _step("weighted", select(*columns))


def topped(weighted: CTE) -> CTE:
    """The exact total under its limit, and what fit and interest may count for the grade."""
    exact, high = weighted.c.exact, weighted.c.limit * whole(TEN_THOUSAND)
    names = ("id", "last_submission_at", "is_odd", "applies", "turns", *(p.value for p in Part))
    columns: list[ColumnElement[Any]] = [
        *(weighted.c[name] for name in names),
        least(exact, high).label("exact"),
        case((exact > high, weighted.c.limit), else_=whole(100)).label("ceiling"),
    ]
    for side in SIDES:
        drift = _bounded(read_drift(weighted, side, "total"), side, exact, (whole(0), high))
        columns += write_drift(drift, side, "total")
    return _step("topped", select(*columns))


def banded(card: Scorecard, topped: CTE) -> CTE:
    """The total, a whole number by halves to even, and the bands of fit and interest."""
    grading, weights = card.grading, card.weights
    weight, ceiling = weights.engagement + weights.intent, topped.c.ceiling
    interest = least(
        topped.c.engagement * whole(weights.engagement) + topped.c.intent * whole(weights.intent),
        ceiling * whole(weight * 100),
    )
    fit = least(topped.c.fit, ceiling * whole(100))
    columns = [
        *topped.c,
        half_even(topped.c.exact, TEN_THOUSAND).label("total"),
        _below(fit, [cut * 100 for cut in grading.fit_cuts]).label("row"),
        _below(interest, [cut * weight * 100 for cut in grading.interest_cuts]).label("column"),
    ]
    return _step("banded", select(*columns))


def grade_of(card: Scorecard, banded: CTE) -> ColumnElement[str]:
    """As `ledger.grade_of`: the grade by the bands of fit and interest."""
    rows = [
        case(
            *(
                (banded.c.column == whole(j), literal(grade.value, Text))
                for j, grade in enumerate(row)
            )
        )
        for row in card.grading.grades
    ]
    return case(*((banded.c.row == whole(i), grade) for i, grade in enumerate(rows)))


def turns(source: Source) -> ColumnElement[datetime]:
    """The next moment at which a condition may turn or an event dated ahead begins to count."""
    found: list[ColumnElement[Any]] = [source.events.c.ahead - CLOCK_SKEW]
    for n, count in enumerate(source.needs.counts):
        if count.within_days is not None:
            found.append(source.events.c[f"first{n}"] + days(number(float(count.within_days))))
    for leaf in source.needs.days:
        found += [case((edge > moment(source.now), edge)) for edge in _edges(source, leaf)]
    return least(*found)


def read_drift(step: CTE, side: str, name: str) -> Drift | None:
    """The drift that an earlier step wrote down; None where it has none."""
    if f"{side}_{name}_rate" not in step.c:
        return None
    return Drift(*(step.c[f"{side}_{name}_{what}"] for what in ("loose", "rate", "rest")))


def write_drift(drift: Drift | None, side: str, name: str) -> list[ColumnElement[Any]]:
    """A drift as columns of a step."""
    if drift is None:
        return []
    return [
        drift.loose.label(f"{side}_{name}_loose"),
        drift.rate.label(f"{side}_{name}_rate"),
        drift.rest.label(f"{side}_{name}_rest"),
    ]


def _bucket(source: Source, bucket: Bucket) -> Iterable[ColumnElement[Any]]:
    rules = [rule for rule in source.card.rules if _is_in(rule, bucket)]
    numbers = {rule.id: n for n, rule in enumerate(source.needs.event_rules)}
    events = source.events.c
    points: list[ColumnElement[int]] = []
    for rule in rules:
        if rule.condition is not None:
            worth = whole(cents(rule.points))
            points.append(case((source.holds(rule.condition), worth), else_=whole(0)))
        else:
            points.append(func.coalesce(events[f"sum{numbers[rule.id]}"], whole(0)))
    yield _sum(points).label(f"x_{bucket.name}")
    for side, is_gain in zip(SIDES, (True, False), strict=True):
        fading = [
            (events[f"sum{numbers[r.id]}"], events[f"times{numbers[r.id]}"], r.half_life_days)
            for r in rules
            if r.half_life_days is not None and (r.points > 0) is is_gain
        ]
        yield from write_drift(_fading(fading), side, bucket.name)


def _fading(
    rules: Sequence[tuple[ColumnElement[int], ColumnElement[int], float]],
) -> Drift | None:
    """Cents a day that fade now, at most: of each event half a cent may be hidden by rounding."""
    if not rules:
        return None
    loose = rate = number(0.0)
    for points, times, half_life in rules:
        some = func.coalesce(cast(times, Double), number(0.0))
        left = func.abs(func.coalesce(cast(points, Double), number(0.0)))
        loose = loose + some
        rate = rate + (left + some * number(0.5)) * number(log(2) / half_life)
    return Drift(loose, rate, number(0.0))


def _bounded(
    drift: Drift | None,
    side: str,
    points: ColumnElement[int],
    bounds: tuple[ColumnElement[int] | None, ColumnElement[int] | None],
) -> Drift | None:
    """The drift of a sum behind its bounds: one swallows what is beyond it, at the other it ends."""
    low, high = bounds
    ahead, beyond = (low, high) if side == "fall" else (high, low)
    if beyond is not None:
        over = points - beyond if side == "fall" else beyond - points
        drift = behind(drift, cast(over, Double))
    if ahead is not None:
        drift = stopped(drift, points <= ahead if side == "fall" else points >= ahead)
    return drift


def _carried(source: Source, step: CTE) -> list[ColumnElement[Any]]:
    names = ["id", "last_submission_at", "is_odd", "applies", "turns"]
    return [step.c[name] for name in [*names, *(f"held{n}" for n in _limits(source))]]


def _limits(source: Source) -> range:
    return range(len(source.card.limits))


def _lowest(
    source: Source, step: CTE, part: Part | None, most: ColumnElement[int]
) -> ColumnElement[int]:
    """The lowest limit that holds, of a part in cents, of the total in points."""
    by = 1 if part is None else 100
    held = [
        case((step.c[f"held{n}"], whole(limit.at_most * by)))
        for n, limit in enumerate(source.card.limits)
        if limit.part is part
    ]
    return least(most, *held) if held else most


def _caps(
    group: Group | None,
) -> tuple[ColumnElement[int] | None, ColumnElement[int] | None]:
    if group is None:
        return None, None
    low = None if group.at_least is None else whole(cents(group.at_least))
    return low, None if group.at_most is None else whole(cents(group.at_most))


def _within(
    points: ColumnElement[int], low: ColumnElement[int] | None, high: ColumnElement[int] | None
) -> ColumnElement[int]:
    capped = points if high is None else least(points, high)
    return capped if low is None else greatest(capped, low)


def _is_in(rule: Rule, bucket: Bucket) -> bool:
    if bucket.group is None:
        return rule.group is None and rule.part is bucket.part
    return rule.group == bucket.group.id


def _edges(source: Source, leaf: Compare) -> list[ColumnElement[Any]]:
    at = source.knowledge.columns[leaf.field].moment
    if at is None or not isinstance(leaf.value, int | float):
        return []
    if leaf.op is Op.WITHIN_DAYS:
        return [at - CLOCK_SKEW, at + days(number(float(leaf.value)))]
    return [at - days(number(float(leaf.value))), at]


def _below(value: ColumnElement[int], cuts: Sequence[int]) -> ColumnElement[int]:
    return _sum([case((value < whole(cut), whole(1)), else_=whole(0)) for cut in cuts])


def _sum(some: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    return reduce(lambda left, right: left + right, some) if some else whole(0)


def _step(name: str, query: Any) -> CTE:
    step: CTE = query.cte(name).prefix_with("MATERIALIZED")
    return step
