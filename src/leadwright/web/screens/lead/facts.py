"""The facts of a lead, each with where it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadwright.domain.lead import Fact
from leadwright.web.screens.lead.words import (
    FACTS,
    FOLDED,
    METHODS,
    SOURCES,
    fact_words,
    field_name,
)


@dataclass(frozen=True)
class FactView:
    """One fact in words. `earlier`: what was known before and is another value."""

    name: str
    value: str
    source: str
    symbol: str
    method: str
    confidence: float
    at: datetime
    earlier: tuple[str, ...] = ()


def fact_views(facts: Sequence[Fact]) -> tuple[FactView, ...]:
    """The newest fact per key, in the order sales asks for them. `facts`: newest first per key."""
    by_key: dict[str, list[Fact]] = {}
    for fact in facts:
        by_key.setdefault(fact.key, []).append(fact)
    values = {key: known[0].value for key, known in by_key.items()}
    order = {key: number for number, key in enumerate(FACTS)}
    shown = sorted(by_key.keys() - FOLDED, key=lambda key: (order.get(key, len(order)), key))
    return tuple(_view(by_key[key], values) for key in shown)


def _view(known: list[Fact], values: Mapping[str, object]) -> FactView:
    newest, *older = known
    words = fact_words(newest.key, newest.value, values)
    before = dict.fromkeys(
        fact_words(fact.key, fact.value, {}) for fact in older if fact.value != newest.value
    )
    source, symbol = SOURCES.get(newest.source, (newest.source, "info"))
    return FactView(
        name=FACTS.get(newest.key, field_name(newest.key)),
        value=words,
        source=source,
        symbol=symbol,
        method=METHODS.get(newest.method, newest.method),
        confidence=newest.confidence,
        at=newest.observed_at,
        earlier=tuple(before)[:5],
    )
