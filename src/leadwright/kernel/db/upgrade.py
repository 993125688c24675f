"""Brings the schema to the newest revision, as the owner, one upgrader at a time."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from leadwright.kernel.db.tenancy import Roles
from leadwright.kernel.db.urls import DatabaseUrls, sqlalchemy_url

MIGRATIONS = Path(__file__).parents[2] / "migrations"
_LOCK = 7_016_031_109  # any fixed number: two upgraders take turns on it


def role_names(urls: DatabaseUrls) -> Roles:
    """The role names written in the three addresses."""
    owner, app, system = (urlsplit(u).username or "" for u in (urls.owner, urls.app, urls.system))
    return Roles(owner=owner, app=app, system=system)


async def upgrade(urls: DatabaseUrls) -> None:
    """Run all revisions that are missing. Safe to call at every start."""
    engine = create_async_engine(sqlalchemy_url(urls.owner), poolclass=NullPool)
    try:
        # Autocommit: waiting in a transaction, the guard would be ended by the server's limit on idle
        # ones while a long revision runs, and the next upgrader would walk in.
        guarded = engine.execution_options(isolation_level="AUTOCOMMIT")
        async with guarded.connect() as guard:
            await guard.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
            async with engine.connect() as connection:
                await connection.run_sync(_run, role_names(urls))
                await connection.commit()
    finally:
        await engine.dispose()


def upgrade_now(urls: DatabaseUrls) -> None:
    """The same from code without an event loop."""
    asyncio.run(upgrade(urls))


def _run(connection: Connection, roles: Roles) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["roles"] = roles
    command.upgrade(config, "head")
