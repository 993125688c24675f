"""Reads of notifications."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from leadwright.domain.ids import PersonId
from leadwright.features.notifications.models import Notification
from leadwright.kernel.db.session import ReadSession

COUNTED = 500  # a workspace's newest notifications, among which unread ones are counted


def _meant_for(person_id: PersonId) -> ColumnElement[bool]:
    """This member's own, and those for everybody."""
    return (Notification.person_id == person_id) | Notification.person_id.is_(None)


async def newest(
    session: ReadSession, person_id: PersonId, *, limit: int = 50
) -> Sequence[Notification]:
    """What this member was told lately, read or not, newest first."""
    rows = await session.execute(
        select(Notification)
        .where(
            Notification.workspace_id == session.info["workspace_id"],
            _meant_for(person_id),
        )
        .order_by(Notification.created_at.desc())
        .limit(limit)
    )
    return rows.scalars().all()


async def unread(
    session: ReadSession, person_id: PersonId, *, limit: int = 30
) -> Sequence[Notification]:
    """What this member has not seen, newest first."""
    rows = await session.execute(
        select(Notification)
        .where(
            Notification.workspace_id == session.info["workspace_id"],
            Notification.read_at.is_(None),
            (Notification.person_id == person_id) | Notification.person_id.is_(None),
        )
        .order_by(Notification.created_at.desc())
        .limit(limit)
    )
    return rows.scalars().all()
