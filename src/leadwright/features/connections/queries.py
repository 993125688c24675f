"""Reads of connections."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from leadwright.features.connections.models import Connection
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.ports.channel import CHATS, ROOMS

MAIL = "mail"
_TRY_BROKEN_AGAIN = timedelta(minutes=15)
CHANNELS = tuple(dict.fromkeys((*CHATS, *ROOMS)))
MODEL = "model"
GUARDS = ("turnstile", "hcaptcha")


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


async def chats(session: ReadSession) -> dict[str, dict[str, str]]:
    """The chats in use, by channel, with the fields that are no secrets.

    A broken one is no way, until some time went by: it may have been mended at the vendor's.
    """
    rows = await session.execute(
        select(Connection.purpose, Connection.config).where(
            Connection.workspace_id == session.info["workspace_id"],
            Connection.is_default,
            Connection.purpose.in_(CHANNELS),
            or_(
                Connection.state != "broken",
                Connection.checked_at < clock.now() - _TRY_BROKEN_AGAIN,
            ),
        )
    )
    return {row.purpose: {k: str(v) for k, v in row.config.items()} for row in rows}
