"""Who stands in a member's mail of hot leads: those hot now, and those that rose most since yesterday."""

from datetime import datetime, timedelta

from leadwright.domain.ids import LeadId
from leadwright.features.leads import hot
from leadwright.features.leads import known as leads
from leadwright.features.notifications import hot_mail
from leadwright.features.notifications.hot_mail import Hot, Letter
from leadwright.features.notifications.preference_rules import Preferences
from leadwright.features.scoring import ledger, queries
from leadwright.kernel.db.session import TenantSession
from leadwright.pipeline.scoring import scores
from leadwright.ports.directory import Colleague, Outbox

ROSE_ENOUGH = 10
"""Points in a day that are worth a line although the lead is not hot."""
REASONS = 3


async def mail(
    session: TenantSession,
    outbox: Outbox,
    whose: tuple[Colleague, Preferences],
    now: datetime,
    address: str,
) -> None:
    """This member's mail of today, if it is their morning, they want it and there is something to say."""
    member, prefs = whose
    day = hot_mail.wanted(prefs, now)
    if day is None or await hot_mail.stands(session, member.person_id, day):
        return
    own = await hot.owned(session, member.person_id)
    before = await queries.totals_at(session, [one.lead_id for one in own], now - timedelta(days=1))
    rose = {one.lead_id: one.score - before.get(one.lead_id, one.score) for one in own}
    chosen = [one for one in own if one.score >= prefs.hot_from or rose[one.lead_id] >= ROSE_ENOUGH]
    chosen.sort(key=lambda one: (one.score >= prefs.hot_from, rose[one.lead_id]), reverse=True)
    lines = [
        Hot(
            one.name,
            one.score,
            rose[one.lead_id],
            await _why(session, one.lead_id),
            f"{address}/go/{session.info['workspace_id']}/leads/{one.lead_id}",
        )
        for one in chosen[: hot_mail.MOST_LEADS]
    ]
    wishes = f"{address}/go/{session.info['workspace_id']}/settings/notifications"
    after = prefs.held_until(hot_mail.KIND, now)
    await hot_mail.put(session, outbox, member, Letter(day, lines, wishes, after))


async def _why(session: TenantSession, lead_id: LeadId) -> tuple[str, ...]:
    """The weightiest reasons of its score as it stands now."""
    known = await leads.one(session, lead_id)
    explained = None if known is None else (await scores.explained(session, known))[0]
    if explained is None:
        return ()
    lines = [(label, points) for label, points in ledger.reasons(explained.ledger) if points > 0]
    return tuple(f"{label} +{points:.0f}" for label, points in lines[:REASONS])
