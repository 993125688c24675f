"""The pipeline's step that tells of a lead: in the product, by mail, and by the chats of who wants it."""

from dataclasses import dataclass, replace

from leadwright.domain.business_hours import zone_of
from leadwright.domain.ids import PersonId
from leadwright.domain.lead import LeadSnapshot, Owner
from leadwright.domain.numbering import grouped
from leadwright.domain.outcome import Continue, Outcome
from leadwright.features.notifications import preferences
from leadwright.features.notifications.actions import News, tell
from leadwright.features.notifications.lead_mail import lead_mail
from leadwright.features.notifications.preference_rules import Preferences, kinds_of
from leadwright.kernel import clock
from leadwright.kernel.db import prefetch
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import TenantSession
from leadwright.ports.directory import Services

_LONGEST = 1500
# `chosen`: who saved preferences; most did not.
REACH = Prefetch(
    "reach",
    "select jsonb_build_object("
    "'chats', exists (select from connection where workspace_id = :workspace_id and is_default"
    " and purpose not in ('mail', 'model')),"
    " 'zone', (select settings ->> 'timezone' from workspace where id = :workspace_id),"
    " 'chosen', (select jsonb_agg(person_id) from notification_wish"
    " where workspace_id = :workspace_id))",
)


@dataclass(frozen=True)
class _Reach:
    """Whether the workspace has chats, and what the owner wishes."""

    chats: bool
    wish: Preferences


async def tell_owner(
    session: TenantSession, lead: LeadSnapshot, services: Services, _: None
) -> Outcome:
    """The owner learns of the lead in the product and by e-mail, and whoever wants it by chat."""
    title, owner = _title(lead), lead.owner
    reach = await _reach(session, owner.person_id if owner else None)
    waits = lead.reply_id if lead.reply_held or lead.reply_after else None
    news = News(
        reason_key=f"lead:{lead.submission_id}",
        kind="lead",
        title=title,
        detail=(lead.form.message or "").strip()[:_LONGEST],
        person_id=owner.person_id if owner else None,
        lead_id=lead.lead_id,
        message_id=waits,
        score=lead.score.total if lead.score else None,
    )
    await tell(session, news, push=reach.chats and not lead.is_demo)
    if owner is None:
        return Continue(lead, note="shown to everybody")
    mailed = await _mailed(session, lead, services, reach.wish)
    by_mail = ", by e-mail too" if mailed else ""
    return Continue(lead, note=f"{owner.name} told{by_mail}")


def _title(lead: LeadSnapshot) -> str:
    who = lead.form.name or lead.form.email or grouped(lead.form.phone) or "Somebody"
    score = f", score {lead.score.total} {lead.score.grade.value}" if lead.score else ""
    intent = lead.reading.intent.value.replace("_", " ") if lead.reading else "new lead"
    perhaps = "perhaps " if lead.reading and lead.reading.unsure else ""
    company = f" of {lead.form.company}" if lead.form.company else ""
    return f"{who}{company}: {perhaps}{intent}{score}"


async def _reach(session: TenantSession, person_id: PersonId | None) -> _Reach:
    told = await prefetch.answer(session, REACH)
    zone = zone_of(told["zone"] or "")
    if person_id is None or str(person_id) not in (told["chosen"] or ()):
        return _Reach(told["chats"], Preferences(zone))
    return _Reach(told["chats"], await preferences.of(session, person_id, zone))


async def _mailed(
    session: TenantSession, lead: LeadSnapshot, services: Services, wish: Preferences
) -> bool:
    """Put the mail, if the owner wants one; in quiet hours it leaves when they end."""
    owner: Owner | None = lead.owner
    if owner is None:
        return False
    kinds = kinds_of(
        "lead",
        score=lead.score.total if lead.score else None,
        waits=lead.reply_held or lead.reply_after is not None,
        hot_from=wish.hot_from,
    )
    now = clock.now()
    wants = wish.wants("email", kinds - {"new_lead"})
    if not wants and not await services.members.wants_mail(session, owner.person_id):
        return False
    if wish.is_muted(kinds, now):
        return False
    letter = lead_mail(lead, owner, _title(lead), services, wish.zone)
    await services.outbox.put(session, replace(letter, send_after=wish.held_until(kinds, now)))
    return True
