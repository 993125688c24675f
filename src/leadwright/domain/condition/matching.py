"""The Python reading of a condition: whether it holds for one lead at one moment."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from leadwright.domain.condition.tree import (
    All,
    AnyOf,
    Compare,
    Count,
    CountOp,
    Node,
    Not,
    Op,
    Scalar,
)
from leadwright.domain.condition.typed import (
    CLOCK_SKEW,
    Readings,
    Value,
    fold,
    gather,
    moment_of,
    readings,
    shifted,
)
from leadwright.domain.ids import EventId, FactId


class Occurrence(NamedTuple):
    """One event of the lead's, as far as conditions and scores care."""

    name: str
    occurred_at: datetime
    id: EventId | None = None


@dataclass(frozen=True)
class Subject:
    """A lead at one moment: its values by field name and what happened to it.

    `now` and the events' times carry a zone. An event id given twice counts once, so that merged
    leads may simply be added up. `fact_ids` says where a value came from, for the score's ledger.
    `text_fields` are text whatever they look like: those that SQL keeps in a text column alone.
    """

    values: Mapping[str, Value]
    now: datetime
    events: Sequence[Occurrence] = ()
    fact_ids: Mapping[str, FactId] = field(default_factory=dict)
    text_fields: frozenset[str] = frozenset()
    _read: dict[str, tuple[Readings, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _by_name: dict[str, tuple[Occurrence, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("Subject.now needs a zone")
        self._by_name.update(_in_order(self.events))

    def at(self, moment: datetime) -> "Subject":
        """The same lead at another moment, as if nothing else happened in between."""
        return replace(self, now=moment)

    def readings(self, name: str) -> tuple[Readings, ...]:
        """The comparable elements of a field; empty when it is missing."""
        known = self._read.get(name)
        if known is None:
            known = readings(self.values.get(name))
            if name in self.text_fields:
                known = tuple(Readings(text=r.text) for r in known if r.text is not None)
            self._read[name] = known
        return known

    def occurrences(self, name: str) -> tuple[Occurrence, ...]:
        """All events of that name, oldest first, each once, future ones too."""
        return self._by_name.get(name, ())


Predicate = Callable[[Subject], bool]
_ElementTest = Callable[[Readings, datetime], bool]


def matches(condition: Node, subject: Subject) -> bool:
    """Whether the condition holds for this lead at `subject.now`."""
    return predicate(condition)(subject)


def predicate(condition: Node) -> Predicate:
    """The condition made ready to be asked of many leads: what can be prepared is, once."""
    match condition:
        case All():
            parts = tuple(predicate(part) for part in condition.all)
            return lambda subject: all(part(subject) for part in parts)
        case AnyOf():
            parts = tuple(predicate(part) for part in condition.any)
            return lambda subject: any(part(subject) for part in parts)
        case Not():
            inner = predicate(condition.part)
            return lambda subject: not inner(subject)
        case Count():
            return _counted(condition)
        case Compare():
            return _compared(condition)


def _compared(node: Compare) -> Predicate:
    name = node.field
    if node.op is Op.EXISTS:
        return lambda subject: bool(subject.readings(name))
    if node.op is Op.MISSING:
        return lambda subject: not subject.readings(name)
    test = _element_test(node)
    if node.op in {Op.NOT_EQUALS, Op.NOT_IN}:
        return lambda subject: (
            bool(known := subject.readings(name))
            and not any(test(reading, subject.now) for reading in known)
        )
    return lambda subject: any(test(reading, subject.now) for reading in subject.readings(name))


def _element_test(node: Compare) -> _ElementTest:
    """What one element of a field's value has to meet; for negated operators, what it must not."""
    value = node.value
    if isinstance(value, tuple):
        return _one_of(value)
    if node.op in {Op.EQUALS, Op.NOT_EQUALS} and value is not None:
        return _one_of((value,))
    if isinstance(value, str):
        return _moment_test(node.op, value) or _text_test(node.op, fold(value))
    if value is None:
        raise TypeError(f"{node.op} has no value")
    return _days_test(node.op, float(value)) or _number_test(node.op, float(value))


def _one_of(values: Iterable[Scalar]) -> _ElementTest:
    texts, numbers, moments = gather(values)
    return lambda r, _: r.text in texts or r.number in numbers or r.moment in moments


def _text_test(op: Op, wanted: str) -> _ElementTest:
    if op is Op.CONTAINS:
        return lambda r, _: r.text is not None and wanted in r.text
    if op is Op.STARTS_WITH:
        return lambda r, _: r.text is not None and r.text.startswith(wanted)
    return lambda r, _: r.text is not None and r.text.endswith(wanted)


def _number_test(op: Op, wanted: float) -> _ElementTest:
    compare = _COMPARISONS[op.value]
    return lambda r, _: r.number is not None and compare(r.number, wanted)


def _moment_test(op: Op, value: str) -> _ElementTest | None:
    if op not in {Op.BEFORE, Op.AFTER}:
        return None
    wanted = moment_of(value)
    if wanted is None:
        raise TypeError(f"{value} is no moment")
    if op is Op.BEFORE:
        return lambda r, _: r.moment is not None and r.moment < wanted
    return lambda r, _: r.moment is not None and r.moment > wanted


def _days_test(op: Op, days: float) -> _ElementTest | None:
    if op is Op.WITHIN_DAYS:
        return lambda r, now: (
            r.moment is not None and (shifted(now, -days) <= r.moment <= now + CLOCK_SKEW)
        )
    if op is Op.WITHIN_NEXT_DAYS:
        return lambda r, now: r.moment is not None and now < r.moment <= shifted(now, days)
    return None


def _counted(node: Count) -> Predicate:
    compare = _COMPARISONS[node.op.value]
    name, wanted, days = node.event, node.value, node.within_days

    def holds(subject: Subject) -> bool:
        until = subject.now + CLOCK_SKEW
        times = [o.occurred_at for o in subject.occurrences(name) if o.occurred_at <= until]
        if days is not None:
            since = shifted(subject.now, -days)
            times = [at for at in times if at >= since]
        return compare(len(times), wanted)

    return holds


_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    CountOp.EQUALS: eq,
    CountOp.NOT_EQUALS: ne,
    CountOp.GREATER: gt,
    CountOp.AT_LEAST: ge,
    CountOp.LESS: lt,
    CountOp.AT_MOST: le,
}


def _in_order(events: Sequence[Occurrence]) -> dict[str, tuple[Occurrence, ...]]:
    seen: set[EventId] = set()
    by_name: dict[str, list[Occurrence]] = {}
    for event in sorted(events, key=lambda e: (e.occurred_at, str(e.id))):
        if event.id is None or event.id not in seen:
            by_name.setdefault(event.name, []).append(event)
        if event.id is not None:
            seen.add(event.id)
    return {name: tuple(found) for name, found in by_name.items()}
