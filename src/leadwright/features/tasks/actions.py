"""Planning and finishing tasks."""

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import NotFound
from leadwright.domain.events import TaskCreated, TaskDone
from leadwright.domain.ids import PersonId, TaskId, new_id
from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.outcome import Continue, Outcome
from leadwright.features.tasks import rules
from leadwright.features.tasks.models import Task
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.directory import Services


async def plan_follow_up(
    session: TenantSession, lead: LeadSnapshot, services: Services, _: None
) -> Outcome:
    """One follow-up task per submission, for the lead's owner."""
    del services
    now = clock.now()
    title, due_at = rules.follow_up(lead, now)
    made = await session.execute(
        insert(Task)
        .values(
            workspace_id=lead.workspace_id,
            id=new_id(),
            reason_key=f"follow_up:{lead.submission_id}",
            lead_id=lead.lead_id,
            owner_id=lead.owner.person_id if lead.owner else None,
            title=title,
            due_at=due_at,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "reason_key"])
        .returning(Task.id)
    )
    if made.first() is not None:
        emit(
            session,
            TaskCreated(lead_id=lead.lead_id, submission_id=lead.submission_id, title=title),
        )
    return Continue(lead, note=f"task for {due_at:%d %b}")


async def mark_done(
    session: TenantSession, task_id: TaskId, *, done: bool, actor: PersonId
) -> None:
    """Tick a task off, or take the tick back."""
    changed = await session.execute(
        update(Task)
        .where(Task.workspace_id == session.info["workspace_id"], Task.id == task_id)
        .values(done_at=clock.now() if done else None)
        .returning(Task.lead_id, Task.title)
    )
    row = changed.first()
    if row is None:
        raise NotFound("There is no such task here.")
    if done:
        emit(session, TaskDone(lead_id=row.lead_id, title=row.title, by=actor))
