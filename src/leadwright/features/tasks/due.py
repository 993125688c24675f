"""How much is due: a count that stops early, since nobody reads past a thousand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, literal, select

from leadwright.domain.ids import PersonId
from leadwright.features.tasks.models import Task
from leadwright.features.tasks.queries import concerns
from leadwright.kernel.db.session import ReadSession

MOST = 1_000


async def due(session: ReadSession, person_id: PersonId | None, now: datetime) -> int:
    """How many open tasks of a member, or of nobody yet, are due by now; counts to MOST at the most."""
    waiting = (
        select(literal(1))
        .where(
            Task.workspace_id == session.info["workspace_id"],
            Task.done_at.is_(None),
            Task.due_at <= now,
            concerns(person_id),
        )
        .limit(MOST)
        .subquery()
    )
    return (await session.execute(select(func.count()).select_from(waiting))).scalar_one()


async def newly_due(session: ReadSession, since: datetime, until: datetime) -> Sequence[Task]:
    """Open tasks whose time came in this span."""
    rows = await session.execute(
        select(Task)
        .where(
            Task.workspace_id == session.info["workspace_id"],
            Task.done_at.is_(None),
            Task.due_at > since,
            Task.due_at <= until,
        )
        .order_by(Task.due_at, Task.id)
        .limit(MOST)
    )
    return rows.scalars().all()
