"""Reads of connections."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from leadwright.features.connections.models import Connection
from leadwright.kernel.db.session import ReadSession

MAIL = "mail"
MODEL = "model"


async def listed(session: ReadSession, purpose: str = MAIL) -> Sequence[Connection]:
    """All of them: the one in use first, models in the order in which they are asked."""
    rows = await session.execute(
        select(Connection)
        .where(
            Connection.workspace_id == session.info["workspace_id"], Connection.purpose == purpose
        )
        .order_by(
            Connection.is_default.desc(),
            Connection.position,
            Connection.created_at,
            Connection.id,
        )
    )
    return rows.scalars().all()


async def one(session: ReadSession, id_: UUID) -> Connection | None:
    return (
        await session.execute(
            select(Connection).where(
                Connection.workspace_id == session.info["workspace_id"], Connection.id == id_
            )
        )
    ).scalar_one_or_none()


async def default(session: ReadSession, purpose: str = MAIL) -> Connection | None:
    """The one in use, if the workspace has one of its own."""
    return (
        await session.execute(
            select(Connection).where(
                Connection.workspace_id == session.info["workspace_id"],
                Connection.purpose == purpose,
                Connection.is_default,
            )
        )
    ).scalar_one_or_none()
