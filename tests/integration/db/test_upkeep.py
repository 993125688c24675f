"""A worker that runs for months: the event log always has room."""

import asyncio
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from leadwright.bootstrap import common, setup, upkeep
from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.upgrade import upgrade_now
from leadwright.kernel.db.urls import DatabaseUrls, driver_url
from leadwright.kernel.settings import Settings, SettingsRefused

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
        with pytest.raises(SettingsRefused, match="db upgrade"):
            setup.prepare(settings, urls)
        upgrade_now(urls)
        setup.prepare(settings, urls)
        asyncio.run(_a_month_comes_back(settings, urls))
    finally:
        server.stop()


async def _a_month_comes_back(settings: Settings, urls: DatabaseUrls) -> None:
    gone = await _newest(urls, drop=True)
    assert await _newest(urls) < gone
    house = common.build(settings, urls, pool_size=2)
    try:
        async with (
            upkeep.kept(house, timedelta(milliseconds=20)),
            upkeep.kept(house, timedelta(milliseconds=20)),
            asyncio.timeout(20),
        ):
            while await _newest(urls) != gone:  # noqa: ASYNC110 -- the months are in PostgreSQL
                await asyncio.sleep(0.05)
    finally:
        await house.database.close()
