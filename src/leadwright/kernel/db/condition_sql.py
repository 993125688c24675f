"""The SQL reading of a condition: which leads of a set it holds for.

Every piece is true or false and never NULL, so that `not` means the same as in Python. Equality,
ranges and prefixes use leakproof operators only (text, float8, timestamptz), which reach an index
under row-level security; `contains` and `ends_with` have none and read the rows of their key.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, gt, le, lt, ne
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Double,
    FromClause,
    Integer,
    Text,
    and_,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)

from leadwright.domain.condition import All, AnyOf, Compare, Count, Node, Not, Op, fold
from leadwright.domain.condition.tree import CountOp, Scalar
from leadwright.domain.condition.typed import CLOCK_SKEW, gather, moment_of, shifted

_LAST_CHARACTER = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True)
class FieldColumns:
    """The columns that hold a field, one per way to compare it. At least one is given.

    `text` holds text written through `domain.condition.fold`. The Python value of the same lead is
    a text, a number or a datetime accordingly; a field with `text` alone stands among the
    `text_fields` of its `Subject`, because a text that looks like a number else counts as one too.
    """

    text: ColumnElement[str] | None = None
    number: ColumnElement[float] | ColumnElement[int] | None = None
    moment: ColumnElement[datetime] | None = None


@dataclass(frozen=True)
class SqlVocabulary:
    """Maps a condition's fields, events and counts to tables.

    `columns` maps known fields; every other field is looked up in `values`, a table with
    (workspace_id, lead_id, key, text_folded, number, moment), one row per element as
    `domain.condition.readings` gives them. `events` has (workspace_id, lead_id, name, occurred_at).
    `counts` maps a count to a column that already holds it; without one, events are counted.
    """

    workspace_id: ColumnElement[UUID]
    lead_id: ColumnElement[UUID]
    values: FromClause
    events: FromClause
    columns: Mapping[str, FieldColumns]
    counts: Callable[[Count], ColumnElement[int]] | None = None


def condition_sql(
    condition: Node, vocabulary: SqlVocabulary, *, now: datetime
) -> ColumnElement[bool]:
    """The condition as a WHERE clause over the vocabulary's lead; all values are bind parameters."""
    match condition:
        case All():
            return and_(*(condition_sql(p, vocabulary, now=now) for p in condition.all))
        case AnyOf():
            return or_(*(condition_sql(p, vocabulary, now=now) for p in condition.any))
        case Not():
            return not_(condition_sql(condition.part, vocabulary, now=now))
        case Count():
            return _counted(condition, vocabulary, now)
        case Compare():
            return _compared(condition, vocabulary, now)


def _compared(node: Compare, vocabulary: SqlVocabulary, now: datetime) -> ColumnElement[bool]:
    """Test that an element exists, or that one meets the test; the negated operators combine both."""

    def some(test: Callable[[FieldColumns], ColumnElement[bool]]) -> ColumnElement[bool]:
        known = vocabulary.columns.get(node.field)
        return _in_values(node.field, vocabulary, test) if known is None else test(known)

    match node.op:
        case Op.EXISTS:
            return some(_present)
        case Op.MISSING:
            return not_(some(_present))
        case Op.NOT_EQUALS | Op.NOT_IN:
            return and_(some(_present), not_(some(lambda at: _meets(node, at, now))))
        case _:
            return some(lambda at: _meets(node, at, now))


def _in_values(
    key: str,
    vocabulary: SqlVocabulary,
    test: Callable[[FieldColumns], ColumnElement[bool]],
) -> ColumnElement[bool]:
    row = vocabulary.values.alias()
    at = FieldColumns(text=row.c.text_folded, number=row.c.number, moment=row.c.moment)
    found = select(literal(1, Integer)).where(
        row.c.workspace_id == vocabulary.workspace_id,
        row.c.lead_id == vocabulary.lead_id,
        row.c.key == literal(key, Text),
        test(at),
    )
    return exists(found.correlate_except(row))


def _present(at: FieldColumns) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    if at.text is not None:
        parts.append(and_(at.text.is_not(None), at.text != literal("", Text)))
    parts.extend(column.is_not(None) for column in (at.number, at.moment) if column is not None)
    return or_(*parts)


def _meets(node: Compare, at: FieldColumns, now: datetime) -> ColumnElement[bool]:
    value = node.value
    if isinstance(value, tuple):
        return _one_of(value, at)
    if value is None:
        raise TypeError(f"{node.op} has no value")
    match node.op:
        case Op.EQUALS | Op.NOT_EQUALS:
            return _one_of((value,), at)
        case Op.CONTAINS | Op.STARTS_WITH | Op.ENDS_WITH:
            return _text_meets(node.op, fold(str(value)), at.text)
        case Op.BEFORE | Op.AFTER | Op.WITHIN_DAYS | Op.WITHIN_NEXT_DAYS:
            return _moment_meets(node.op, value, at.moment, now)
        case _:
            return _number_meets(node.op, float(value), at.number)


def _one_of(values: tuple[Scalar, ...], at: FieldColumns) -> ColumnElement[bool]:
    texts, numbers, moments = gather(values)
    parts: list[ColumnElement[bool]] = []
    if at.text is not None and texts:
        parts.append(_known(at.text, at.text.in_([literal(text, Text) for text in sorted(texts)])))
    if at.number is not None and numbers:
        wanted = [literal(number, Double) for number in sorted(numbers)]
        parts.append(_known(at.number, at.number.in_(wanted)))
    if at.moment is not None and moments:
        parts.append(_known(at.moment, at.moment.in_([_moment(m) for m in sorted(moments)])))
    return or_(false(), *parts)


def _text_meets(op: Op, wanted: str, text: ColumnElement[str] | None) -> ColumnElement[bool]:
    if text is None:
        return false()
    if op is Op.STARTS_WITH:
        return _known(text, _starts_with(text, wanted))
    needle = literal(wanted, Text)
    if op is Op.CONTAINS:
        return _known(text, func.strpos(text, needle) > literal(0, Integer))
    return _known(text, func.right(text, literal(len(wanted), Integer)) == needle)


def _starts_with(text: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """A range instead of LIKE or starts_with(), which are not leakproof; byte order is code-point order."""
    ordered = text.collate("C")
    end = _after(prefix)
    from_here = ordered >= literal(prefix, Text)
    return from_here if end is None else and_(from_here, ordered < literal(end, Text))


def _after(prefix: str) -> str | None:
    """The smallest text greater than every text with this prefix; None if there is none."""
    for cut in range(len(prefix), 0, -1):
        following = ord(prefix[cut - 1]) + 1
        if following in _SURROGATES:
            following = _SURROGATES.stop
        if following <= _LAST_CHARACTER:
            return prefix[: cut - 1] + chr(following)
    return None


def _number_meets(
    op: Op, wanted: float, number: ColumnElement[float] | ColumnElement[int] | None
) -> ColumnElement[bool]:
    if number is None:
        return false()
    return _known(number, _COMPARISONS[op.value](number, literal(wanted, Double)))


def _moment_meets(
    op: Op, value: Scalar, moment: ColumnElement[datetime] | None, now: datetime
) -> ColumnElement[bool]:
    if moment is None:
        return false()
    if op is Op.WITHIN_DAYS:
        since, until = shifted(now, -float(value)), now + CLOCK_SKEW
        return _known(moment, and_(moment >= _moment(since), moment <= _moment(until)))
    if op is Op.WITHIN_NEXT_DAYS:
        until = shifted(now, float(value))
        return _known(moment, and_(moment > _moment(now), moment <= _moment(until)))
    wanted = moment_of(str(value))
    if wanted is None:
        raise TypeError(f"{value} is no moment")
    return _known(moment, (lt if op is Op.BEFORE else gt)(moment, _moment(wanted)))


def _counted(node: Count, vocabulary: SqlVocabulary, now: datetime) -> ColumnElement[bool]:
    if vocabulary.counts is not None:
        known = vocabulary.counts(node)
        return _COMPARISONS[node.op.value](known, literal(node.value, Integer))
    event = vocabulary.events.alias()
    counted = [
        event.c.workspace_id == vocabulary.workspace_id,
        event.c.lead_id == vocabulary.lead_id,
        event.c.name == literal(node.event, Text),
        event.c.occurred_at <= _moment(now + CLOCK_SKEW),
    ]
    if node.within_days is not None:
        counted.append(event.c.occurred_at >= _moment(shifted(now, -node.within_days)))
    if (node.op, node.value) in {(CountOp.AT_LEAST, 1), (CountOp.GREATER, 0)}:
        # A minimum of one: a semi-join stops at the first event, while a count reads them all.
        return exists(select(literal(1, Integer)).where(*counted).correlate_except(event))
    number = select(func.count()).select_from(event).where(*counted).correlate_except(event)
    return _COMPARISONS[node.op.value](number.scalar_subquery(), literal(node.value, Integer))


def _known(column: ColumnElement[Any], test: ColumnElement[bool]) -> ColumnElement[bool]:
    """False instead of NULL; unlike coalesce() it still lets the test use an index."""
    return and_(column.is_not(None), test)


def _moment(value: datetime) -> ColumnElement[datetime]:
    return literal(value, DateTime(timezone=True))


_COMPARISONS: Mapping[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    CountOp.EQUALS: eq,
    CountOp.NOT_EQUALS: ne,
    CountOp.GREATER: gt,
    CountOp.AT_LEAST: ge,
    CountOp.LESS: lt,
    CountOp.AT_MOST: le,
}
