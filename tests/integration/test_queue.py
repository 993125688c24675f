"""How jobs are taken and struck off, and how a worker notices that it cannot keep up."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import pytest
import pytest_asyncio
from sqlalchemy import text
from tests.integration.installation import Installation

from leadwright.domain.ids import new_id
from leadwright.kernel import jobs
from leadwright.kernel.db import schema_age
from leadwright.kernel.jobs import Job, Payload, runner, store


@pytest_asyncio.fixture
async def name(installation: Installation) -> AsyncIterator[str]:
    """A kind of job that nobody else knows. What is left of it would be waited for by other tests."""
    made = f"test_{new_id()}"
    yield made
    async with installation.runtime.database.autocommit.connect() as connection:
        await connection.execute(
            text("delete from pgqueuer where entrypoint = :name"), {"name": made}
        )


async def test_jobs_run_once_by_urgency_and_too_many_of_them_are_a_call_for_help(
    installation: Installation, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_BEHIND_AFTER", 0.1)
    ran: list[int] = []
    calls: list[int] = []

    async def run(payload: Payload) -> None:
        ran.append(payload["number"])
        await asyncio.sleep(0.25)

    kind = Job(name, run)
    for number in range(20):
        await _put(installation, kind.name, number, priority=number)
    await _work(
        installation, kind, lambda: len(ran) == 20 and bool(calls), lambda: calls.append(len(ran))
    )
    assert sorted(ran) == list(range(20))
    assert ran[0] == 19
    assert min(calls) < 20
    assert await _left(installation, kind.name) == []


async def test_what_waited_long_is_taken_although_urgent_jobs_are_more_than_can_be_taken(
    installation: Installation, name: str
) -> None:
    ran: list[int] = []

    async def run(payload: Payload) -> None:
        ran.append(payload["number"])

    await _put(installation, name, 99, priority=jobs.BULK)
    async with installation.runtime.database.autocommit.connect() as connection:
        late = text(
            "update pgqueuer set execute_after = now() - interval '31 s' where entrypoint = :name"
        )
        await connection.execute(late, {"name": name})
    for number in range(40):
        await _put(installation, name, number, priority=jobs.INTERACTIVE)
    await _work(installation, Job(name, run), lambda: len(ran) == 41)
    assert ran.index(99) < 20, "it was among those of the first look"


async def test_what_a_dead_worker_held_is_taken_on_and_its_death_counted(
    installation: Installation, name: str
) -> None:
    ran: list[int] = []

    async def run(payload: Payload) -> None:
        ran.append(payload["number"])
        raise RuntimeError("once more to be seen")

    kind = Job(name, run, max_attempts=0)
    for number in (1, 2):
        await _put(installation, kind.name, number, priority=0)
    await _leave_behind(installation, kind.name, silent="%1}")
    await _work(installation, kind, lambda: bool(ran))
    assert ran == [1]  # the other one's worker was heard of
    assert sorted(await _left(installation, kind.name)) == [("failed", 1), ("picked", 0)]


async def test_jobs_that_can_be_done_together_are_and_where_one_fails_each_is_run_alone(
    installation: Installation, name: str
) -> None:
    sets: list[list[int]] = []
    alone: list[int] = []

    async def run(payload: Payload) -> None:
        alone.append(payload["number"])
        if payload["number"] == 13:
            raise RuntimeError("alone as well")

    async def run_all(payloads: Sequence[Payload]) -> None:
        sets.append(sorted(payload["number"] for payload in payloads))
        if 13 in sets[-1]:
            raise RuntimeError("none of them was done")

    kind = Job(name, run, max_attempts=0, together=run_all)
    for number in (1, 2, 13, 4):
        await _put(installation, kind.name, number, priority=-number)
    await _work(installation, kind, lambda: len(alone) == 2)
    assert (sets, sorted(alone)) == ([[1, 2], [4, 13]], [4, 13])
    assert await _left(installation, kind.name) == [("failed", 0)]


async def test_jobs_that_wait_for_somebody_outside_leave_their_place_to_others(
    installation: Installation, name: str
) -> None:
    waiting: list[int] = []
    answered = asyncio.Event()

    async def run(payload: Payload) -> None:
        with jobs.waiting_outside():
            waiting.append(payload["number"])
            if len(waiting) == 12:
                answered.set()
            await answered.wait()

    for number in range(12):
        await _put(installation, name, number, priority=0)
    await _work(installation, Job(name, run), answered.is_set)
    assert sorted(waiting) == list(range(12)), "all waited at once, although four may work at once"
    assert await _left(installation, name) == []


async def test_what_ended_its_worker_alone_is_tried_again_with_nothing_beside_it(
    installation: Installation, name: str
) -> None:
    active: set[int] = set()
    beside: list[int] = []
    ran: list[int] = []

    async def run(payload: Payload) -> None:
        active.add(payload["number"])
        await asyncio.sleep(0.3)
        if 0 in active:
            beside.append(len(active) - 1)
        active.discard(payload["number"])
        ran.append(payload["number"])

    for number in range(40):
        await _put(installation, name, number, priority=-number)
    async with installation.runtime.database.autocommit.connect() as connection:
        await connection.execute(
            text(
                "update pgqueuer set attempts = 2, headers = jsonb_build_object('alone', 1)"
                " where entrypoint = :name and priority = 0"
            ),
            {"name": name},
        )
    await _work(installation, Job(name, run), lambda: len(ran) == 40)
    assert beside == [0]
    assert ran[-1] != 0, "the others went on behind it"


async def _put(installation: Installation, name: str, number: int, *, priority: int) -> None:
    async with installation.runtime.database.unbound() as session:
        await jobs.enqueue(session, name, {"number": number}, priority=priority)


async def _leave_behind(installation: Installation, name: str, *, silent: str) -> None:
    async with installation.runtime.database.autocommit.connect() as connection:
        await connection.execute(
            text(
                "update pgqueuer set status = 'picked', queue_manager_id = gen_random_uuid(),"
                " heartbeat = case when convert_from(payload, 'UTF8') like :silent"
                " then now() - interval '31 seconds' else now() end where entrypoint = :name"
            ),
            {"name": name, "silent": silent},
        )


async def _left(installation: Installation, name: str) -> list[tuple[str, int]]:
    async with installation.runtime.database.autocommit.connect() as connection:
        rows = await connection.execute(
            text("select status::text, attempts from pgqueuer where entrypoint = :name"),
            {"name": name},
        )
        return [(row.status, row.attempts) for row in rows]


async def test_a_worker_whose_schema_was_renewed_leaves_what_fails_to_newer_ones_and_ends(
    installation: Installation, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_BETWEEN_REVISIONS", 0.3)
    monkeypatch.setattr(schema_age, "newest_revision", lambda: "0001")
    ran: list[int] = []

    async def run(payload: Payload) -> None:
        ran.append(payload["number"])
        raise RuntimeError("the column is gone")

    await _put(installation, name, 1, priority=0)
    stop = asyncio.Event()
    url = installation.runtime.database.urls.app
    async with asyncio.timeout(60):
        await runner.work(url, [Job(name, run, max_attempts=0)], stop, concurrency=4)
    assert stop.is_set()
    assert len(ran) <= 1
    assert await _left(installation, name) == [("queued", 0)], "no try was counted, nothing is lost"


async def _work(
    installation: Installation,
    kind: Job,
    until: Callable[[], bool],
    behind: Callable[[], None] | None = None,
) -> None:
    stop = asyncio.Event()
    url = installation.runtime.database.urls.app
    working = asyncio.create_task(runner.work(url, [kind], stop, concurrency=4, behind=behind))
    try:
        async with asyncio.timeout(60):
            while not until():  # noqa: ASYNC110 -- what runs tells nobody
                await asyncio.sleep(0.05)
    finally:
        stop.set()
        await working
