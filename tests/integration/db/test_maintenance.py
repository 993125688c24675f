"""A worker that runs for months: the event log always has room."""

import asyncio
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from leadwright.bootstrap import common, maintenance, setup
from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.unavailable import DatabaseUnavailable
from leadwright.kernel.db.upgrade import upgrade_now
from leadwright.kernel.db.urls import DatabaseUrls, driver_url
from leadwright.kernel.settings import Settings

_NEWEST = "select relname from pg_class where relname ~ '^event_[0-9]{6}$' order by 1 desc limit 1"


async def _newest(urls: DatabaseUrls, *, drop: bool = False) -> str:
    connection = await asyncpg.connect(driver_url(urls.owner))
    try:
        name = str(await connection.fetchval(_NEWEST))
        if drop:
            await connection.execute(f"drop table {name}")
        return name
    finally:
        await connection.close()


def test_a_running_worker_makes_the_months_to_come(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")
    settings = Settings(data=tmp_path)
    try:
        urls = server.start()
        with pytest.raises(DatabaseUnavailable, match="db upgrade"):
            setup.prepare(settings, urls)
        upgrade_now(urls)
        setup.prepare(settings, urls)
        asyncio.run(_a_month_comes_back(settings, urls))
        _another_version_is_refused(settings, urls)
    finally:
        server.stop()


def _another_version_is_refused(settings: Settings, urls: DatabaseUrls) -> None:
    """A newer program's schema by all, an older one by who cannot bring it up to date."""
    asyncio.run(_stand_at(urls, "9999"))
    for begin in (setup.prepare, setup.check, setup.bring_up):
        with pytest.raises(DatabaseUnavailable, match="newer Leadwright"):
            begin(settings, urls)
    asyncio.run(_stand_at(urls, "0001"))
    for begin in (setup.prepare, setup.check):
        with pytest.raises(DatabaseUnavailable, match=r"needs .*\n.*db upgrade"):
            begin(settings, urls)


async def _stand_at(urls: DatabaseUrls, revision: str) -> None:
    connection = await asyncpg.connect(driver_url(urls.owner))
    try:
        await connection.execute("update alembic_version set version_num = $1", revision)
    finally:
        await connection.close()


async def _a_month_comes_back(settings: Settings, urls: DatabaseUrls) -> None:
    gone = await _newest(urls, drop=True)
    assert await _newest(urls) < gone
    runtime = common.build(settings, urls, pool_size=2)
    try:
        async with (
            maintenance.maintained(runtime, timedelta(milliseconds=20)),
            maintenance.maintained(runtime, timedelta(milliseconds=20)),
            asyncio.timeout(20),
        ):
            while await _newest(urls) != gone:  # noqa: ASYNC110 -- the months are in PostgreSQL
                await asyncio.sleep(0.05)
    finally:
        await runtime.database.close()
