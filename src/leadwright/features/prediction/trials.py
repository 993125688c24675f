"""Trials of a challenger: begun, marked, counted, ended. One runs at a time beside a chosen version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import select, text, update

from leadwright.domain.always_valid import Proportion
from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.ids import LeadId, PersonId, new_id
from leadwright.features.prediction import judging, queries, rules
from leadwright.features.prediction.arms import Arm, arm_of
from leadwright.features.prediction.judging import Counted, Cut, Judged
from leadwright.features.prediction.models import PredictionModel, PredictionTrial
from leadwright.features.prediction.points import PointsTable, from_text
from leadwright.features.prediction.queries import KNOWN_AT
from leadwright.features.prediction.rules import Decided, Target
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.jobs import BULK, enqueue

MARK_TRIAL = "mark_trial"
MARKED_AFTER = timedelta(days=1)
"""A lead is marked as it stood this long after it came, or just before its outcome."""
AT_ONCE = 2_000
_CUT_FROM = 1_000
_EARLY_MINUTES = 5
_AFRESH = text(
    f"""
select l.id, l.source, l.created_at, {KNOWN_AT} as known_at
from lead l
where l.workspace_id = :workspace_id and l.stop_reason is null and l.created_at >= :since
    and l.created_at <= :until and not exists (
        select from prediction_trial_lead t where t.workspace_id = :workspace_id
            and t.trial_id = cast(:trial_id as uuid) and t.lead_id = l.id)
order by l.created_at desc limit :most
"""
)
_MARK = text(
    "insert into prediction_trial_lead (workspace_id, trial_id, lead_id, arm, chance, is_top, came,"
    " until) values (:workspace_id, :trial_id, :lead_id, :arm, :chance, :is_top, :came, :until)"
    " on conflict do nothing"
)
_COUNT = text(
    """
with told as (
    select t.arm, t.is_top, t.until <= :now as over, exists (
        select from event e where e.workspace_id = :workspace_id and e.lead_id = t.lead_id
            and e.name = 'lead.status_changed' and e.payload ->> 'after' = any(:reached)
            and e.occurred_at <= t.until and not exists (
                select from event b where b.workspace_id = :workspace_id
                    and b.lead_id = t.lead_id and b.name = 'lead.status_changed'
                    and b.payload ->> 'after' = any(:open) and b.occurred_at > e.occurred_at)
        ) as won
    from prediction_trial_lead t
    where t.workspace_id = :workspace_id and t.trial_id = :trial_id)
select arm, count(*) as leads, count(*) filter (where is_top) as marked,
    count(*) filter (where is_top and over) as top_n,
    count(*) filter (where is_top and over and won) as top_won,
    count(*) filter (where over) as all_n, count(*) filter (where over and won) as all_won
from told group by arm
"""
)


@dataclass(frozen=True)
class Terms:
    """What a trial is begun with; `share` in per cent, `floor` in settled marked leads an arm."""

    share: int
    window_days: int
    floor: int
    promotes_itself: bool


async def begin(
    session: TenantSession, challenger_id: UUID, terms: Terms, by: PersonId | None
) -> UUID:
    """Put a version up beside the chosen one. Conflict where the two cannot be compared."""
    offered = (judging.SHARES, judging.WINDOWS, judging.FLOORS)
    for given, allowed in zip((terms.share, terms.window_days, terms.floor), offered, strict=True):
        if given not in allowed:
            raise Conflict(f"{given} is none of {', '.join(map(str, allowed))}.")
    champion = await _chosen(session)
    challenger = await queries.version(session, challenger_id)
    if await running(session) is not None:
        raise Conflict("A challenger runs already. End its trial first.")
    if champion.id == challenger_id or challenger.state not in {"ready", "retired"}:
        raise Conflict("Only another version that is ready can be a challenger.")
    if champion.target != challenger.target:
        raise Conflict("The two versions predict different things and cannot be compared.")
    if champion.sha256 == challenger.sha256:
        raise Conflict(
            "The two versions are the same: nothing new was learned between them. Train again when"
            " more leads have an outcome."
        )
    trial_id, now = new_id(), clock.now()
    session.add(
        PredictionTrial(
            workspace_id=session.info["workspace_id"],
            id=trial_id,
            champion_id=champion.id,
            challenger_id=challenger_id,
            share=terms.share,
            window_days=terms.window_days,
            floor=terms.floor,
            promotes_itself=terms.promotes_itself,
            state="running",
            ended_how=None,
            cuts=await _cuts(session, champion, challenger, now),
            started_at=now,
            started_by=by,
            ended_at=None,
            ended_by=None,
            counts=None,
        )
    )
    await session.flush()
    return trial_id


async def end(
    session: TenantSession, state: str, how: str, by: PersonId | None = None
) -> UUID | None:
    """The running trial is over (`promoted` or `stopped`); which it was. What it says now is kept."""
    trial = await running(session)
    if trial is None:
        return None
    now = clock.now()
    counts = await _counts(session, trial, now)
    values = {"ended_how": how, "ended_at": now, "ended_by": by, "counts": counts}
    ended = await session.execute(
        update(PredictionTrial)
        .where(
            PredictionTrial.workspace_id == session.info["workspace_id"],
            PredictionTrial.id == trial.id,
            PredictionTrial.state == "running",
        )
        .values(state=state, **values)
        .returning(PredictionTrial.id)
    )
    return ended.scalar_one_or_none()


async def running(session: ReadSession) -> PredictionTrial | None:
    """The trial that runs, if one does."""
    return next((one for one in await history(session) if one.state == "running"), None)


async def history(session: ReadSession) -> Sequence[PredictionTrial]:
    """All trials, the newest first."""
    query = (
        select(PredictionTrial)
        .where(PredictionTrial.workspace_id == session.info["workspace_id"])
        .order_by(PredictionTrial.started_at.desc())
        .limit(50)
    )
    return (await session.execute(query)).scalars().all()


async def judged(session: ReadSession, trial: PredictionTrial) -> Judged:
    """What a trial says; one that ended, what it said then, with nothing counted again."""
    counts = trial.counts
    if counts is None:
        counts = await _counts(session, trial, trial.ended_at or clock.now())
    champion, challenger = (_counted(counts.get(arm.value)) for arm in Arm)
    return judging.judge(champion, challenger, trial.floor)


async def _counts(
    session: ReadSession, trial: PredictionTrial, now: datetime
) -> dict[str, list[int]]:
    target = Target((await queries.version(session, trial.champion_id)).target)
    asked = {
        "workspace_id": session.info["workspace_id"],
        "trial_id": trial.id,
        "now": now,
        "reached": list(target.reached_by),
        "open": list(rules.OPEN),
    }
    return {
        row.arm: [row.leads, row.marked, row.top_n, row.top_won, row.all_n, row.all_won]
        for row in await session.execute(_COUNT, asked)
    }


def _counted(told: Sequence[int] | None) -> Counted:
    leads, marked, top_n, top_won, all_n, all_won = told or (0,) * 6
    return Counted(leads, marked, Proportion(top_n, top_won), Proportion(all_n, all_won))


async def plan(session: TenantSession) -> None:
    """Each hour a job that marks the running trial's leads."""
    if clock.now().minute >= _EARLY_MINUTES:
        return
    trial = await running(session)
    if trial is not None:
        payload = {"workspace_id": str(session.info["workspace_id"]), "trial_id": str(trial.id)}
        key = f"{MARK_TRIAL}:{trial.id}"
        await enqueue(session, MARK_TRIAL, payload, priority=BULK, dedupe_key=key)


async def mark(session: TenantSession, trial: PredictionTrial) -> int:
    """Mark leads that are a day old and not marked yet; how many."""
    now = clock.now()
    versions = {
        Arm.CHAMPION: await queries.version(session, trial.champion_id),
        Arm.CHALLENGER: await queries.version(session, trial.challenger_id),
    }
    tables = {arm: _table(one) for arm, one in versions.items()}
    leads = await _leads(session, trial.id, trial.started_at, now, AT_ONCE)
    seen = {arm: await _seen_by(session, one, leads) for arm, one in versions.items()}
    rows = []
    for number, lead in enumerate(leads):
        arm = arm_of(trial.id, lead.lead_id, trial.share)
        chance = tables[arm].chance(seen[arm][number])
        cut = Cut.model_validate(trial.cuts[arm.value])
        rows.append(
            {
                "workspace_id": session.info["workspace_id"],
                "trial_id": trial.id,
                "lead_id": lead.lead_id,
                "arm": arm.value,
                "chance": chance,
                "is_top": judging.is_marked(cut, chance, trial.id, lead.lead_id),
                "came": lead.came,
                "until": lead.came + timedelta(days=trial.window_days),
            }
        )
    if rows:
        await session.execute(_MARK, rows)
    return len(rows)


async def one(session: ReadSession, trial_id: UUID) -> PredictionTrial:
    """NotFound if this workspace has none of this id."""
    found = next((each for each in await history(session) if each.id == trial_id), None)
    if found is None:
        raise NotFound("There is no such trial.")
    return found


async def _chosen(session: ReadSession) -> PredictionModel:
    found = next((row for row in await queries.versions(session) if row.state == "in_use"), None)
    if found is None:
        raise Conflict("Choose a version first: a challenger needs a champion to be compared with.")
    return found


async def _cuts(
    session: ReadSession, champion: PredictionModel, challenger: PredictionModel, now: datetime
) -> Mapping[str, Any]:
    leads = await _leads(session, None, now - rules.WINDOW, now, _CUT_FROM)
    if len(leads) < judging.LEAST_TO_CUT:
        raise Conflict(
            f"There are {len(leads)} leads of the last 90 days that are a day old. It takes"
            f" {judging.LEAST_TO_CUT} to know where the best 30 % begin."
        )
    cuts = {}
    for arm, model in ((Arm.CHAMPION, champion), (Arm.CHALLENGER, challenger)):
        table, seen = _table(model), await _seen_by(session, model, leads)
        cuts[arm.value] = judging.cut_of([table.chance(values) for values in seen]).model_dump()
    return cuts


async def _seen_by(
    session: ReadSession, model: PredictionModel, leads: Sequence[Decided]
) -> list[dict[str, JsonValue]]:
    seen, _ = await queries.known_then(session, leads, echoes=model.sisters is None)
    return seen


async def _leads(
    session: ReadSession, trial_id: UUID | None, since: datetime, now: datetime, most: int
) -> list[Decided]:
    asked = {
        "workspace_id": session.info["workspace_id"],
        "trial_id": trial_id,
        "ends": ["qualified", "converted", "rejected"],
        "open": list(rules.OPEN),
        "since": since,
        "until": now - MARKED_AFTER,
        "most": most,
    }
    found = []
    for row in await session.execute(_AFRESH, asked):
        seen = row.created_at + MARKED_AFTER
        if row.known_at is not None:
            seen = min(seen, row.known_at - timedelta(seconds=1))
        found.append(Decided(LeadId(row.id), row.source, row.created_at, seen, won=False))
    return found


def _table(model: PredictionModel) -> PointsTable:
    if model.model is None or model.sha256 is None:
        raise Conflict(f"Version {model.number} has no model.")
    return from_text(model.model, model.sha256)
