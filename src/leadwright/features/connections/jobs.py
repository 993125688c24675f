"""Checks each chat in use once a day, so that a revoked token is noticed.

Mail needs no check: the next letter shows it, and waits where it is refused.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import or_, select, update

from leadwright.domain.errors import NotFound, ProviderError
from leadwright.features.connections import actions, queries
from leadwright.features.connections.models import Connection
from leadwright.features.connections.opening import Opener
from leadwright.features.connections.queries import CHANNELS
from leadwright.features.connections.sealing import Unreadable
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue, workspace_of

CHECK = "check_connection"
EVERY = timedelta(days=1)
PATIENCE = 20.0


@dataclass(frozen=True)
class Dependencies:
    """What asking a vendor needs."""

    database: Database
    opener: Opener


def jobs(deps: Dependencies) -> tuple[Job, ...]:
    """Payload: `workspace_id`, `connection_id`."""
    return (Job(CHECK, partial(check, deps), max_attempts=2),)


async def plan(session: TenantSession) -> None:
    """Have those asked that nobody asked for a day; each stands in the queue once."""
    asked_before = clock.now() - EVERY
    rows = await session.execute(
        select(Connection.id).where(
            Connection.workspace_id == session.info["workspace_id"],
            Connection.is_default,
            Connection.purpose.in_(CHANNELS),
            or_(Connection.checked_at < asked_before, Connection.checked_at.is_(None)),
            Connection.created_at < asked_before,
        )
    )
    for row in rows:
        payload = {
            "workspace_id": str(session.info["workspace_id"]),
            "connection_id": str(row.id),
        }
        await enqueue(session, CHECK, payload, priority=BULK, dedupe_key=f"check:{row.id}")


async def check(deps: Dependencies, payload: Payload) -> None:
    """A clear yes or no is noted as from the test button; what is unclear leaves the state as it is."""
    workspace_id = workspace_of(payload)
    id_ = UUID(payload["connection_id"])
    async with deps.database.read(workspace_id) as reading:
        connection = await queries.one(reading, id_)
    if connection is None or not connection.is_default:
        return
    said, works = await _asked(deps.opener, connection)
    async with deps.database.tenant(workspace_id) as session:
        if works is None:
            await _note_asked(session, id_)
        elif works:
            await actions.note_working(session, id_, said)
        else:
            await actions.note_broken(session, id_, said)


async def _asked(opener: Opener, connection: Connection) -> tuple[str, bool | None]:
    """What the vendor said, and whether it takes us; None where that is not clear."""
    try:
        asked = opener.checkable(connection)
    except (Unreadable, NotFound) as problem:
        return str(problem), False
    except ProviderError as problem:
        return problem.message, False
    try:
        async with asyncio.timeout(PATIENCE):
            return await asked.check(), True
    except ProviderError as problem:
        return problem.message, False if problem.connection_broken else None
    except TimeoutError:
        return "", None
    finally:
        await asked.close()


async def _note_asked(session: TenantSession, id_: UUID) -> None:
    await session.execute(
        update(Connection)
        .where(Connection.workspace_id == session.info["workspace_id"], Connection.id == id_)
        .values(checked_at=clock.now())
    )
