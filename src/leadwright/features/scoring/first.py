"""First scores of many new leads: leads that say the same where the cards look are reckoned once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic_core import to_json
from sqlalchemy import text

from leadwright.domain.condition import Compare, Op, Subject, Value, leaves
from leadwright.domain.condition.typed import readings
from leadwright.domain.ids import LeadId
from leadwright.features.scoring.actions import reckoned
from leadwright.features.scoring.in_force import InForce, Standing
from leadwright.features.scoring.reckoning import Cause, Reckoned, crossed_events, row_of
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit

Seen = tuple[object, ...]

_KEEP = text("""
insert into lead_score (workspace_id, lead_id, scorecard, version, total, fit, engagement, intent, grade,
    as_of, submitted_at, next_change_at, above, told_total, told_grade)
select :workspace_id, g.lead_id, s.scorecard, s.version, s.total, s.fit, s.engagement, s.intent, s.grade,
    s.as_of, s.submitted_at, s.next_change_at, s.above, s.told_total, s.told_grade
from unnest(cast(:leads as uuid[]), cast(:alike as int[])) as g (lead_id, alike)
join jsonb_to_recordset(cast(:said as jsonb)) as s (alike int, scorecard text, version int, total int,
    fit float8, engagement float8, intent float8, grade text, as_of timestamptz, submitted_at timestamptz,
    next_change_at timestamptz, above text[], told_total int, told_grade text) using (alike)
""")


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


async def keep(session: TenantSession, found: Sequence[Reckoned], at: datetime) -> None:
    """Write first scores of leads that this transaction made, received then; tell what they crossed.

    Their series begins when it follows the file (`pipeline/import_values.py`).
    """
    alike: dict[int, int] = {}
    said = []
    for one in found:
        if id(one.ledger) not in alike:
            number = alike[id(one.ledger)] = len(alike)
            said.append({**row_of(one, at), "alike": number})
        if one.crossed:
            for event in crossed_events(one):
                emit(session, event)
    if found:
        rows = {
            "workspace_id": session.info["workspace_id"],
            "leads": [one.lead_id for one in found],
            "alike": [alike[id(one.ledger)] for one in found],
            "said": to_json(said, fallback=str).decode(),
        }
        await session.execute(_KEEP, rows)


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
