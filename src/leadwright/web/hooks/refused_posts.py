"""A vendor's posts that are refused are told to the workspace: once, with how to mend it, until one is right.

Without it a wrong key shows only as silence: no bounce is seen, and no pressed button acts.
"""

from fastapi import Request

from leadwright.domain.errors import TooMany
from leadwright.domain.ids import WorkspaceId
from leadwright.features.connections.models import Connection
from leadwright.features.connections.opening import Opener
from leadwright.features.notifications import alerts
from leadwright.features.notifications.actions import News, tell
from leadwright.kernel.logging import get
from leadwright.kernel.ratelimit import RateLimit
from leadwright.kernel.web import database_of

log = get("hooks")

_REMEDY = (
    "Copy {} anew from the vendor's page into the connection; if it is right, look whether this machine's"
    " clock is. Until then what the vendor tells is not believed."
)
_refused = RateLimit(1)
_right = RateLimit(1)


async def refused(request: Request, connection: Connection, why: str) -> None:
    """A post with the right address and a wrong proof. Looked at once a minute, whoever posts."""
    log.warning("hook.refused", vendor=connection.integration, connection=str(connection.id))
    if not _may(_refused, connection):
        return
    rings = alerts.posts_refused(connection.id)
    async with database_of(request).tenant(WorkspaceId(connection.workspace_id)) as session:
        if await alerts.standing(session, rings) is None:
            news = News(
                reason_key=rings,
                kind="alert",
                title=f"What {connection.label} posts here is refused",
                detail=f"{why} {_REMEDY.format(_proof(request, connection))}",
            )
            await tell(session, news)


async def right(request: Request, connection: Connection) -> None:
    """A post that is the vendor's: what was told of refused ones is over."""
    if not _may(_right, connection):
        return
    rings = alerts.posts_refused(connection.id)
    async with database_of(request).read(WorkspaceId(connection.workspace_id)) as reading:
        told = await alerts.standing(reading, rings)
    if told is not None:
        async with database_of(request).tenant(WorkspaceId(connection.workspace_id)) as session:
            await alerts.end(session, rings)


def _proof(request: Request, connection: Connection) -> str:
    """The field that shows a post to be the vendor's, by its title."""
    opener: Opener = request.app.state.opener
    card = opener.card(connection.integration)
    title = next((one.title for one in card.fields if one.name == card.proves), "")
    return f"“{title}”" if title else "its secret"


def _may(limit: RateLimit, connection: Connection) -> bool:
    try:
        limit.take(str(connection.id), "posts")
    except TooMany:
        return False
    return True
