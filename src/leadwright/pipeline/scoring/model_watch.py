"""The models at work are watched: each night their drift, each hour the challenger's leads.

Everybody is told when drift begins and when a rule chose a challenger.
"""

from functools import partial
from uuid import UUID

from leadwright.domain.ids import WorkspaceId
from leadwright.features.notifications import alerts
from leadwright.features.notifications.actions import News, tell
from leadwright.features.prediction import actions, drifting, judging, queries, trials
from leadwright.features.prediction.drifting import LOOK_AT_DRIFT, LookResult
from leadwright.features.prediction.trials import MARK_TRIAL
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import Job, Payload, workspace_of
from leadwright.kernel.logging import get

log = get("model_watch")

_MOST_NAMED = 4


def jobs(database: Database) -> tuple[Job, ...]:
    return (
        Job(
            LOOK_AT_DRIFT,
            partial(look_at_drift, database),
            timeout=600,
            max_attempts=3,
            gave_up=partial(_give_up, database),
        ),
        Job(MARK_TRIAL, partial(mark_trial, database), timeout=600, max_attempts=3),
    )


async def look_at_drift(database: Database, payload: Payload) -> None:
    """Measure one version; run again, it measures again and rings no second time."""
    place, model_id = _place(payload)
    async with database.tenant(place) as session:
        await look(session, model_id)


async def look(session: TenantSession, model_id: UUID) -> LookResult | None:
    """Measure one version, ring once for what has drifted, and be quiet when nothing has."""
    found = await drifting.look(session, model_id)
    if found is None:
        return None
    cause = f"model_drift:{model_id}"
    if found.new:
        await tell(session, _news(found, cause))
    elif not found.alarmed:
        await alerts.resolve(session, cause)
    return found


async def mark_trial(database: Database, payload: Payload) -> None:
    """Mark a trial's new leads; where its rule is to decide and the challenger is proven, choose it."""
    place, trial_id = workspace_of(payload), UUID(payload["trial_id"])
    async with database.tenant(place) as session:
        await decide_trial(session, trial_id)


async def decide_trial(session: TenantSession, trial_id: UUID) -> None:
    """As the job does, in the caller's transaction. Nothing for a trial that is over."""
    trial = await trials.one(session, trial_id)
    if trial.state != "running":
        return
    await trials.mark(session, trial)
    if not trial.promotes_itself or not judging.is_proven(await trials.judged(session, trial)):
        return
    await actions.promote(session, trial.challenger_id, None, how="rule")
    chosen = await queries.version(session, trial.challenger_id)
    await tell(
        session,
        News(
            reason_key=f"model_promoted:{trial_id}",
            cause=f"model_promoted:{trial_id}",
            kind="alert",
            affects="model",
            title=f"Score model {chosen.number} took over",
            detail="Among the leads it marked as its best, more got there than among the champion’s,"
            " and its trial’s rule was to choose it then.",
        ),
    )


def words(name: str) -> str:
    """A row of the drift table as people say it."""
    return "the predicted chance" if name == "chance" else name.replace("_", " ").replace(".", " ")


def _news(found: LookResult, cause: str) -> News:
    named = ", ".join(words(name) for name in found.new[:_MOST_NAMED])
    more = len(found.new) - _MOST_NAMED
    return News(
        reason_key=cause,
        cause=cause,
        kind="alert",
        affects="model",
        title=f"Leads are no longer those that score model {found.number} learned from",
        detail=f"Drifted: {named}{f' and {more} more' if more > 0 else ''}. Its chances may be off:"
        " look at Scoring, Model, and train a new version.",
    )


async def _give_up(database: Database, payload: Payload, why: str) -> None:
    place, model_id = _place(payload)
    log.warning("drift_given_up", model=str(model_id), why=why)
    async with database.tenant(place) as session:
        await drifting.give_up(session, model_id)


def _place(payload: Payload) -> tuple[WorkspaceId, UUID]:
    return workspace_of(payload), UUID(payload["model_id"])
