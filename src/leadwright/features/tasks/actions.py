"""Plans, changes and completes tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from leadwright.domain.errors import NotFound
from leadwright.domain.events import TaskCreated, TaskDone
from leadwright.domain.ids import LeadId, PersonId, TaskId, new_id
from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.outcome import Continue, Outcome
from leadwright.features.tasks import queries, rules
from leadwright.features.tasks.models import Task
from leadwright.kernel import clock, live
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.directory import Services

_PLAN = DeferredWrite(
    "task",
    (
        (
            "planned",
            """
insert into task (workspace_id, id, reason_key, lead_id, owner_id, title, due_at, created_at)
select :workspace_id, id, reason_key, lead_id, owner_id, title, due_at, created_at
from jsonb_to_recordset(:rows) as r (id uuid, reason_key text, lead_id uuid, owner_id uuid,
    title text, due_at timestamptz, created_at timestamptz)
on conflict (workspace_id, reason_key) do nothing returning 1""",
        ),
    ),
)


async def plan_follow_up(
    session: TenantSession, lead: LeadSnapshot, services: Services, _: None
) -> Outcome:
    """One follow-up task per submission, for the lead's owner."""
    now = clock.now()
    zone = await services.members.zone(session)
    title, due_at = rules.follow_up(lead, now.astimezone(zone))
    # done with the approval, unless the answer itself is still owed
    by_approval = lead.reply_held and not rules.asks_about_own_data(lead)
    row = {
        "id": new_id(),
        "reason_key": f"{'approve' if by_approval else 'follow_up'}:{lead.submission_id}",
        "lead_id": lead.lead_id,
        "owner_id": lead.owner.person_id if lead.owner else None,
        "title": title,
        "due_at": due_at,
        "created_at": now,
    }
    if await unit_of_work.row(session, _PLAN, row):
        emit(
            session,
            TaskCreated(lead_id=lead.lead_id, submission_id=lead.submission_id, title=title),
        )
    there = due_at.astimezone(zone)
    return Continue(lead, note=f"task for {there.day} {there:%b}")


@dataclass(frozen=True)
class TaskPlan:
    """What a person wrote down: a title on one line, when it is due, whose it is."""

    title: str
    due_at: datetime
    owner_id: PersonId | None = None
    lead_id: LeadId | None = None


async def add(session: TenantSession, plan: TaskPlan) -> TaskId:
    """A task planned by hand."""
    task_id = TaskId(new_id())
    session.add(
        Task(
            workspace_id=session.info["workspace_id"],
            id=task_id,
            reason_key=f"by_hand:{task_id}",
            lead_id=plan.lead_id,
            owner_id=plan.owner_id,
            title=plan.title,
            due_at=plan.due_at,
            created_at=clock.now(),
        )
    )
    emit(session, TaskCreated(lead_id=plan.lead_id, submission_id=None, title=plan.title))
    return task_id


async def change(session: TenantSession, task_id: TaskId, plan: TaskPlan) -> None:
    """Write down anew what is to be done, when, by whom and about whom."""
    changed = await session.execute(
        update(Task)
        .where(Task.workspace_id == session.info["workspace_id"], Task.id == task_id)
        .values(title=plan.title, due_at=plan.due_at, owner_id=plan.owner_id, lead_id=plan.lead_id)
        .returning(Task.id)
    )
    if changed.first() is None:
        raise NotFound("There is no such task here.")


async def assign(
    session: TenantSession, task_ids: Sequence[TaskId], owner_id: PersonId | None
) -> None:
    """Hand open tasks to a member, or to nobody. All of them, or NotFound and none."""
    changed = await session.execute(
        update(Task)
        .where(Task.workspace_id == session.info["workspace_id"], Task.id.in_(task_ids))
        .values(owner_id=owner_id)
        .returning(Task.id)
    )
    if len(changed.all()) != len(set(task_ids)):
        raise NotFound("One of these tasks does not exist here any more.")


async def settle_approval(
    session: TenantSession, submission_id: UUID | None, *, done: bool, actor: PersonId
) -> None:
    """Tick off the task to approve a draft once somebody decided; take the tick back with the decision."""
    row = await session.execute(
        select(Task.id).where(
            Task.workspace_id == session.info["workspace_id"],
            Task.reason_key == f"approve:{submission_id}",
        )
    )
    task_id = row.scalar_one_or_none()
    if task_id is not None:
        await mark_done(session, TaskId(task_id), done=done, actor=actor)


async def settle_reading(
    session: TenantSession, submission_id: UUID | None, *, done: bool, actor: PersonId | None
) -> None:
    """Tick off the task to read a message and answer in person, or take the tick back if it failed."""
    row = await session.execute(
        select(Task.id).where(
            Task.workspace_id == session.info["workspace_id"],
            Task.reason_key == f"follow_up:{submission_id}",
            Task.title.startswith(rules.READ_IN_PERSON, autoescape=True),
        )
    )
    task_id = row.scalar_one_or_none()
    if task_id is not None:
        await mark_done(session, TaskId(task_id), done=done, actor=actor)


async def mark_done(
    session: TenantSession, task_id: TaskId, *, done: bool, actor: PersonId | None
) -> None:
    """Tick a task off, or take the tick back. Idempotent: a second tick tells nothing again.

    `actor`: who ticked it off; nobody takes a tick back by the course of things.
    """
    if await queries.one(session, task_id) is None:
        raise NotFound("There is no such task here.")
    state = Task.done_at.is_(None) if done else Task.done_at.is_not(None)
    changed = await session.execute(
        update(Task)
        .where(Task.workspace_id == session.info["workspace_id"], Task.id == task_id, state)
        .values(done_at=clock.now() if done else None)
        .returning(Task.lead_id, Task.title)
    )
    row = changed.first()
    if row is not None:
        await live.nudge(session)
    if row is not None and done and actor is not None:
        emit(session, TaskDone(lead_id=row.lead_id, title=row.title, by=actor))
