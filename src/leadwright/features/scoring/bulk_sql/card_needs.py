"""What a card asks of leads, and of which kind each field has to be, so that SQL reads no more than that."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from leadwright.domain.condition import Compare, Count, Node, Op, leaves
from leadwright.domain.condition.tree import DAYS_OPS, MOMENT_OPS, NUMBER_OPS, PRESENCE_OPS
from leadwright.domain.condition.typed import Wanted, gather
from leadwright.features.scoring.cards.scorecards import Rule, Scorecard

_ASK_PRESENCE = PRESENCE_OPS | {Op.NOT_EQUALS, Op.NOT_IN}
MOST_FIELDS = 150
MOST_RULES = 200
MOST_COUNTS = 100


class NotInSql(Exception):
    """This card is too large for one statement; Python scores by it. The message says why."""


@dataclass
class CardNeeds:
    """The fields, event rules and counts of a card, in a fixed order.

    `compared` fields are read whole, the others only for being there; `numeric` and `momentous`
    ones are also compared as numbers and as moments. `present` ones are asked for being there, in
    whatever way.
    """

    fields: tuple[str, ...]
    compared: frozenset[str]
    present: frozenset[str]
    numeric: frozenset[str]
    momentous: frozenset[str]
    counts: tuple[Count, ...]
    event_rules: tuple[Rule, ...]
    days: tuple[Compare, ...] = field(default=())


def needs_of(card: Scorecard) -> CardNeeds:
    """Raises NotInSql for a card with more of anything than one statement holds."""
    found = [leaf for condition in _conditions(card) for leaf in leaves(condition)]
    compares = [leaf for leaf in found if isinstance(leaf, Compare)]
    counts = tuple(dict.fromkeys(leaf for leaf in found if isinstance(leaf, Count)))
    fields = tuple(dict.fromkeys(leaf.field for leaf in compares))
    event_rules = tuple(rule for rule in card.rules if rule.event is not None)
    for what, number, most in (
        ("fields", len(fields), MOST_FIELDS),
        ("rules", len(card.rules), MOST_RULES),
        ("event counts", len(counts), MOST_COUNTS),
    ):
        if number > most:
            raise NotInSql(f"it asks for {number} {what}, one statement holds {most}")
    return CardNeeds(
        fields=fields,
        compared=frozenset(leaf.field for leaf in compares if leaf.op not in PRESENCE_OPS),
        present=frozenset(leaf.field for leaf in compares if leaf.op in _ASK_PRESENCE),
        numeric=frozenset(leaf.field for leaf in compares if _as_number(leaf)),
        momentous=frozenset(leaf.field for leaf in compares if _as_moment(leaf)),
        counts=counts,
        event_rules=event_rules,
        days=tuple(leaf for leaf in compares if leaf.op in DAYS_OPS),
    )


def _conditions(card: Scorecard) -> Iterable[Node]:
    yield from (rule.condition for rule in card.rules if rule.condition is not None)
    yield from (limit.condition for limit in card.limits)
    if card.applies_to is not None:
        yield card.applies_to


def _as_number(leaf: Compare) -> bool:
    return leaf.op in NUMBER_OPS or bool(_wanted(leaf).numbers)


def _as_moment(leaf: Compare) -> bool:
    return leaf.op in MOMENT_OPS | DAYS_OPS or bool(_wanted(leaf).moments)


def _wanted(leaf: Compare) -> Wanted:
    if leaf.op not in {Op.EQUALS, Op.NOT_EQUALS, Op.IN, Op.NOT_IN} or leaf.value is None:
        return gather(())
    return gather(leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))
