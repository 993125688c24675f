"""How much is due: a count that stops early, since nobody reads past a thousand."""

from datetime import datetime

from sqlalchemy import func, literal, select

from leadwright.features.tasks.models import Task
from leadwright.kernel.db.session import ReadSession

MOST = 1_000


async def due(session: ReadSession, now: datetime) -> int:
    """How many open tasks are due by now; counts to MOST at the most."""
    waiting = (
        select(literal(1))
        .where(
            Task.workspace_id == session.info["workspace_id"],
            Task.done_at.is_(None),
            Task.due_at <= now,
        )
        .limit(MOST)
        .subquery()
    )
    return (await session.execute(select(func.count()).select_from(waiting))).scalar_one()
