"""When a condition may change by the passing of time alone, so that nobody has to ask every minute."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from leadwright.domain.condition.matching import Subject
from leadwright.domain.condition.tree import DAYS_OPS, Compare, Count, Node, Op, leaves
from leadwright.domain.condition.typed import CLOCK_SKEW, shifted

_INSTANT = timedelta(microseconds=1)


def is_timed(condition: Node) -> bool:
    """Whether the condition may turn by the passing of time alone."""
    return any(isinstance(leaf, Count) or leaf.op in DAYS_OPS for leaf in leaves(condition))


def changes_at(condition: Node, subject: Subject) -> frozenset[datetime]:
    """The moments after `subject.now` at which the condition may turn; between them it stands."""
    found = (moment for leaf in leaves(condition) for moment in _edges(leaf, subject))
    return frozenset(moment for moment in found if moment > subject.now)


def _edges(leaf: Compare | Count, subject: Subject) -> Iterator[datetime]:
    if isinstance(leaf, Count):
        for occurrence in subject.occurrences(leaf.event):
            yield occurrence.occurred_at - CLOCK_SKEW
            if leaf.within_days is not None:
                yield shifted(occurrence.occurred_at, leaf.within_days) + _INSTANT
    elif leaf.op in DAYS_OPS and isinstance(leaf.value, int | float):
        for reading in subject.readings(leaf.field):
            if reading.moment is not None:
                yield from _edges_of_moment(leaf.op, reading.moment, leaf.value)


def _edges_of_moment(op: Op, moment: datetime, days: float) -> Iterator[datetime]:
    if op is Op.WITHIN_DAYS:
        yield moment - CLOCK_SKEW
        yield shifted(moment, days) + _INSTANT
    else:
        yield shifted(moment, -days)
        yield moment
