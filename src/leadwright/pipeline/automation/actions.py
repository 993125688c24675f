"""The actions of an automation: each calls one action of the feature it concerns."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Never
from uuid import UUID

from leadwright.domain.condition import fold
from leadwright.domain.events import ScoreCrossed
from leadwright.domain.ids import LeadId, MessageId, PersonId
from leadwright.domain.lead import KnownFields
from leadwright.features.automation import actions, filling, plan
from leadwright.features.automation.queries import LoggedEvent
from leadwright.features.leads import actions as leads
from leadwright.features.leads import custom_fields, known
from leadwright.features.leads.state import LeadState
from leadwright.features.messages import wording
from leadwright.features.notifications.actions import News, tell
from leadwright.features.routing import round_robin
from leadwright.features.scoring.actions import score_soon
from leadwright.features.tasks import actions as tasks
from leadwright.features.tasks import rules as task_rules
from leadwright.features.tasks.actions import TaskPlan
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.ports.directory import Colleague, Company, NewMessage, Services

MAIL = "automation"


@dataclass(frozen=True)
class About:
    """The context of one run: the automation, its event and its lead."""

    automation_id: UUID
    name: str
    run_id: UUID
    told: LoggedEvent
    lead: LeadState
    company: Company
    services: Services


@dataclass(frozen=True)
class Done:
    """What an action did, in words; `error`: why it could not. `effects`: ids of messages it created.

    `post_id`: of a webhook, which is posted later and reports its outcome to the run.
    """

    words: str
    error: str = ""
    effects: tuple[UUID, ...] = ()
    post_id: UUID | None = None


@dataclass(frozen=True)
class _Letter:
    """The filled-in mail of an action. `link`: the only URL in it that is made clickable."""

    kind: str
    to: str
    to_name: str
    subject: str
    text: str
    from_name: str
    link: str = ""
    held: bool = False


class _Cannot(Exception):
    """The action does not apply to this lead; the other actions still run."""


async def do(session: TenantSession, about: About, number: int, action: plan.Action) -> Done:
    """Run one action. One that does not apply to this lead is logged and not retried."""
    try:
        return await _DEEDS[action.do](session, about, number, action)
    except _Cannot as error:
        return Done("", str(error))


def _cannot(why: str) -> Never:
    raise _Cannot(why)


async def _person(session: TenantSession, about: About, to: str) -> Colleague:
    everybody = await about.services.members.everybody(session)
    wanted = about.lead.owner_id if to == plan.OWNER else UUID(to)
    found = next((one for one in everybody if one.person_id == wanted), None)
    if found is None:
        _cannot("the lead has no owner" if wanted is None else "that member is gone")
    return found


async def _known(session: TenantSession, about: About) -> KnownFields:
    """The lead's facts as of now: an earlier action may have changed them."""
    found = await known.one(session, LeadId(about.lead.id))
    return found or _cannot("the lead is gone")


async def values(session: TenantSession, about: About) -> dict[str, str]:
    """The values of the placeholders in texts for members."""
    lead = about.lead
    everybody = await about.services.members.everybody(session)
    owner = next((one.name for one in everybody if one.person_id == lead.owner_id), "nobody")
    return {
        "name": lead.name or lead.email or lead.phone or "somebody",
        "company": lead.company,
        "email": lead.email or "",
        "phone": lead.phone or "",
        "score": _total(about),
        "grade": lead.grade or "",
        "status": lead.status,
        "owner": owner,
        "event": about.told.name,
        "link": about.services.lead_address(about.company.workspace_id, LeadId(lead.id)),
    }


def _total(about: About) -> str:
    """For a threshold event the total that crossed, of whichever scorecard."""
    is_crossing = about.told.name == ScoreCrossed.name
    total = about.told.payload.get("total") if is_crossing else about.lead.score
    return "" if total is None else str(total)


async def _assign(session: TenantSession, about: About, number: int, action: plan.Assign) -> Done:
    del number
    why = f"automation: {about.name}"
    if action.to == plan.TURN:
        takers = await about.services.members.takers(session)
        if not takers:
            _cannot("nobody takes leads")
        taker = await round_robin.take(session, takers) or takers[about.told.id.int % len(takers)]
        person, name = taker.person_id, taker.name
    else:
        member = await _person(session, about, action.to)
        person, name = member.person_id, member.name
    if about.lead.owner_id == person:
        return Done(f"{name} owns it already")
    await leads.give_by_rule(session, LeadId(about.lead.id), person, why=why)
    about.lead.owner_id = person
    return Done(f"assigned to {name}")


async def _tell(session: TenantSession, about: About, number: int, action: plan.Tell) -> Done:
    whom = None if action.to == plan.EVERYBODY else await _person(session, about, action.to)
    await tell(
        session,
        News(
            reason_key=_reason(about, number),
            kind="automation",
            title=filling.fill(action.title, await values(session, about)),
            detail=f"By the automation {about.name}.",
            person_id=None if whom is None else PersonId(whom.person_id),
            lead_id=LeadId(about.lead.id),
            score=about.lead.score,
        ),
    )
    return Done(f"told {'everybody' if whom is None else whom.name}")


async def _task(session: TenantSession, about: About, number: int, action: plan.AddTask) -> Done:
    del number
    is_owners = action.to == plan.OWNER
    nobody = is_owners and about.lead.owner_id is None
    whose = None if nobody else await _person(session, about, action.to)
    zone = await about.services.members.zone(session)
    due = task_rules.add_working_days(clock.now().astimezone(zone), action.days)
    title = filling.fill(action.title, await values(session, about))[: task_rules.LONGEST_TITLE]
    owner = None if whose is None else whose.person_id
    await tasks.add(session, TaskPlan(title, due, owner, LeadId(about.lead.id)))
    return Done(f"task for {whose.name if whose else 'nobody yet'}: {title}")


async def _set_field(
    session: TenantSession, about: About, number: int, action: plan.SetField
) -> Done:
    del number
    lead_id = LeadId(about.lead.id)
    if (await _known(session, about)).custom.get(action.field) == fold(action.value):
        return Done(f"{action.field} is {action.value} already")
    await custom_fields.set_one(session, lead_id, action.field, action.value, about.name)
    await score_soon(session, lead_id)
    return Done(f"{action.field} set to {action.value}")


async def _tag(session: TenantSession, about: About, number: int, action: plan.AddTag) -> Done:
    del number
    if not await leads.add_tag(session, await _known(session, about), action.tag, "automation"):
        return Done(f"has the tag {action.tag} already")
    await score_soon(session, LeadId(about.lead.id))
    return Done(f"tagged {action.tag}")


async def _mail_member(
    session: TenantSession, about: About, number: int, action: plan.MailMember
) -> Done:
    member = await _person(session, about, action.to)
    slots = await values(session, about)
    message_id = await about.services.outbox.put(
        session,
        _message(
            about,
            number,
            _Letter(
                kind="notification",
                to=member.email,
                to_name=member.name,
                subject=filling.fill(action.title, slots),
                text=filling.fill(action.text, slots),
                from_name="Leadwright",
                link=slots["link"],
            ),
        ),
    )
    return Done(f"mail to {member.name}", effects=(message_id,))


async def _mail_lead(
    session: TenantSession, about: About, number: int, action: plan.MailLead
) -> Done:
    lead = about.lead
    if not lead.email:
        _cannot("the lead has no e-mail address")
    slots = {
        "name": filling.greeting_name(lead.name),
        "company": filling.firm_name(lead.company),
    }
    message_id = await about.services.outbox.put(
        session,
        _message(
            about,
            number,
            _Letter(
                kind=MAIL,
                to=lead.email,
                to_name=lead.name,
                subject=filling.fill(action.title, slots),
                text=filling.fill(action.text, slots),
                from_name=about.company.sender_name,
                held=not action.at_once,
            ),
        ),
    )
    return Done(
        "mail to the lead" if action.at_once else "draft to the lead, waits for approval",
        effects=(MessageId(message_id),),
    )


def _message(about: About, number: int, letter: _Letter) -> NewMessage:
    language = about.lead.language or "en"
    links = (letter.link,) if letter.link else ()
    return NewMessage(
        reason_key=_reason(about, number),
        kind=letter.kind,
        to_address=letter.to,
        to_name=letter.to_name,
        subject=letter.subject,
        text=letter.text + "\n",
        html=wording.html_of(letter.text, letter.subject, language, links=links),
        from_name=letter.from_name,
        language=language,
        lead_id=LeadId(about.lead.id),
        held=letter.held,
        chosen_by=about.name,
    )


async def _webhook(session: TenantSession, about: About, number: int, action: plan.Post) -> Done:
    del number
    lead, told = about.lead, about.told
    body: dict[str, Any] = {
        "type": told.name,
        "timestamp": told.at.isoformat(),
        "data": {
            "automation": about.name,
            "event_id": str(told.id),
            "event": dict(told.payload),
            "lead": _lead(lead),
        },
    }
    text = json.dumps(body, ensure_ascii=False, default=str)
    post_id = await actions.queue_post(session, about.automation_id, about.run_id, action.url, text)
    return Done("webhook queued", post_id=post_id)


def _lead(lead: LeadState) -> Mapping[str, Any]:
    names = ("name", "email", "phone", "company", "country", "source", "status", "score", "grade")
    owner = str(lead.owner_id) if lead.owner_id else None
    return {"id": str(lead.id), **{name: getattr(lead, name) for name in names}, "owner_id": owner}


def _reason(about: About, number: int) -> str:
    """A reason key, unique for each action of a run."""
    return f"automation:{about.run_id}:{number}"


Deed = Callable[[TenantSession, About, int, Any], Awaitable[Done]]
_DEEDS: Mapping[str, Deed] = {
    "assign": _assign,
    "tell": _tell,
    "task": _task,
    "set_field": _set_field,
    "tag": _tag,
    "mail_member": _mail_member,
    "mail_lead": _mail_lead,
    "webhook": _webhook,
}
