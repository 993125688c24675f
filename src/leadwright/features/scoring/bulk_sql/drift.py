"""How far a sum can move by the passing of time alone: a bound for when a total next changes.

A sum falls by at most `loose + rate * max(0, days - rest)` cents: `rest` days nothing happens, while
a cap still swallows what fades; `loose` is what rounding may take at once. The same for rising.
The bound is early rather than late: exponential decay is never faster than it is now.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case

from leadwright.features.scoring.bulk_sql.sql_terms import greatest, least, number


@dataclass(frozen=True)
class Drift:
    """Columns of numbers: cents, cents a day, days (null: it never moves)."""

    loose: ColumnElement[float]
    rate: ColumnElement[float]
    rest: ColumnElement[float]


def together(drifts: Sequence[tuple[Drift, int]]) -> Drift | None:
    """The drift of a weighted sum; None where nothing drifts. A weight of 0 takes its drift out."""
    some = [(drift, weight) for drift, weight in drifts if weight]
    if not some:
        return None
    loose = rate = number(0.0)
    for drift, weight in some:
        loose = loose + drift.loose * number(weight)
        rate = rate + drift.rate * number(weight)
    rests = [case((drift.rate > number(0.0), drift.rest)) for drift, _ in some]
    return Drift(loose, rate, least(*rests) if len(rests) > 1 else rests[0])


def behind(drift: Drift | None, excess: ColumnElement[float]) -> Drift | None:
    """The drift behind a bound that swallows as much of it as the sum is beyond the bound."""
    if drift is None:
        return None
    swallowed = greatest(excess, number(0.0))
    left = greatest(swallowed - drift.loose, number(0.0))
    waits = case((drift.rate > number(0.0), drift.rest + left / drift.rate))
    return Drift(greatest(drift.loose - swallowed, number(0.0)), drift.rate, waits)


def stopped(drift: Drift | None, is_stopped: ColumnElement[bool]) -> Drift | None:
    """The drift of a sum that a bound holds where it is, whichever way it goes on."""
    if drift is None:
        return None
    zero = number(0.0)
    return Drift(
        case((is_stopped, zero), else_=drift.loose),
        case((is_stopped, zero), else_=drift.rate),
        drift.rest,
    )


def days_until(drift: Drift | None, slack: ColumnElement[float]) -> ColumnElement[float] | None:
    """Days for which the sum surely stays within `slack`; null for ever."""
    if drift is None:
        return None
    room = greatest(slack - drift.loose, number(0.0))
    return case((drift.rate > number(0.0), drift.rest + room / drift.rate))
