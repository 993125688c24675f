"""Reads of tasks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from leadwright.domain.ids import LeadId, PersonId, TaskId
from leadwright.features.tasks.models import Task
from leadwright.kernel.db.session import ReadSession


async def open_tasks(
    session: ReadSession, *, owner_id: PersonId | None = None, limit: int = 200
) -> Sequence[Task]:
    """What is still to do, the most urgent first; what concerns one member, or all."""
    query = select(Task).where(
        Task.workspace_id == session.info["workspace_id"], Task.done_at.is_(None)
    )
    if owner_id is not None:
        query = query.where(concerns(owner_id))
    return (
        (await session.execute(query.order_by(Task.due_at, Task.id).limit(limit))).scalars().all()
    )


def concerns(person_id: PersonId | None) -> ColumnElement[bool]:
    """A member's own tasks and those of nobody yet, such as came before there was any member."""
    return or_(Task.owner_id == person_id, Task.owner_id.is_(None))


async def of_lead(session: ReadSession, lead_id: LeadId) -> Sequence[Task]:
    rows = await session.execute(
        select(Task)
        .where(Task.workspace_id == session.info["workspace_id"], Task.lead_id == lead_id)
        .order_by(Task.done_at.desc().nulls_first(), Task.due_at)
    )
    return rows.scalars().all()


async def one(session: ReadSession, task_id: TaskId) -> Task | None:
    return (
        await session.execute(
            select(Task).where(
                Task.workspace_id == session.info["workspace_id"], Task.id == task_id
            )
        )
    ).scalar_one_or_none()


async def done_lately(session: ReadSession, *, limit: int = 100) -> Sequence[Task]:
    """What was ticked off, the latest first."""
    rows = await session.execute(
        select(Task)
        .where(Task.workspace_id == session.info["workspace_id"], Task.done_at.is_not(None))
        .order_by(Task.done_at.desc(), Task.id.desc())
        .limit(limit)
    )
    return rows.scalars().all()


@dataclass(frozen=True)
class OpenTasks:
    """How many tasks are open, and how many of them concern one member."""

    all: int
    mine: int


async def count_open(session: ReadSession, owner_id: PersonId | None) -> OpenTasks:
    row = (
        await session.execute(
            select(
                func.count().label("all"),
                func.count().filter(concerns(owner_id)).label("mine"),
            ).where(Task.workspace_id == session.info["workspace_id"], Task.done_at.is_(None))
        )
    ).one()
    return OpenTasks(row.all, row.mine)
