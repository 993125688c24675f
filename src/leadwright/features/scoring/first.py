"""First scores of many new leads: leads that say the same where the cards look are reckoned once."""

from collections.abc import Mapping
from datetime import datetime

from leadwright.domain.condition import Compare, Op, Subject, Value, leaves
from leadwright.domain.condition.typed import readings
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
        self._whole, self._there = fields(cards)
        self._known: dict[Seen, list[Reckoned]] = {}

    def of(self, lead_id: LeadId, values: Mapping[str, Value]) -> list[Reckoned]:
        """The lead's scores by all cards that are for it."""
        whole = [values.get(name) for name in self._whole]
        seen = (
            *[value if type(value) is str else _hashable(value) for value in whole],
            *[_is_there(values.get(name)) for name in self._there],
        )
        found = self._known.get(seen)
        if found is None:
            found = reckoned(
                self._standing, lead_id, Subject(values=values, now=self.now), Cause.SCORECARD
            )
            self._known[seen] = found
            return found
        return [one._replace(lead_id=lead_id) for one in found]


def fields(cards: InForce) -> tuple[list[str], list[str]]:
    """The fields whose values the cards look at, and those they only ask to be there."""
    asked = [
        leaf
        for card in cards.all
        for condition in card.asked
        for leaf in leaves(condition)
        if isinstance(leaf, Compare)
    ]
    whole = {leaf.field for leaf in asked if leaf.op not in {Op.EXISTS, Op.MISSING}}
    return sorted(whole), sorted({leaf.field for leaf in asked} - whole)


def _is_there(value: Value) -> bool:
    """Whether the value counts as one; a text that begins with a letter or digit surely does."""
    if value is None:
        return False
    if type(value) is str and value[:1].isascii() and value[:1].isalnum():
        return True
    return bool(readings(value))


def _hashable(value: Value) -> object:
    # 1, 1.0 and True are equal and read differently.
    return (type(value), repr(value))
