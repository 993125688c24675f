"""What was known of leads at a moment of the past, and nothing that came later.

A fact counts by when it was observed, an event by when it occurred, even if it was reported later, as in
an imported history: a model learns from the same. Custom fields carry no time: they count while no
message came after the moment. What was taken back never counts.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.condition import Occurrence, Subject, Value, stored_values
from leadwright.domain.ids import EventId, FactId, LeadId
from leadwright.features.prediction import rules as prediction
from leadwright.features.prediction.judges import Glimpse
from leadwright.features.scoring.in_force import MOST_EVENTS
from leadwright.kernel.db.fact_precedence import sureness
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.events import NOT_TAKEN_BACK

_CAME = ("lead.created", "lead.returned")
_DECIDED = ("qualified", "converted", "rejected")
_REACHED = ("qualified", "converted")
LOOK = prediction.LOOK
"""How long after it came a lead is looked at for its outcome's sake: models are trained on the same."""
_MOST_READ = 4 * MOST_EVENTS
_LEADS = text(
    "select l.id, l.source, l.created_at, l.submissions, l.last_submission_at, l.last_submission_id,"
    " (select jsonb_agg(jsonb_build_array(v.key, v.text_folded, v.number, v.moment))"
    " from lead_value v where v.workspace_id = :workspace_id and v.lead_id = l.id) as custom"
    " from lead l where l.workspace_id = :workspace_id and l.id = any(:ids) order by l.id"
)
_FACTS = text(
    "select id, lead_id, submission_id, key, value, source, method, confidence, observed_at"
    " from known_fact where workspace_id = :workspace_id and lead_id = any(:ids)"
    f" order by {sureness()} desc, observed_at desc, confidence desc, id desc"
)
_EVENTS = text(
    "select l.id as lead_id, e.id, e.name, e.occurred_at, e.recorded_at, e.submission_id, e.told_by"
    " from unnest(cast(:ids as uuid[])) as l (id) cross join lateral"
    " (select id, name, occurred_at, recorded_at, submission_id, payload ->> 'source' as told_by"
    " from event e"
    " where workspace_id = :workspace_id and lead_id = l.id and name = any(:names)"
    f" and machine is null{NOT_TAKEN_BACK} order by recorded_at desc limit {_MOST_READ}) as e"
)
# Moves from before the lead was last moved back among the open ones were undone.
_MOVES = text(
    "select lead_id, occurred_at, status from (select lead_id, occurred_at, id,"
    " payload ->> 'after' as status, max(occurred_at) filter (where payload ->> 'after' = any(:open))"
    " over (partition by lead_id) as undone_at from event where workspace_id = :workspace_id"
    " and lead_id = any(:ids) and name = 'lead.status_changed' and occurred_at <= :until) as told"
    " where status = any(:decided) and (undone_at is null or occurred_at > undone_at)"
    " order by lead_id, occurred_at, id"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A lead's first outcome that stands, when it came, and every such move, the oldest first."""

    at: datetime
    reached: bool
    moves: tuple[tuple[datetime, str], ...] = ()

    def known_at(self, target: prediction.Target) -> datetime | None:
        """When a model of this target stops looking at the lead."""
        ends = {*target.reached_by, "rejected"}
        return next((at for at, status in self.moves if status in ends), None)


@dataclass(frozen=True)
class Past:
    """Everything a lead ever told and did; facts surest first, events newest first."""

    lead: Any
    custom: Mapping[str, Value]
    facts: Sequence[Any] = ()
    events: Sequence[Any] = ()

    @property
    def happened(self) -> list[datetime]:
        """When the lead came or did something, the latest first."""
        return sorted({self.lead.created_at, *(e.occurred_at for e in self.events)}, reverse=True)

    def at(self, moment: datetime) -> Subject | None:
        """The lead as it stood just before the moment; None where it had not come yet."""
        if self.lead.created_at >= moment:
            return None
        told = [e for e in self.events if e.occurred_at < moment]
        facts = self._facts(moment, told)
        is_current = self.lead.last_submission_at < moment
        back = any(e.name == "lead.returned" for e in told)
        values: dict[str, Value] = dict(self.custom) if is_current else {}
        values |= {key: row.value for key, row in facts.items()}
        values["source"] = self.lead.source
        values["is_returning"] = back or (is_current and self.lead.submissions > 1)
        return Subject(
            values=values,
            now=moment,
            events=[Occurrence(e.name, e.occurred_at, EventId(e.id)) for e in told[:MOST_EVENTS]],
            fact_ids={key: FactId(row.id) for key, row in facts.items()},
        )

    def looked_at(self, moment: datetime, known_at: datetime | None) -> datetime:
        """As of when a model sees the lead then: for a week at most, and before its outcome."""
        ends: list[datetime] = [moment, self.lead.created_at + LOOK]
        return min(ends if known_at is None else [*ends, known_at - timedelta(seconds=1)])

    def glimpse(self, seen: datetime, *, is_live: bool) -> Glimpse:
        """What a model sees of the lead; once it looks no further, as it was trained."""
        told = [e for e in self.events if e.occurred_at <= seen]
        if is_live:
            facts = self._facts(seen, told)
        else:
            facts = _surest([f for f in self.facts if f.observed_at <= seen])
        counts = Counter(e.name for e in told if e.name in prediction.COUNTED and not _is_echo(e))
        return Glimpse(
            lead_id=LeadId(self.lead.id),
            came=self.lead.created_at,
            seen=seen,
            source=self.lead.source,
            facts={key: row.value for key, row in facts.items()},
            counts=counts,
            echoes=sum(_is_echo(e) for e in told),
        )

    def was_told_late(self, moment: datetime, verdict: Verdict) -> bool:
        """Whether something of before the moment was recorded only after the outcome."""
        return any(e.occurred_at < moment and e.recorded_at >= verdict.at for e in self.events)

    def _facts(self, moment: datetime, told: Iterable[Any]) -> dict[str, Any]:
        return _best([f for f in self.facts if f.observed_at < moment], self._newest(moment, told))

    def _newest(self, moment: datetime, told: Iterable[Any]) -> UUID | None:
        if self.lead.last_submission_at < moment:
            return UUID(str(self.lead.last_submission_id))
        return next((e.submission_id for e in told if e.name in _CAME), None)


async def pasts(
    session: ReadSession, ids: Sequence[LeadId], names: Collection[str]
) -> dict[LeadId, Past]:
    """What these leads told and did, as far as events of these names go."""
    asked = {"workspace_id": session.info["workspace_id"], "ids": list(ids)}
    facts: dict[UUID, list[Any]] = {}
    for row in await session.execute(_FACTS, asked):
        facts.setdefault(row.lead_id, []).append(row)
    events: dict[UUID, list[Any]] = {}
    for row in await session.execute(_EVENTS, asked | {"names": sorted({*names, *_CAME})}):
        events.setdefault(row.lead_id, []).append(row)
    return {
        LeadId(row.id): Past(
            row, stored_values(row.custom), facts.get(row.id, ()), events.get(row.id, ())
        )
        for row in await session.execute(_LEADS, asked)
    }


async def verdicts(
    session: ReadSession, ids: Sequence[LeadId], until: datetime
) -> dict[LeadId, Verdict]:
    """The first outcome that stands of each of these leads that has one."""
    asked = {
        "workspace_id": session.info["workspace_id"],
        "ids": list(ids),
        "until": until,
        "open": list(prediction.OPEN),
        "decided": list(_DECIDED),
    }
    moves: dict[LeadId, list[tuple[datetime, str]]] = {}
    for row in await session.execute(_MOVES, asked):
        moves.setdefault(LeadId(row.lead_id), []).append((row.occurred_at, row.status))
    return {
        lead_id: Verdict(some[0][0], some[0][1] in _REACHED, tuple(some))
        for lead_id, some in moves.items()
    }


def _is_echo(event: Any) -> bool:
    """Whether we know of an answer only because sales moved the lead: no model learns from that."""
    return bool(event.name == "lead.replied" and event.told_by == "status")


def _surest(facts: Sequence[Any]) -> dict[str, Any]:
    """As models are trained: of each key the surest, of these the newest. `facts` stand in that order."""
    found: dict[str, Any] = {}
    for row in facts:
        found.setdefault(row.key, row)
    return found


def _best(facts: Sequence[Any], newest: UUID | None) -> dict[str, Any]:
    """As `features/leads/known.py` picks: what the newest run saw and the newest of before, the surest."""
    before: dict[str, Any] = {}
    for row in facts:
        kept = before.get(row.key)
        if row.submission_id != newest and (kept is None or _age(row) > _age(kept)):
            before[row.key] = row
    found: dict[str, Any] = {}
    for row in facts:
        if row.submission_id == newest or before.get(row.key) is row:
            found.setdefault(row.key, row)
    return found


def _age(row: Any) -> tuple[Any, ...]:
    return (row.observed_at, row.confidence, row.id)
