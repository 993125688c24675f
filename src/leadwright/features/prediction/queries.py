"""Reads: decided leads with what was known of them at the time, and the versions of the model."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import select, text

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import LeadId
from leadwright.features.prediction import rules
from leadwright.features.prediction.models import PredictionModel
from leadwright.features.prediction.rules import Decided, Target
from leadwright.kernel.db.fact_precedence import sureness
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.events import NOT_TAKEN_BACK

MOST_LEADS = 50_000
IS_ECHO = "(e.name = 'lead.replied' and coalesce(e.payload ->> 'source', '') = 'status')"
"""Of `event e`: an answer that we only know of from sales' own verdict.

Versions that keep no sisters were trained when these counted, and go on counting them.
"""
KNOWN_AT = """(
    select min(e.occurred_at) from event e
    where e.workspace_id = :workspace_id and e.lead_id = l.id and e.name = 'lead.status_changed'
        and e.payload ->> 'after' = any(:ends) and not exists (
            select from event b
            where b.workspace_id = :workspace_id and b.lead_id = l.id
                and b.name = 'lead.status_changed' and b.payload ->> 'after' = any(:open)
                and b.occurred_at > e.occurred_at))"""
"""When the first outcome of lead `l` came that was not undone: `:ends` are outcomes, `:open` undo them."""
_OUTCOMES = text(
    """
with told as (
    select lead_id, occurred_at, payload ->> 'after' as status, max(occurred_at) filter (
        where payload ->> 'after' = any(:open)) over (partition by lead_id) as undone_at
    from event where workspace_id = :workspace_id and name = 'lead.status_changed'
        and lead_id is not null),
moved as (
    select lead_id, min(occurred_at) filter (where status = any(:reached)) as won_at,
        min(occurred_at) filter (where status = 'rejected') as lost_at
    from told where undone_at is null or occurred_at > undone_at group by lead_id)
select l.id, l.source, l.created_at, m.won_at, m.lost_at
from lead l left join moved m on m.lead_id = l.id
where l.workspace_id = :workspace_id and l.stop_reason is null
order by l.created_at desc limit :most
"""
)
_SEEN = """
from unnest(cast(:ids as uuid[]), cast(:moments as timestamptz[])) as a (lead_id, seen)
"""
_FACTS = text(
    "select distinct on (f.lead_id, f.key) f.lead_id, f.key, f.value"
    + _SEEN
    + "cross join lateral (select * from known_fact f where f.workspace_id = :workspace_id"
    " and f.lead_id = a.lead_id and f.observed_at <= a.seen) as f"
    f" order by f.lead_id, f.key, {sureness('f')} desc, f.observed_at desc, f.confidence desc"
)
_COUNTS = text(
    "select e.lead_id, e.name, count(*) as times"
    + _SEEN
    + "join event e on e.workspace_id = :workspace_id and e.lead_id = a.lead_id"
    f" and e.occurred_at <= a.seen and e.name = any(:names) and e.machine is null{NOT_TAKEN_BACK}"
    f" and (:echoes or not {IS_ECHO})"
    " group by e.lead_id, e.name"
)
_RULES = text(
    "select distinct on (h.lead_id) h.lead_id, h.total"
    + _SEEN
    + "join score_history h on h.workspace_id = :workspace_id and h.lead_id = a.lead_id"
    " and h.at <= a.seen and h.scorecard = coalesce((select name from scorecard"
    " where workspace_id = :workspace_id and is_primary), 'default')"
    " order by h.lead_id, h.at desc"
)
_PART = 5_000


async def decided(session: ReadSession, target: Target, now: datetime) -> list[Decided]:
    """The newest leads whose outcome is known and can be compared, oldest first."""
    asked = {
        "workspace_id": session.info["workspace_id"],
        "reached": list(target.reached_by),
        "open": list(rules.OPEN),
        "most": MOST_LEADS,
    }
    found = []
    for row in await session.execute(_OUTCOMES, asked):
        outcome = rules.decide(row.created_at, row.won_at, row.lost_at, now)
        if outcome is not None:
            won, known_at = outcome
            seen = rules.seen_at(row.created_at, known_at)
            found.append(Decided(LeadId(row.id), row.source, row.created_at, seen, won))
    return rules.ripe(found[::-1], now)


async def known_then(
    session: ReadSession, leads: Sequence[Decided], *, echoes: bool = False
) -> tuple[list[dict[str, JsonValue]], list[float | None]]:
    """What a model sees of each lead at its moment, and the rules' score at that moment.

    `echoes`: as versions saw it that counted what sales' own verdict says of answers.
    """
    seen: list[dict[str, JsonValue]] = []
    scores: list[float | None] = []
    more = {"names": list(rules.COUNTED), "echoes": echoes}
    for start in range(0, len(leads), _PART):
        part = leads[start : start + _PART]
        asked = {
            "workspace_id": session.info["workspace_id"],
            "ids": [one.lead_id for one in part],
            "moments": [one.seen for one in part],
        }
        facts: dict[UUID, dict[str, JsonValue]] = {}
        for row in await session.execute(_FACTS, asked):
            facts.setdefault(row.lead_id, {})[row.key] = row.value
        counts: dict[UUID, dict[str, int]] = {}
        for row in await session.execute(_COUNTS, asked | more):
            counts.setdefault(row.lead_id, {})[row.name] = row.times
        totals: Mapping[UUID, int] = {
            row.lead_id: row.total for row in await session.execute(_RULES, asked)
        }
        for one in part:
            about = facts.get(one.lead_id, {}), counts.get(one.lead_id, {})
            seen.append(rules.values_of(one.source, *about))
            scores.append(totals.get(one.lead_id))
    return seen, scores


async def versions(session: ReadSession) -> Sequence[PredictionModel]:
    """All versions, newest first."""
    query = select(PredictionModel).where(
        PredictionModel.workspace_id == session.info["workspace_id"]
    )
    return (await session.execute(query.order_by(PredictionModel.number.desc()))).scalars().all()


async def version(session: ReadSession, model_id: UUID) -> PredictionModel:
    """One version. NotFound if this workspace has none of this id."""
    query = select(PredictionModel).where(
        PredictionModel.workspace_id == session.info["workspace_id"],
        PredictionModel.id == model_id,
    )
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such model.")
    return found
