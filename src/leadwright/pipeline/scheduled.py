"""Scheduled work: daily digests, due tasks, score decay.

Every worker checks once a minute. A notification's reason key makes it unique, whichever workers check
and however often; after a night without a worker it is sent late rather than dropped.
"""

from datetime import UTC, datetime, time, timedelta

from leadwright.domain.ids import LeadId, PersonId, WorkspaceId
from leadwright.features.connections.jobs import plan as plan_checks
from leadwright.features.leads import digest_figures
from leadwright.features.messages import queries as messages
from leadwright.features.notifications import alerts, digest, preferences
from leadwright.features.notifications.actions import News, tell
from leadwright.features.notifications.digest import Figures
from leadwright.features.notifications.preference_rules import Preferences, digest_day
from leadwright.features.prediction import drifting, trials
from leadwright.features.sources.actions import plan_looks
from leadwright.features.tasks import due
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.pipeline.scoring import hot_leads
from leadwright.pipeline.scoring.decay_sweep import plan_sweep
from leadwright.ports.directory import Colleague, Members, Outbox

LATE_BY = timedelta(days=1)


async def tend(database: Database, place: WorkspaceId) -> None:
    """Keep scores and models up to date, for sample data too, whose leads get no mail."""
    async with database.tenant(place) as session:
        await _plan(session)


async def tick(
    database: Database, outbox: Outbox, members: Members, address: str, place: WorkspaceId
) -> None:
    """Do the due work of one workspace."""
    now = clock.now()
    async with database.tenant(place) as session:
        await _plan(session)
        await plan_looks(session)
        await plan_checks(session)
        await alerts.end_spent_days(session, now.astimezone(await members.zone(session)).date())
        for task in await due.newly_due(session, now - LATE_BY, now):
            await tell(
                session,
                News(
                    reason_key=f"task_due:{task.id}:{task.due_at:%Y%m%d%H%M}",
                    kind="task",
                    title=f"Due now: {task.title}",
                    person_id=PersonId(task.owner_id) if task.owner_id else None,
                    lead_id=LeadId(task.lead_id) if task.lead_id else None,
                ),
            )
        everybody = await members.everybody(session)
        ids = [one.person_id for one in everybody]
        wishes = await preferences.of_many(session, ids, await members.zone(session))
        for one in everybody:
            await hot_leads.mail(session, outbox, (one, wishes[one.person_id]), now, address)
        wanted = [
            (one, wishes[one.person_id], day)
            for one in everybody
            if _wants_digest(wishes[one.person_id], now)
            and (day := digest_day(wishes[one.person_id], now)) is not None
        ]
        for member, prefs, day in wanted:
            if not await digest.stands(session, member.person_id, day):
                figures = await _figures(session, member, prefs, now)
                await digest.put(session, outbox, (member, prefs, day), figures, address)


async def _plan(session: TenantSession) -> None:
    await plan_sweep(session)
    await drifting.plan(session)
    await trials.plan(session)


def _wants_digest(prefs: Preferences, now: datetime) -> bool:
    return not prefs.is_muted({"digest"}, now) and any(
        prefs.wants(channel, {"digest"}) for channel in digest.CHANNELS
    )


async def _figures(
    session: TenantSession, member: Colleague, prefs: Preferences, now: datetime
) -> Figures:
    today = datetime.combine(now.astimezone(prefs.zone).date(), time(), prefs.zone)
    yesterday = datetime.combine(today.date() - timedelta(days=1), time(), prefs.zone)
    span = (yesterday.astimezone(UTC), today.astimezone(UTC))
    counted = await digest_figures.of(session, *span, hot_from=prefs.hot_from)
    unfinished = await messages.unfinished(session)
    return Figures(
        leads=counted.leads,
        hot=counted.hot,
        answered=counted.answered,
        unanswered=counted.unanswered,
        hottest=counted.hottest,
        drafts=unfinished.get("held", 0),
        failed=unfinished.get("failed", 0) + unfinished.get("unconfirmed", 0),
        tasks=await due.due(session, member.person_id, now),
    )
