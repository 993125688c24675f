"""What a lead's events earn, in whole cents: one row a lead, one column a rule.

Whole numbers all the way: what is left of an event is 2 ** (-age / half-life) in millionths of
millionths, times the points in cents, back to cents by halves to even. Twelve decimals, as in
`decay.remaining`, so that both readings come to the same cent.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    Double,
    FromClause,
    Integer,
    Subquery,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    select,
    text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from leadwright.domain.condition import Count
from leadwright.domain.condition.typed import CLOCK_SKEW, shifted
from leadwright.features.scoring.bulk_sql.card_needs import CardNeeds
from leadwright.features.scoring.bulk_sql.sql_terms import greatest, half_even, least, moment
from leadwright.features.scoring.cards.scorecards import Rule
from leadwright.kernel.events import NOT_TAKEN_BACK

Columns = ReadOnlyColumnCollection[str, Any]
TRILLION = 10**12
MOST_HALF_LIVES = 1000
"""Beyond it a power is nothing in twelve decimals; further on PostgreSQL refuses to compute it."""

# The index alone answers, which `event.payload` is not in. What may have been taken back is looked up
# for the few leads only of whom anything was.
_EVENTS = f"""
with undone as materialized (
    select array(select distinct u.lead_id from event u where u.workspace_id = :workspace_id
        and u.lead_id = any(cast(:ids as uuid[])) and u.name = 'lead.outcome_undone') as leads)
select lead_id, name, occurred_at from event e where workspace_id = :workspace_id
    and lead_id = any(cast(:ids as uuid[])) and name = any(cast(:events as text[])) and machine is null
    and (name not in ('lead.replied', 'meeting.booked')
        or lead_id <> all(cast((select leads from undone) as uuid[])))
union all
select lead_id, name, occurred_at from event e where workspace_id = :workspace_id
    and lead_id = any(cast((select leads from undone) as uuid[]))
    and name in ('lead.replied', 'meeting.booked') and name = any(cast(:events as text[]))
    and machine is null{NOT_TAKEN_BACK}
"""


def cents(rule_points: Any) -> int:
    """Points of a card, which have two decimals at most, in cents."""
    return int(rule_points * 100)


def events(needs: CardNeeds, heard: list[str], now: datetime) -> CTE:
    """`heard`: the names of all events that count for any card; Python's newest 500 are of those."""
    until = moment(now + CLOCK_SKEW)
    rows = (
        text(_EVENTS)
        .bindparams(events=heard)
        .columns(
            column("lead_id", UuidType),
            column("name", Text),
            column("occurred_at", DateTime(timezone=True)),
        )
        .subquery("happened")
    )
    has_happened = rows.c.occurred_at <= until
    faded = [_faded(rule, rows.c, has_happened, now) for rule in needs.event_rules]
    each = _fenced(rows, [one.label(f"p{n}") for n, one in enumerate(faded)], "faded")
    rounded = [_rounded(rule, each.c[f"p{n}"]) for n, rule in enumerate(needs.event_rules)]
    each = _fenced(each, [one.label(f"c{n}") for n, one in enumerate(rounded)], "rounded")
    found: list[ColumnElement[Any]] = [
        func.count().label("number"),
        func.min(each.c.occurred_at).filter(each.c.occurred_at > until).label("ahead"),
    ]
    for n in range(len(needs.event_rules)):
        earned_here = each.c[f"c{n}"]
        found.append(func.sum(earned_here).label(f"sum{n}"))
        found.append(func.count(func.nullif(earned_here, 0)).label(f"times{n}"))
    for n, count in enumerate(needs.counts):
        here = _counted(count, each.c, until, now)
        found.append(func.count().filter(here).label(f"count{n}"))
        found.append(func.min(each.c.occurred_at).filter(here).label(f"first{n}"))
    return (
        select(each.c.lead_id, *found)
        .group_by(each.c.lead_id)
        .cte("event_points")
        .prefix_with("MATERIALIZED")
    )


def _fenced(rows: FromClause, columns: list[ColumnElement[Any]], name: str) -> Subquery:
    """`offset 0` keeps PostgreSQL from computing a column again wherever it is named."""
    which = (rows.c.lead_id, rows.c.name, rows.c.occurred_at)
    return select(*which, *columns).offset(0).subquery(name)


def _faded(
    rule: Rule, event: Columns, has_happened: ColumnElement[bool], now: datetime
) -> ColumnElement[int]:
    """Of an event, the rule's points left, in cents of a trillionth, without their sign."""
    counts = and_(event["name"] == literal(rule.event, Text), has_happened)
    points = literal(abs(cents(rule.points)), BigInteger)
    if rule.half_life_days is None:
        return case((counts, points * literal(TRILLION, BigInteger)))
    age = func.date_part("epoch", moment(now) - event["occurred_at"])
    half_lives = age / literal(rule.half_life_days * 86_400, Double)
    most = literal(float(MOST_HALF_LIVES), Double)
    power = func.power(
        literal(2.0, Double), -least(greatest(half_lives, literal(0.0, Double)), most)
    )
    share = cast(func.round(power * literal(float(TRILLION), Double)), BigInteger)
    return case((counts, share * points))


def _rounded(rule: Rule, faded: ColumnElement[int]) -> ColumnElement[int]:
    left = half_even(faded, TRILLION)
    return cast(left if rule.points > 0 else -left, Integer)


def _counted(
    count: Count, event: Columns, until: ColumnElement[datetime], now: datetime
) -> ColumnElement[bool]:
    parts = [event["name"] == literal(count.event, Text), event["occurred_at"] <= until]
    if count.within_days is not None:
        parts.append(event["occurred_at"] >= moment(shifted(now, -count.within_days)))
    return and_(*parts)
