"""The statement of a card: the scores of many leads computed, compared with what stood, written down."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Double, Integer, case, cast, select

from leadwright.features.scoring.bulk_sql.card_needs import needs_of
from leadwright.features.scoring.bulk_sql.drift import days_until
from leadwright.features.scoring.bulk_sql.event_points import events
from leadwright.features.scoring.bulk_sql.known_fields import known_fields
from leadwright.features.scoring.bulk_sql.sql_terms import (
    days,
    greatest,
    least,
    moment,
    number,
    whole,
)
from leadwright.features.scoring.bulk_sql.totals import (
    SIDES,
    TEN_THOUSAND,
    Source,
    banded,
    earned,
    grade_of,
    parted,
    read_drift,
    summed,
    topped,
    weighted,
)
from leadwright.features.scoring.cards.scorecards import Part, Scorecard
from leadwright.features.scoring.next_change import HORIZON, RESOLUTION

HORIZON_DAYS = HORIZON.total_seconds() / 86_400


def scores(card: Scorecard, heard: Sequence[str], now: datetime) -> CTE:
    """The scores of leads by a card; bound later are `workspace_id` and `ids`.

    `heard`: the events that count for any card in force. Columns: `id`, `submitted_at`, `is_odd`,
    `applies`, `total`, `fit`, `engagement`, `intent` (cents), `grade`, `next_change_at`.
    Raises NotInSql.
    """
    needs = needs_of(card)
    known = known_fields(needs)
    source = Source(card, needs, known, events(needs, sorted(heard), now), now)
    sums = parted(source, summed(source, earned(source)))
    last = banded(card, topped(weighted(source, sums)))
    found = select(
        last.c.id,
        last.c.last_submission_at.label("submitted_at"),
        last.c.is_odd,
        last.c.applies,
        cast(last.c.total, Integer).label("total"),
        *((cast(last.c[part.value], Double) / number(100.0)).label(part.value) for part in Part),
        grade_of(card, last).label("grade"),
        _next_change(last, now).label("next_change_at"),
    )
    return found.cte("scores").prefix_with("MATERIALIZED")


def _next_change(last: CTE, now: datetime) -> ColumnElement[datetime]:
    """No later than the total is another number, and a minute away at least; null when it stands."""
    over = cast(last.c.exact - last.c.total * whole(TEN_THOUSAND), Double)
    half = number(TEN_THOUSAND / 2)
    slacks = {"fall": half + over, "rise": half - over}
    found = [
        case((left < number(HORIZON_DAYS), moment(now) + days(left)))
        for side in SIDES
        if (left := days_until(read_drift(last, side, "total"), slacks[side])) is not None
    ]
    soonest = least(last.c.turns, *found)
    soon, far = (moment(now + span) for span in (RESOLUTION, HORIZON))
    return case((soonest < far, greatest(soonest, soon)))
