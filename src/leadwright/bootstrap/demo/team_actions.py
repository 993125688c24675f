"""What members do about leads, by the same verbs as on the screens. What fits no more is passed over."""

from dataclasses import dataclass

from leadwright.bootstrap.demo.team_plan import APPROVE, TICK, TeamAction
from leadwright.domain.ids import LeadId, MessageId, PersonId, SubmissionId, TaskId
from leadwright.domain.lead import LeadStatus
from leadwright.features.leads import actions as leads
from leadwright.features.leads import queries as lead_queries
from leadwright.features.messages import actions as messages
from leadwright.features.messages import queries as message_queries
from leadwright.features.notifications import actions as notifications
from leadwright.features.tasks import actions as tasks
from leadwright.features.tasks import queries as task_queries
from leadwright.features.workspaces import queries as workspace_queries
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.pipeline import runs

_WAY = (
    LeadStatus.NEW,
    LeadStatus.NURTURE,
    LeadStatus.ACCEPTED,
    LeadStatus.WORKING,
    LeadStatus.QUALIFIED,
    LeadStatus.CONVERTED,
)
_SETTLED = frozenset({LeadStatus.CONVERTED, LeadStatus.REJECTED})
_ASIDE = frozenset({LeadStatus.REJECTED, LeadStatus.NURTURE})


@dataclass(frozen=True)
class Subject:
    """Whom an action is about, and who does it."""

    submission_id: SubmissionId
    lead_id: LeadId
    actor: PersonId


async def subject(session: ReadSession, submission_id: SubmissionId) -> Subject | None:
    """The lead of a submission with its owner, or the first member; None if there is no lead."""
    run = await runs.of_submission(session, submission_id)
    if run is None or run.lead_id is None:  # a bot trap ended it at the door
        return None
    lead_id = LeadId(run.lead_id)
    lead = await lead_queries.one(session, lead_id)
    if lead is not None and lead.owner_id is not None:
        return Subject(submission_id, lead_id, PersonId(lead.owner_id))
    first = (await workspace_queries.members(session))[0]
    return Subject(submission_id, lead_id, first.person_id)


async def perform(session: TenantSession, about: Subject, action: TeamAction) -> bool:
    """One action by the lead's owner. True if it set a message going."""
    if action.verb == APPROVE:
        return await _approve(session, about)
    if action.verb == TICK:
        await notifications.mark_read(session, about.actor)
        await _tick(session, about.lead_id, about.actor)
    elif action.status is not None:
        await _set_status(session, about.lead_id, action.status, about.actor)
    return False


async def _approve(session: TenantSession, about: Subject) -> bool:
    reply = await message_queries.reply_to(session, about.submission_id)
    if reply is None or reply.status != "held":
        return False
    await messages.approve(session, MessageId(reply.id), by=about.actor)
    return True


async def _tick(session: TenantSession, lead_id: LeadId, actor: PersonId) -> None:
    for task in await task_queries.of_lead(session, lead_id):
        if task.done_at is None:
            await tasks.mark_done(session, TaskId(task.id), done=True, actor=actor)


async def _set_status(
    session: TenantSession, lead_id: LeadId, status: LeadStatus, actor: PersonId
) -> None:
    lead = await lead_queries.one(session, lead_id)
    if lead is None or not _leads_on(LeadStatus(lead.status), status):
        return
    await leads.change_status(session, lead_id, status, actor=actor, version=lead.version)


def _leads_on(before: LeadStatus, after: LeadStatus) -> bool:
    """Whether the verdict still fits: somebody who wrote twice is further along by then."""
    if before in _SETTLED:
        return False
    return after in _ASIDE or _WAY.index(after) > _WAY.index(before)
