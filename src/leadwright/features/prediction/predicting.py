"""What a version of the model says about leads. Where none is chosen it costs one small read.

A lead is seen as training saw leads: a week after it came at the latest, and before its outcome.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import text

from leadwright.domain.ids import FactId, LeadId
from leadwright.domain.predicted import Predicted
from leadwright.features.prediction import arms, rules
from leadwright.features.prediction.points import PointsTable, contributions, from_text
from leadwright.features.prediction.queries import IS_ECHO, KNOWN_AT
from leadwright.features.prediction.rules import Target
from leadwright.kernel import clock
from leadwright.kernel.db.fact_precedence import sureness
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.events import NOT_TAKEN_BACK, not_yet_written
from leadwright.kernel.logging import get

log = get("prediction")

_MODELS = text(
    "select id, number, target, outcomes, model, sha256, sisters is null as is_old from prediction_model"
    " where workspace_id = :workspace_id and id = any(:ids) and model is not null"
)
# All of a lead's news in one round trip: when it is looked at, what it did until then, and, where
# that moment has passed, what was known then. Events may be dated a little ahead.
_SEEN = text(
    f"""
with told as (
    select l.id, l.source, l.created_at, {KNOWN_AT} as known_at
    from lead l where l.workspace_id = :workspace_id and l.id = any(:ids)),
a as materialized (
    select *, least(cast(:now as timestamptz), created_at + cast(:look as interval),
        known_at - interval '1 second') as seen from told)
select a.id, a.source, a.created_at, a.known_at, a.seen,
    (select jsonb_object_agg(c.name, c.times) from (
        select e.name, count(*) as times from event e
        where e.workspace_id = :workspace_id and e.lead_id = a.id and e.name = any(:names)
            and e.machine is null and e.occurred_at <= case when a.seen = :now
                then a.seen + interval '5 minutes' else a.seen end {NOT_TAKEN_BACK}
            and not {IS_ECHO}
        group by e.name) as c) as counts,
    (select count(*) from event e
        where e.workspace_id = :workspace_id and e.lead_id = a.id and e.name = 'lead.replied'
            and e.occurred_at <= a.seen and {IS_ECHO}{NOT_TAKEN_BACK}) as echoes,
    case when a.seen < :now then (
        select jsonb_agg(jsonb_build_array(f.key, f.value, f.id)) from (
            select distinct on (key) key, value, id from known_fact
            where workspace_id = :workspace_id and lead_id = a.id and observed_at <= a.seen
            order by key, {sureness()} desc, observed_at desc, confidence desc) as f) end as facts
from a
"""
)

# A version never changes, so a process reads each once.
_known: dict[tuple[UUID, UUID], "_Version"] = {}
_MOST_KNOWN = 100


@dataclass(frozen=True)
class About:
    """A lead as it is known now: the best fact of each key, and the facts' ids where they are kept."""

    lead_id: LeadId
    facts: Mapping[str, JsonValue]
    fact_ids: Mapping[str, FactId] = field(default_factory=dict)


@dataclass(frozen=True)
class _Version:
    id: UUID
    number: int
    target: Target
    outcomes: int
    table: PointsTable
    counts_echoes: bool


async def predicted(session: ReadSession, lead: About) -> Predicted | None:
    """What the version says that scores this lead; None where none is chosen."""
    return (await words(session, [lead])).get(lead.lead_id)


async def words(session: ReadSession, leads: Sequence[About]) -> dict[LeadId, Predicted]:
    """What the versions that score these leads say of them.

    Nothing where no version is chosen, or where the table of the lead's version cannot be read.
    """
    found = await arms.serving(session) if leads else None
    if found is None:
        return {}
    return await _said(session, leads, found.versions, found.version_for, clock.now())


async def words_by(
    session: ReadSession, leads: Sequence[About], model_id: UUID, now: datetime
) -> dict[LeadId, Predicted]:
    """What this version says of them, whether it was chosen or not."""
    return await _said(session, leads, [model_id], lambda *_: model_id, now)


async def _said(
    session: ReadSession,
    leads: Sequence[About],
    asked: Sequence[UUID],
    version_for: Callable[[UUID, datetime], UUID],
    now: datetime,
) -> dict[LeadId, Predicted]:
    versions = await _versions(session, asked) if leads else {}
    said = {}
    for target in {one.target for one in versions.values()}:
        seen = await _seen(session, leads, target, now)
        for one in leads:
            row = seen.get(one.lead_id)
            version = row and versions.get(version_for(one.lead_id, row.created_at))
            if version and version.target is target:
                said[one.lead_id] = _word(session, version, one, row, now)
    return said


async def is_readable(session: ReadSession, model_id: UUID) -> bool:
    """Whether the version's table is there, and is the one that was trained."""
    return bool(await _versions(session, [model_id]))


def predicted_json(found: Predicted | None) -> dict[str, JsonValue]:
    """What is added to a score's ledger: `probability`, and `model` with its own exact sum."""
    if found is None:
        return {"probability": None, "model": None}
    return {
        "probability": found.probability,
        "model": {
            "version": found.version,
            "target": found.target,
            "as_of": found.as_of.isoformat(),
            "points": float(found.points),
            "entries": [
                {
                    "part": line.part,
                    "kind": line.kind,
                    "label": line.label,
                    "points": float(line.points),
                }
                for line in found.lines
            ],
        },
    }


def _word(
    session: ReadSession, version: _Version, lead: About, row: Any, now: datetime
) -> Predicted:
    is_live = row.seen >= now
    until = row.seen + (rules.AHEAD if is_live else timedelta(0))
    facts, fact_ids = lead.facts, lead.fact_ids
    if not is_live:
        then = row.facts or ()
        facts = {key: value for key, value, _ in then}
        fact_ids = {key: FactId(UUID(fact)) for key, _, fact in then}
    told = [one.name for one in not_yet_written(session, lead.lead_id) if one.occurred_at <= until]
    counts = _counts(row.counts or {}, told)
    if version.counts_echoes:
        counts["lead.replied"] = counts.get("lead.replied", 0) + row.echoes
    values = rules.values_of(row.source, facts, counts)
    lines, points = contributions(version.table, values, rules.evidence_of(fact_ids))
    return Predicted(
        model_id=version.id,
        version=version.number,
        target=version.target.value,
        outcomes=version.outcomes,
        as_of=row.seen,
        probability=version.table.chance(values),
        points=points,
        lines=lines,
        changes_at=row.created_at + rules.LOOK if is_live else None,
    )


def _counts(written: Mapping[str, int], told: Iterable[str]) -> dict[str, int]:
    counts = dict(written)
    for name in told:
        if name in rules.COUNTED:
            counts[name] = counts.get(name, 0) + 1
    return counts


async def _versions(session: ReadSession, ids: Sequence[UUID]) -> dict[UUID, _Version]:
    """Those of the versions that can be read; one that cannot is told to the log."""
    workspace_id = session.info["workspace_id"]
    wanted = [model_id for model_id in ids if (workspace_id, model_id) not in _known]
    if wanted:
        asked = {"workspace_id": workspace_id, "ids": wanted}
        for row in await session.execute(_MODELS, asked):
            _learn(workspace_id, row)
    found = {model_id: _known.get((workspace_id, model_id)) for model_id in ids}
    for model_id, version in found.items():
        if version is None:
            log.error("model_unreadable", model=str(model_id))
    return {model_id: version for model_id, version in found.items() if version is not None}


def _learn(workspace_id: UUID, row: Any) -> None:
    try:
        table = from_text(row.model, row.sha256)
    except ValueError:
        return
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[workspace_id, row.id] = _Version(
        row.id, row.number, Target(row.target), row.outcomes, table, row.is_old
    )


async def _seen(
    session: ReadSession, leads: Sequence[About], target: Target, now: datetime
) -> dict[UUID, Any]:
    asked = {
        "workspace_id": session.info["workspace_id"],
        "ids": [one.lead_id for one in leads],
        "ends": sorted({*target.reached_by, "rejected"}),
        "open": list(rules.OPEN),
        "names": list(rules.COUNTED),
        "now": now,
        "look": rules.LOOK,
    }
    return {row.id: row for row in await session.execute(_SEEN, asked)}
