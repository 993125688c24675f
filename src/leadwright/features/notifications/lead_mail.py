"""The mail to the owner about a lead: what was written, what becomes of the reply, how to decide."""

from zoneinfo import ZoneInfo

from leadwright.domain.lead import LeadSnapshot, Owner
from leadwright.domain.numbering import grouped
from leadwright.features.notifications import decisions, wording
from leadwright.features.notifications.decisions import Decision
from leadwright.features.notifications.mail_html import html_of
from leadwright.kernel import clock
from leadwright.ports.directory import NewMessage, Services


def _fate(lead: LeadSnapshot, zone: ZoneInfo) -> str:
    if lead.reply_held:
        return "waits for your approval"
    if lead.reply_after is not None:
        when = wording.leaving(lead.reply_after, zone, clock.now())
        return f"{when} unless somebody cancels it"
    if lead.reply_id is None:
        return "none is written"
    return "on its way"


def _decision(lead: LeadSnapshot, owner: Owner) -> Decision | None:
    """What the owner can decide from the mail: a reply that waits, for approval or for its time."""
    if lead.reply_id is None or not (lead.reply_held or lead.reply_after):
        return None
    expires = clock.now() + decisions.LASTS
    return Decision(lead.workspace_id, lead.reply_id, owner.person_id, expires)


def _links(decision: Decision | None) -> list[str]:
    if decision is None:
        return []
    lines = [f"{decisions.DEEDS[deed]}: {mark}" for deed, mark in decisions.MARKS.items()]
    return [
        "",
        "Decide from here within three days; each link shows the reply and asks once more.",
        *lines,
    ]


def lead_mail(
    lead: LeadSnapshot, owner: Owner, title: str, services: Services, zone: ZoneInfo
) -> NewMessage:
    """As it is kept; its links are made when it leaves. `zone`: the owner's."""
    message = (lead.form.message or "").strip()
    decision = _decision(lead, owner)
    link = services.lead_address(lead.workspace_id, lead.lead_id)
    lines = [
        title,
        "",
        *(f"  {line}" for line in message[:1500].splitlines()),
        "",
        f"E-mail: {lead.form.email or 'none given'}",
        f"Phone: {grouped(lead.form.phone) or 'none given'}",
        f"Reply: {_fate(lead, zone)}",
        *_links(decision),
        "",
        link,
    ]
    text = "\n".join(lines)
    return NewMessage(
        reason_key=decisions.reason(lead.submission_id, decision),
        kind="notification",
        to_address=owner.email,
        to_name=owner.name,
        subject=" ".join(title.split())[:150],
        text=text,
        html=html_of(text, [link]),
        from_name="Leadwright",
        lead_id=lead.lead_id,
        submission_id=lead.submission_id,
        built_in=lead.is_demo,
    )
