"""Brings the schema to the newest revision, as the owner, one upgrader at a time."""

import asyncio
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from leadwright.kernel.db.schema_age import HAS_SCHEMA, STANDING, newest_revision, refuse_another
from leadwright.kernel.db.tenancy import Roles
from leadwright.kernel.db.urls import DatabaseUrls, sqlalchemy_url
from leadwright.kernel.loading import resolve

_ALEMBIC = "leadwright.kernel.db.revisions:run"
_LOCK = 7_016_031_109  # any fixed number: two upgraders take turns on it


def role_names(urls: DatabaseUrls) -> Roles:
    """The role names written in the three addresses."""
    owner, app, system = (urlsplit(u).username or "" for u in (urls.owner, urls.app, urls.system))
    return Roles(owner=owner, app=app, system=system)


async def upgrade(urls: DatabaseUrls) -> None:
    """Run all revisions that are missing. Safe to call at every start.

    Raises DatabaseUnavailable if a newer program has already upgraded the schema.
    """
    engine = create_async_engine(sqlalchemy_url(urls.owner), poolclass=NullPool)
    try:
        # Autocommit: in a transaction, the server's idle limit would end the advisory lock's session during a
        # long revision, and the next upgrader would start.
        guarded = engine.execution_options(isolation_level="AUTOCOMMIT")
        async with guarded.connect() as guard:
            if await _is_newest(guard):
                return
            await guard.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
            async with engine.connect() as connection:
                await connection.run_sync(resolve(_ALEMBIC), role_names(urls))
                await connection.execute(text("select expect_few_workspaces()"))
                await connection.commit()
    finally:
        await engine.dispose()


def upgrade_now(urls: DatabaseUrls) -> None:
    """`upgrade` for callers without an event loop."""
    asyncio.run(upgrade(urls))


async def _is_newest(connection: AsyncConnection) -> bool:
    """Checked first, since nearly every start has nothing to do and Alembic is slow to load."""
    if not await connection.scalar(text(HAS_SCHEMA)):
        return False
    standing = await connection.scalar(text(STANDING))
    if standing is not None and standing > newest_revision():
        refuse_another(standing)
    return bool(standing == newest_revision())
