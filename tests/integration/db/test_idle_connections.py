"""A pool that grew in a rush gives its connections back when the rush is over."""

import asyncio

from sqlalchemy import text
from tests.integration.installation import Installation

from leadwright.kernel.db.idle_connections import PoolUsage


async def _hold(at_once: int, installation: Installation) -> None:
    async def one() -> None:
        async with installation.runtime.database.engine.connect() as connection:
            await connection.execute(text("select pg_sleep(0.1)"))

    await asyncio.gather(*(one() for _ in range(at_once)))


async def test_a_pool_is_emptied_after_a_rush_and_kept_while_it_is_used(
    installation: Installation,
) -> None:
    engine = installation.runtime.database.engine
    await engine.dispose()
    usage = PoolUsage(engine)
    await _hold(6, installation)
    await usage.thin_out()
    assert engine.pool.checkedin() == 6  # type: ignore[attr-defined]  # a queue's own
    await _hold(1, installation)
    async with engine.connect() as held:
        await held.execute(text("select 1"))
        await usage.thin_out()
        assert (await held.execute(text("select 2"))).scalar() == 2
    assert engine.pool.checkedin() == 0  # type: ignore[attr-defined]
    await _hold(2, installation)
    await usage.thin_out()
    assert engine.pool.checkedin() == 2  # type: ignore[attr-defined]


async def test_whoever_comes_while_a_full_pool_is_emptied_does_not_wait_for_it(
    installation: Installation,
) -> None:
    engine = installation.runtime.database.engine
    await engine.dispose()
    pool = engine.pool
    usage = PoolUsage(engine)
    await _hold(pool.size(), installation)  # type: ignore[attr-defined]  # a queue's own
    await usage.thin_out()
    emptying = asyncio.create_task(usage.thin_out())
    for _ in range(10_000):
        if not pool.checkedin():  # type: ignore[attr-defined]
            break
        await asyncio.sleep(0)
    assert not emptying.done()
    async with asyncio.timeout(3), engine.connect() as connection:
        assert (await connection.execute(text("select 1"))).scalar() == 1
    await emptying
    assert engine.pool is not pool
