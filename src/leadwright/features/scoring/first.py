"""First scores of many new leads: leads that say the same where the cards look are computed once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import text

from leadwright.domain.condition import Compare, Op, Subject, Value, leaves
from leadwright.domain.condition.typed import readings
from leadwright.domain.ids import LeadId
from leadwright.features.scoring.actions import compute_all
from leadwright.features.scoring.computing import Cause, ComputedScore, crossed_events, row_of
from leadwright.features.scoring.in_force import InForce, ScoringState
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit

Seen = tuple[object, ...]
_NOBODY = LeadId(UUID(int=0))
# Leads that say the same share what is said of their score: it is sent and read once. Nobody but who made
# these leads can have scored them.
_KEEP = text("""
with scored as materialized (
    select l.of_lead, k.* from unnest(cast(:leads as uuid[]), cast(:kinds as int[])) as l (of_lead, kind)
    join jsonb_to_recordset(cast(:scores as jsonb)) as k (kind int, scorecard text, version int, total int,
        fit float8, engagement float8, intent float8, grade text, as_of timestamptz,
        submitted_at timestamptz, next_change_at timestamptz, above text[], told_total int,
        told_grade text, told boolean, cause text) using (kind)),
counted as (
    insert into lead_score (workspace_id, lead_id, scorecard, version, total, fit, engagement, intent,
        grade, as_of, submitted_at, next_change_at, above, told_total, told_grade)
    select :workspace_id, of_lead, scorecard, version, total, fit, engagement, intent, grade, as_of,
        submitted_at, next_change_at, above, told_total, told_grade from scored)
insert into score_history (workspace_id, lead_id, scorecard, at, total, grade, version, cause)
select :workspace_id, of_lead, scorecard, as_of, total, grade, version, cause from scored where told
""")


class FirstScores:
    """Scores leads to whom nothing has happened yet, as of one moment. The primary's score comes first."""

    def __init__(self, cards: InForce, now: datetime) -> None:
        self.cards = cards
        self.now = now
        self._standing = ScoringState(cards, {}, {})
        self._whole, self._there = fields(cards)
        self._known: dict[Seen, Sequence[ComputedScore]] = {}

    def of(self, values: Mapping[str, Value]) -> Sequence[ComputedScore]:
        """A lead's scores by all cards that are for it: the same for all that say the same, of nobody yet."""
        whole = [values.get(name) for name in self._whole]
        seen = (
            *[v if v is None or type(v) is str else _hashable(v) for v in whole],
            *[_is_there(values.get(name)) for name in self._there],
        )
        found = self._known.get(seen)
        if found is None:
            found = compute_all(
                self._standing, _NOBODY, Subject(values=values, now=self.now), Cause.SCORECARD
            )
            self._known[seen] = found
        return found


async def keep(
    session: TenantSession, found: Mapping[LeadId, Sequence[ComputedScore]], submitted_at: datetime
) -> None:
    """Write down first scores of leads that this transaction made; tell what they crossed."""
    kinds: dict[int, int] = {}
    scores, leads, which = list[Mapping[str, object]](), list[LeadId](), list[int]()
    for lead_id, of_lead in found.items():
        for one in of_lead:
            kind = kinds.setdefault(id(one), len(kinds))
            if kind == len(scores):
                scores.append({**row_of(one, submitted_at), "kind": kind})
            leads.append(lead_id)
            which.append(kind)
            if one.crossed:
                for event in crossed_events(one._replace(lead_id=lead_id)):
                    emit(session, event)
    if leads:
        said = to_json(scores, fallback=str).decode()
        given = {"leads": leads, "kinds": which, "scores": said}
        await session.execute(_KEEP, {"workspace_id": session.info["workspace_id"], **given})


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
