"""Reads of tasks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from leadwright.domain.ids import LeadId, PersonId, TaskId
from leadwright.features.tasks.models import Task
from leadwright.kernel.db.session import ReadSession


async def open_tasks(
    session: ReadSession, *, owner_id: PersonId | None = None, limit: int = 200
) -> Sequence[Task]:
    """What is still to do, the most urgent first; of one member, or of all."""
    query = select(Task).where(
        Task.workspace_id == session.info["workspace_id"], Task.done_at.is_(None)
    )
    if owner_id is not None:
        query = query.where(Task.owner_id == owner_id)
    return (
        (await session.execute(query.order_by(Task.due_at, Task.id).limit(limit))).scalars().all()
    )


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
    """How many tasks are open, and how many of them are one member's."""

    all: int
    mine: int


async def count_open(session: ReadSession, owner_id: PersonId | None) -> OpenTasks:
    row = (
        await session.execute(
            select(
                func.count().label("all"),
                func.count().filter(Task.owner_id == owner_id).label("mine"),
            ).where(Task.workspace_id == session.info["workspace_id"], Task.done_at.is_(None))
        )
    ).one()
    return OpenTasks(row.all, row.mine)
