"""First scores of many new leads: leads that say the same where the cards look are reckoned once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from leadwright.domain.condition import Compare, Subject, Value, leaves
from leadwright.domain.ids import LeadId
from leadwright.features.scoring.actions import reckoned
from leadwright.features.scoring.in_force import InForce, Standing
from leadwright.features.scoring.reckoning import Cause, Reckoned

Seen = tuple[object, ...]


class FirstScores:
    """Scores leads to whom nothing has happened yet, as of one moment. The primary's score comes first."""

    def __init__(self, cards: InForce, now: datetime) -> None:
        self.cards = cards
        self.now = now
        self._standing = Standing(cards, {}, {})
        self._fields = fields(cards)
        self._known: dict[Seen, list[Reckoned]] = {}

    def of(self, lead_id: LeadId, values: Mapping[str, Value]) -> list[Reckoned]:
        """The lead's scores by all cards that are for it."""
        seen = tuple(_hashable(values.get(name)) for name in self._fields)
        found = self._known.get(seen)
        if found is None:
            found = reckoned(
                self._standing, lead_id, Subject(values=values, now=self.now), Cause.SCORECARD
            )
            self._known[seen] = found
            return found
        return [replace(one, lead_id=lead_id) for one in found]


def fields(cards: InForce) -> tuple[str, ...]:
    """The fields that any of the cards looks at."""
    asked: Iterable[str] = (
        leaf.field
        for card in cards.all
        for condition in card.asked
        for leaf in leaves(condition)
        if isinstance(leaf, Compare)
    )
    return tuple(sorted(set(asked)))


def _hashable(value: Value) -> object:
    # 1, 1.0 and True are equal and read differently.
    return value if isinstance(value, str) else (type(value), repr(value))
