"""Telling members: a new lead to its owner, an alert to everybody."""

import html
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import LeadId, PersonId, new_id
from leadwright.domain.lead import LeadSnapshot, Owner
from leadwright.domain.outcome import Continue, Outcome
from leadwright.features.notifications import decisions
from leadwright.features.notifications.decisions import Decision
from leadwright.features.notifications.models import Notification
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.ports.directory import NewMessage, Services


@dataclass(frozen=True)
class News:
    """A notification before it is written. Equal reason keys make one notification."""

    reason_key: str
    kind: str
    title: str
    detail: str = ""
    person_id: PersonId | None = None
    lead_id: LeadId | None = None


_TABLE: Any = Notification.__table__
_TELL = insert(_TABLE).on_conflict_do_nothing(index_elements=["workspace_id", "reason_key"])


async def tell(session: TenantSession, news: News) -> None:
    """Write a notification for the product's screens."""
    await session.execute(
        _TELL,
        {
            "workspace_id": session.info["workspace_id"],
            "id": new_id(),
            "reason_key": news.reason_key,
            "person_id": news.person_id,
            "lead_id": news.lead_id,
            "kind": news.kind,
            "title": news.title,
            "detail": news.detail,
            "created_at": clock.now(),
        },
    )


async def mark_read(session: TenantSession, person_id: PersonId) -> None:
    """All notifications for this member, and those for everybody, were seen."""
    await session.execute(
        update(Notification)
        .where(
            Notification.workspace_id == session.info["workspace_id"],
            Notification.read_at.is_(None),
            (Notification.person_id == person_id) | Notification.person_id.is_(None),
        )
        .values(read_at=clock.now())
    )


async def mark_opened(
    session: TenantSession, person_id: PersonId, notification_id: UUID
) -> LeadId | None:
    """This member opened it; the lead it is about. NotFound unless it is meant for this member."""
    found = (
        await session.execute(
            select(Notification).where(
                Notification.workspace_id == session.info["workspace_id"],
                Notification.id == notification_id,
                (Notification.person_id == person_id) | Notification.person_id.is_(None),
            )
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such notification.")
    found.read_at = found.read_at or clock.now()
    return LeadId(found.lead_id) if found.lead_id else None


async def tell_owner(
    session: TenantSession, lead: LeadSnapshot, services: Services, _: None
) -> Outcome:
    """The owner learns of the lead in the product and by e-mail."""
    who = lead.form.name or lead.form.email or lead.form.phone or "Somebody"
    score = f", score {lead.score.total} {lead.score.grade.value}" if lead.score else ""
    intent = lead.reading.intent.value.replace("_", " ") if lead.reading else "new lead"
    company = f" of {lead.form.company}" if lead.form.company else ""
    title = f"{who}{company}: {intent}{score}"
    owner = lead.owner
    await tell(
        session,
        News(
            reason_key=f"lead:{lead.submission_id}",
            kind="lead",
            title=title,
            person_id=owner.person_id if owner else None,
            lead_id=lead.lead_id,
        ),
    )
    if owner is None:
        return Continue(lead, note="shown to everybody")
    if not await services.members.wants_mail(session, owner.person_id):
        return Continue(lead, note=f"{owner.name} told in the product")
    await services.outbox.put(session, await _mail(lead, owner, title, services))
    return Continue(lead, note=f"{owner.name} told in the product and by e-mail")


def _fate(lead: LeadSnapshot) -> str:
    if lead.reply_held:
        return "waits for your approval"
    if lead.reply_after is not None:
        return f"leaves at {lead.reply_after:%H:%M} UTC unless somebody cancels it"
    if lead.reply_id is None:
        return "none is written"
    return "on its way"


_DEEDS = {"approve": "Send it", "cancel": "Do not send it", "edit": "Change it first"}


def _decision(lead: LeadSnapshot, owner: Owner) -> Decision | None:
    """What the owner can decide from the mail: a reply that waits, for approval or for its time."""
    if lead.reply_id is None or not (lead.reply_held or lead.reply_after):
        return None
    expires = clock.now() + decisions.LASTS
    return Decision(lead.workspace_id, lead.reply_id, owner.person_id, expires)


def _links(decision: Decision | None) -> list[str]:
    if decision is None:
        return []
    lines = [f"{_DEEDS[deed]}: {mark}" for deed, mark in decisions.MARKS.items()]
    return [
        "",
        "Decide from here within three days; each link shows the reply and asks once more.",
        *lines,
    ]


async def _mail(lead: LeadSnapshot, owner: Owner, title: str, services: Services) -> NewMessage:
    message = (lead.form.message or "").strip()
    decision = _decision(lead, owner)
    lines = [
        title,
        "",
        *(f"  {line}" for line in message[:1500].splitlines()),
        "",
        f"E-mail: {lead.form.email or 'none given'}",
        f"Phone: {lead.form.phone or 'none given'}",
        f"Reply: {_fate(lead)}",
        *_links(decision),
        "",
        services.lead_address(lead.workspace_id, lead.lead_id),
    ]
    text = "\n".join(lines)
    return NewMessage(
        reason_key=decisions.reason(lead.submission_id, decision),
        kind="notification",
        to_address=owner.email,
        to_name=owner.name,
        subject=" ".join(title.split())[:150],
        text=text,
        html=f'<pre style="font: 14px/1.5 sans-serif; white-space: pre-wrap">{html.escape(text)}</pre>',
        from_name="Leadwright",
        lead_id=lead.lead_id,
        submission_id=lead.submission_id,
        built_in=lead.is_demo,
    )
