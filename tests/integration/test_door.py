"""The door's own connections: they mend themselves, keep the wall, and wake the worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import SubmissionId
from leadwright.domain.lead import FormValues
from leadwright.features.capture import actions
from leadwright.kernel import clock
from leadwright.kernel.db.statement_pool import StatementPool
from leadwright.kernel.db.urls import driver_url


@pytest.fixture(autouse=True)
async def _leave_no_jobs(installation: Installation) -> AsyncIterator[None]:
    """Nobody works here; the next file's worker must not find hundreds of jobs waiting."""
    yield
    async with installation.runtime.database.unbound() as session:
        await session.execute(text("delete from pgqueuer"))


def post(place: Workplace, message: str, **more: Any) -> actions.Incoming:
    given = {
        "workspace_id": place.workspace_id,
        "form": FormValues(email="ana@lima.example", message=message),
        "source": "api",
        "address": "127.0.0.1",
        "content_type": "application/json",
        "raw": b"{}",
        "headers": {},
        "received_at": clock.now(),
    }
    return actions.Incoming(**{**given, **more})


@asynccontextmanager
async def notices(installation: Installation) -> AsyncIterator[asyncio.Queue[str]]:
    """What the worker would hear."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    connection = await asyncpg.connect(driver_url(installation.runtime.database.urls.app))
    await connection.add_listener("ch_pgqueuer", lambda *said: heard.put_nowait(str(said[-1])))
    try:
        yield heard
    finally:
        await connection.close()


async def test_a_kept_submission_wakes_the_worker_at_once(
    installation: Installation, place: Workplace
) -> None:
    async with notices(installation) as heard:
        await actions.take(installation.runtime.database, post(place, "one"))
        async with asyncio.timeout(1):
            assert '"operation" : "insert"' in await heard.get()


async def test_many_submissions_wake_the_worker_few_times_and_after_the_last(
    installation: Installation, place: Workplace
) -> None:
    database = installation.runtime.database
    async with notices(installation) as heard:
        many = (actions.take(database, post(place, f"many {n}")) for n in range(60))
        await asyncio.gather(*many)
        while not heard.empty():
            heard.get_nowait()
        await actions.take(database, post(place, "the last"))
        async with asyncio.timeout(1):
            await heard.get()
        await database.waker.finish()
    assert heard.qsize() < 30


async def test_other_jobs_still_tell_the_worker_in_their_own_transaction(
    installation: Installation, place: Workplace
) -> None:
    async with notices(installation) as heard:
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            await session.execute(
                text(
                    "insert into pgqueuer (priority, entrypoint, status) values (0, 'x', 'failed')"
                )
            )
        async with asyncio.timeout(1):
            await heard.get()


async def test_the_same_content_is_one_submission_for_ten_minutes(
    installation: Installation, place: Workplace
) -> None:
    database, now = installation.runtime.database, clock.now()
    first = await actions.take(database, post(place, "same", received_at=now))
    later = now + timedelta(minutes=9)
    again = await actions.take(database, post(place, "same", received_at=later))
    anew = await actions.take(
        database, post(place, "same", received_at=now + timedelta(minutes=11))
    )
    assert (again.submission_id, again.outcome) == (first.submission_id, "same_content")
    assert anew.outcome == "accepted"
    other = await installation.workplace("Other")
    elsewhere = await actions.take(database, post(other, "same", received_at=now))
    assert elsewhere.outcome == "accepted"


async def test_the_same_content_at_the_same_moment_is_one_submission(
    installation: Installation, place: Workplace
) -> None:
    database = installation.runtime.database
    taken = await asyncio.gather(*(actions.take(database, post(place, "twins")) for _ in range(20)))
    assert sorted(one.outcome for one in taken) == ["accepted"] + ["same_content"] * 19
    assert len({SubmissionId(one.submission_id) for one in taken}) == 1


async def test_sameness_is_looked_up_by_content_and_not_by_time(
    installation: Installation, place: Workplace
) -> None:
    """A table that grew since it was analysed must not be read as a whole for each post."""
    database = installation.runtime.database
    await asyncio.gather(*(actions.take(database, post(place, f"storm {n}")) for n in range(120)))
    async with database.read(place.workspace_id) as session:
        await session.execute(text("set local enable_seqscan = off"))
        plan = await session.scalars(
            text(
                "explain select id from submission where workspace_id = :workspace"
                " and content_key = 1 and content_hash = '\\x00'"
                " and received_at at time zone 'utc' > now() at time zone 'utc'"
            ),
            {"workspace": place.workspace_id},
        )
        assert "submission_same" in "\n".join(plan)


async def test_the_door_forgets_its_workspace_after_each_submission(
    installation: Installation, place: Workplace
) -> None:
    database = installation.runtime.database
    await actions.take(database, post(place, "bound"))
    seen = await database.statements.row("select count(*) as n from submission")
    assert seen is not None
    assert seen["n"] == 0


async def test_a_connection_that_ended_is_replaced_unnoticed(installation: Installation) -> None:
    door = StatementPool(installation.runtime.database.urls.app, size=1)
    first = await door.row("select pg_backend_pid() as pid")
    assert first is not None
    async with installation.runtime.database.unbound() as session:
        await session.execute(text("select pg_terminate_backend(:pid)"), {"pid": first["pid"]})
    (resting,) = door._resting
    while not resting.connection.is_closed():  # noqa: ASYNC110 -- the server ends it when it can
        await asyncio.sleep(0.01)
    second = await door.row("select pg_backend_pid() as pid")
    assert second is not None
    assert second["pid"] != first["pid"]
    door.close()


async def test_a_statement_given_up_leaves_nothing_behind(installation: Installation) -> None:
    door = StatementPool(installation.runtime.database.urls.app, size=1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await door.row("select pg_sleep(5)")
    found = await door.row("select 1 as one")
    assert found is not None
    assert found["one"] == 1
    door.close()
