"""Reads of tasks."""

from collections.abc import Sequence

from sqlalchemy import select

from leadwright.domain.ids import LeadId, PersonId
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
