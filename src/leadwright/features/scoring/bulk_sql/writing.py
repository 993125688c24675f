"""Scores of many leads computed and written by one statement, which also tells what they crossed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    delete,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    text,
    true,
    values,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.dialects.postgresql import insert as pg_insert

from leadwright.domain.events import ScoreCrossed
from leadwright.domain.ids import LeadId
from leadwright.features.scoring.bulk_sql.card_needs import NotInSql
from leadwright.features.scoring.bulk_sql.statement import scores
from leadwright.features.scoring.cards.scorecards import Scorecard, Threshold
from leadwright.features.scoring.computing import Cause
from leadwright.features.scoring.models import LeadScore, ScoreHistory
from leadwright.kernel import bulk_events, clock
from leadwright.kernel.bulk_events import EmittedSet, Happened
from leadwright.kernel.db.session import TenantSession

MOST_BINDS = 20_000
"""PostgreSQL takes 32,767; a card with longer lists than this is Python's."""
_SCORES: Any = LeadScore.__table__
_HISTORY: Any = ScoreHistory.__table__
# For these transactions alone: their sorts and sums fit in memory, and the plan is made for the many
# leads at hand, not for the ten that PostgreSQL takes an unknown list for. Nobody waits for the disk: what
# a crash takes away is done again, and the run's own note of how far it is comes after it on the disk.
_AT_EASE = text(
    "select set_config('work_mem', '64MB', true), set_config('plan_cache_mode', 'force_custom_plan', true),"
    " set_config('synchronous_commit', 'off', true)"
)
_COMPUTED = ("total", "fit", "engagement", "intent", "grade", "submitted_at", "next_change_at")


@dataclass(frozen=True)
class Written:
    """What a statement wrote. `odd`: leads it left alone, which SQL cannot read; Python scores them."""

    leads: int
    changed: int
    crossed: int
    odd: tuple[LeadId, ...]


@dataclass(frozen=True)
class Round:
    """By which card, as of when, and why. `heard`: the events that count for any card in force."""

    card: Scorecard
    heard: Sequence[str]
    now: datetime
    cause: Cause = Cause.SCORECARD
    told_step: int = 1


@dataclass(frozen=True)
class Prepared:
    """A round with its statement."""

    round: Round
    statement: Select[Any]


def prepared(this: Round) -> Prepared:
    """Raises NotInSql for a card that is too large for a statement."""
    statement = _statement(this)
    size = len(statement.compile().params)
    if size > MOST_BINDS:
        raise NotInSql(f"it compares with {size} values, one statement holds {MOST_BINDS}")
    return Prepared(this, statement)


async def write(session: TenantSession, ready: Prepared, ids: Sequence[LeadId]) -> Written:
    """Score these leads, which the caller has locked, by the card, and tell what they crossed."""
    await session.execute(_AT_EASE)
    recorded_at = clock.wall()
    workspace_id = session.info["workspace_id"]
    asked = {"workspace_id": workspace_id, "ids": list(ids), "recorded_at": recorded_at}
    row = (await session.execute(ready.statement, asked)).one()
    bulk_events.deliver(session, EmittedSet(ScoreCrossed, recorded_at, row.told_of or ()))
    return Written(
        leads=row.leads,
        changed=row.changed,
        crossed=row.crossed,
        odd=tuple(LeadId(one) for one in row.odd or ()),
    )


def _statement(this: Round) -> Select[Any]:
    judged = _judged(this)
    good = and_(judged.c.applies, not_(judged.c.is_odd))
    kept = _kept(this, judged, good)
    told = _told(this, judged, kept)
    gone = _gone(this, judged)
    moved = or_(judged.c.previous.is_(None), judged.c.previous != judged.c.total)
    found: list[ColumnElement[Any]] = [
        func.count().label("leads"),
        func.count().filter(good, moved).label("changed"),
        func.array_agg(judged.c.id).filter(judged.c.is_odd).label("odd"),
    ]
    thresholds = this.card.thresholds
    if not thresholds:
        nobody = (literal(0, Integer).label("crossed"), cast(null(), ARRAY(Uuid)).label("told_of"))
        return select(*found, *nobody).select_from(judged).add_cte(kept, told, gone)
    passes = or_(*(_passes(judged, one) for one in thresholds))
    told_of = _crossed(this, judged, good)
    ids = select(func.array_agg(told_of.c.id)).scalar_subquery()
    found += [func.count().filter(good, passes).label("crossed"), ids.label("told_of")]
    return select(*found).select_from(judged).add_cte(kept, told, gone)


def _passes(judged: CTE, threshold: Threshold) -> ColumnElement[bool]:
    """Whether the lead stands on the other side of the threshold now, as `crossing.crossings`."""
    here = literal(threshold.id, Text)
    return (here == func.any(judged.c.above)) != (here == func.any(judged.c.stood))


def _crossed(this: Round, judged: CTE, good: ColumnElement[bool]) -> CTE:
    """An event of each crossing, straight into the log: a mass run may bring one of every lead."""
    card = this.card
    rows = [
        (one.id, one.label, one.at, one.hysteresis, order)
        for order, one in enumerate(card.thresholds)
    ]
    names = ("id", "label", "at", "hysteresis", "place")
    kinds = (Text, Text, Integer, Integer, Integer)
    bars = values(
        *(column(name, kind) for name, kind in zip(names, kinds, strict=True)), name="bars"
    ).data(rows)
    is_above = bars.c.id == func.any(judged.c.above)
    fields = {
        "scorecard": literal(card.name, Text),
        "threshold": bars.c.id,
        **{name: bars.c[name] for name in ("label", "at", "hysteresis")},
        "direction": case((is_above, literal("up", Text)), else_=literal("down", Text)),
        "total": judged.c.total,
        "previous": judged.c.previous,
        "cause": literal(this.cause.value, Text),
    }
    crossing = and_(good, is_above != (bars.c.id == func.any(judged.c.stood)))
    what = Happened(literal(this.now, _SCORES.c.as_of.type), judged.c.id, fields)
    return bulk_events.insertion(ScoreCrossed, judged.join(bars, true()), crossing, what)


def _judged(this: Round) -> CTE:
    """The scores beside those that stood: which thresholds they stand above, what history is told."""
    new = scores(this.card, this.heard, this.now)
    old = _SCORES.alias("stood")
    stood = func.coalesce(old.c.above, _none())
    is_told = or_(
        old.c.told_total.is_(None),
        old.c.told_grade.is_distinct_from(new.c.grade),
        func.abs(new.c.total - old.c.told_total) >= literal(this.told_step, Integer),
    )
    joined = new.outerjoin(
        old,
        and_(
            old.c.workspace_id == bindparam("workspace_id", type_=Uuid),
            old.c.lead_id == new.c.id,
            old.c.scorecard == literal(this.card.name, Text),
            # Said again, so that a large base is not read whole for the few that are asked for.
            old.c.lead_id == func.any(bindparam("ids", type_=ARRAY(Uuid))),
        ),
    )
    query = select(
        *new.c,
        old.c.total.label("previous"),
        old.c.told_total,
        old.c.told_grade,
        stood.label("stood"),
        _above(this.card, new.c.total, stood).label("above"),
        is_told.label("is_told"),
    )
    step: CTE = query.select_from(joined).cte("judged").prefix_with("MATERIALIZED")
    return step


def _none() -> ColumnElement[Any]:
    return literal([], ARRAY(Text))


def _above(card: Scorecard, total: ColumnElement[int], stood: Any) -> ColumnElement[Any]:
    """As `crossing.standing`."""
    if not card.thresholds:
        return _none()
    found: list[ColumnElement[str]] = [
        case(
            (
                or_(
                    total >= literal(t.at, Integer),
                    and_(
                        literal(t.id, Text) == func.any(stood),
                        total >= literal(t.at - t.hysteresis, Integer),
                    ),
                ),
                literal(t.id, Text),
            )
        )
        for t in card.thresholds
    ]
    return cast(func.array_remove(array(found), null()), ARRAY(Text))


def _kept(this: Round, judged: CTE, good: ColumnElement[bool]) -> CTE:
    columns = {
        "workspace_id": bindparam("workspace_id", type_=Uuid),
        "lead_id": judged.c.id,
        "scorecard": literal(this.card.name, Text),
        "version": literal(this.card.version, Integer),
        "as_of": literal(this.now, _SCORES.c.as_of.type),
        **{name: judged.c[name] for name in _COMPUTED},
        "above": judged.c.above,
        "told_total": case((judged.c.is_told, judged.c.total), else_=judged.c.told_total),
        "told_grade": case((judged.c.is_told, judged.c.grade), else_=judged.c.told_grade),
    }
    added = pg_insert(_SCORES).from_select([*columns], select(*columns.values()).where(good))
    key = ("workspace_id", "lead_id", "scorecard")
    kept = added.on_conflict_do_update(
        index_elements=key,
        set_={name: added.excluded[name] for name in columns if name not in key},
        # A newer submission was scored meanwhile: it knows better.
        where=_SCORES.c.submitted_at <= added.excluded.submitted_at,
    )
    return kept.returning(_SCORES.c.lead_id).cte("kept")


def _told(this: Round, judged: CTE, kept: CTE) -> CTE:
    columns = {
        "workspace_id": bindparam("workspace_id", type_=Uuid),
        "lead_id": judged.c.id,
        "scorecard": literal(this.card.name, Text),
        "at": literal(this.now, _SCORES.c.as_of.type),
        "total": judged.c.total,
        "grade": judged.c.grade,
        "version": literal(this.card.version, Integer),
        "cause": literal(this.cause.value, Text),
    }
    joined = judged.join(kept, kept.c.lead_id == judged.c.id)
    rows = select(*columns.values()).select_from(joined).where(judged.c.is_told)
    added = pg_insert(_HISTORY).from_select([*columns], rows).on_conflict_do_nothing()
    return added.returning(_HISTORY.c.lead_id).cte("told")


def _gone(this: Round, judged: CTE) -> CTE:
    """Scores of leads whom the card is for no longer."""
    left = select(judged.c.id).where(not_(judged.c.applies), not_(judged.c.is_odd))
    return (
        delete(_SCORES)
        .where(
            _SCORES.c.workspace_id == bindparam("workspace_id", type_=Uuid),
            _SCORES.c.scorecard == literal(this.card.name, Text),
            _SCORES.c.lead_id == func.any(func.array(left.scalar_subquery())),
        )
        .returning(_SCORES.c.lead_id)
        .cte("gone")
    )
