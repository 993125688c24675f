"""Calls of one statement go together: fewer transactions, and none pays for another."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from tests.integration.installation import Installation

from leadwright.kernel.db.group_commit import LONGEST_WAIT_FOR_A_ROW, GroupCommit
from leadwright.kernel.db.statement_pool import StatementPool
from leadwright.kernel.db.urls import driver_url


@pytest.fixture
async def doors(installation: Installation) -> AsyncIterator[tuple[StatementPool, StatementPool]]:
    url = installation.runtime.database.urls.app
    shared, alone = (
        StatementPool(url, size=2, settings=LONGEST_WAIT_FOR_A_ROW),
        StatementPool(url, size=4),
    )
    yield shared, alone
    shared.close()
    alone.close()


async def test_what_comes_while_one_runs_shares_the_next_transaction(
    doors: tuple[StatementPool, StatementPool],
) -> None:
    together = GroupCommit(*doors, "select n, txid_current() as id from unnest($1::int[]) as t (n)")
    rows = await asyncio.gather(*(together.row(n) for n in range(20)))
    assert [row["n"] for row in rows] == list(range(20))
    assert len({row["id"] for row in rows}) == 2
    assert (await together.row(20))["n"] == 20


async def test_one_that_fails_fails_alone(doors: tuple[StatementPool, StatementPool]) -> None:
    together = GroupCommit(*doors, "select 12 / n as part from unnest($1::int[]) as t (n)")
    asked = (together.row(n) for n in (1, 2, 0, 3, 4))
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(found[2], asyncpg.DivisionByZeroError)
    parts = [one["part"] for one in found if not isinstance(one, BaseException)]
    assert parts == [12, 6, 4, 3]


@pytest.mark.parametrize("blocked", [0, 2])
async def test_one_that_waits_for_somebody_holds_up_no_other(
    installation: Installation, doors: tuple[StatementPool, StatementPool], blocked: int
) -> None:
    sql = "select n, pg_advisory_xact_lock(771, n) from unnest($1::int[]) as t (n)"
    together = GroupCommit(*doors, sql)
    holder = await asyncpg.connect(driver_url(installation.runtime.database.urls.app))
    await holder.execute("select pg_advisory_lock(771, $1)", blocked)
    calls = [asyncio.create_task(together.row(n)) for n in range(5)]
    others = [call for n, call in enumerate(calls) if n != blocked]
    async with asyncio.timeout(30):
        assert [row["n"] for row in await asyncio.gather(*others)] == [
            n for n in range(5) if n != blocked
        ]
        assert not calls[blocked].done()
        await holder.close()
        assert (await calls[blocked])["n"] == blocked


async def test_whoever_gave_up_waiting_is_not_called_for(
    doors: tuple[StatementPool, StatementPool],
) -> None:
    together = GroupCommit(*doors, "select n, pg_sleep(0.1) from unnest($1::int[]) as t (n)")
    first, second, third = (asyncio.create_task(together.row(n)) for n in range(3))
    await asyncio.sleep(0)
    second.cancel()
    assert [(await first)["n"], (await third)["n"]] == [0, 2]
    assert second.cancelled()
