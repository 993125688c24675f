"""Where a lead's processor time goes: by process, by job, by step of the pipeline.

`python -m bench.lead_time [N]` lays N leads in and lets a worker in this process run them, with a
database and a mail server of its own. Processor time only: other programs stretch it, so figures of
one run are compared with each other and not with those of another day.
"""

import asyncio
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import text

from bench import people
from bench.cpu import cpu_seconds
from bench.postgres import cluster
from bench.servers import mail_sink
from leadwright.bootstrap import common, setup, worker
from leadwright.bootstrap.common import House
from leadwright.domain.ids import WorkspaceId
from leadwright.domain.lead import FormValues
from leadwright.domain.permission import Role
from leadwright.features.capture import actions as capture
from leadwright.features.workspaces import actions as workspaces
from leadwright.features.workspaces.actions import NewPerson
from leadwright.kernel import clock, job_running, jobs, process
from leadwright.kernel.db.upgrade import upgrade_now
from leadwright.kernel.settings import Settings

_WAITING = text("select count(*) from pgqueuer where status in ('queued', 'picked')")
Sums = dict[str, list[float]]


@dataclass(frozen=True)
class _Timed:
    """Runs a coroutine, and adds what its thread worked under a name: (times, milliseconds)."""

    work: Coroutine[Any, Any, Any]
    kept: list[float]

    def __await__(self) -> Generator[Any, Any, Any]:
        self.kept[0] += 1
        steps = self.work.__await__()
        go_on: Callable[[], Any] = partial(steps.send, None)
        while True:
            began = time.thread_time()
            try:
                asked = go_on()
            except StopIteration as end:
                return end.value
            finally:
                self.kept[1] += (time.thread_time() - began) * 1000
            try:
                go_on = partial(steps.send, (yield asked))
            except BaseException as error:  # noqa: BLE001 -- a cancellation is the coroutine's
                go_on = partial(steps.throw, error)


def _timed(
    work: Callable[..., Awaitable[Any]] | None, kept: list[float]
) -> Callable[..., Awaitable[Any]] | None:
    async def run(*given: Any) -> Any:
        return await _Timed(work(*given), kept)  # type: ignore[misc, arg-type]  # an `async def`

    return run if work is not None else None


async def _lay_in(house: House, place: WorkspaceId, number: int, tag: str) -> None:
    for index in range(number):
        body = people.body(index, tag)
        post = capture.Incoming(
            workspace_id=place, form=FormValues.model_validate_json(body), source="api",
            address="127.0.0.1", content_type="application/json", raw=body, headers={},
            received_at=clock.now(),
        )  # fmt: skip
        await capture.take(house.database, post)


async def _drain(house: House, kinds: list[jobs.Job]) -> None:
    stop = asyncio.Event()
    working = asyncio.create_task(job_running.work(house.database.urls.app, kinds, stop))
    async with house.database.autocommit.connect() as connection:
        while await connection.scalar(_WAITING):  # noqa: ASYNC110 -- the queue is in PostgreSQL
            await asyncio.sleep(0.2)
    stop.set()
    await working


async def measure(house: House, postmaster: int, number: int) -> None:
    """Print the tables."""
    workshop = worker.build(house)
    by_job: Sums = defaultdict(lambda: [0.0, 0.0])
    by_step: Sums = defaultdict(lambda: [0.0, 0.0])
    steps = [
        replace(
            one,
            call=_timed(one.call, by_step[f"{one.name}, call"]),
            apply=_timed(one.apply, by_step[one.name]),  # type: ignore[arg-type]  # is none
        )
        for one in workshop.engine.steps
    ]
    object.__setattr__(workshop.engine, "steps", tuple(steps))  # the jobs hold this engine
    kinds = [
        replace(
            one,
            handler=_timed(one.handler, by_job[one.name]),  # type: ignore[arg-type]  # is none
            together=_timed(one.together, by_job[f"{one.name}, in sets"]),
        )
        for one in workshop.jobs
    ]
    async with house.database.system() as session:
        place = await workspaces.make_workspace(session, "Bench")
    async with house.database.tenant(place) as session:
        owner = NewPerson("Owner", "owner@bench.example", "bench-only-password")
        await workspaces.add_member(session, owner, Role.OWNER)
    await _lay_in(house, place, 60, "warm")
    await _drain(house, kinds)
    for kept in (*by_job.values(), *by_step.values()):
        kept[:] = [0.0, 0.0]
    await _lay_in(house, place, number, "lead")
    process.settle()
    ours, thread, theirs = time.process_time(), time.thread_time(), cpu_seconds(postmaster)
    await _drain(house, kinds)
    print(f"worker      {(time.process_time() - ours) / number * 1000:6.2f} ms a lead")
    print(f"  its loop  {(time.thread_time() - thread) / number * 1000:6.2f}")
    print(f"PostgreSQL  {(cpu_seconds(postmaster) - theirs) / number * 1000:6.2f}")
    for sums in (by_job, by_step):
        for name, (times, spent) in sorted(sums.items(), key=lambda one: -one[1][1]):
            if times:
                print(f"{name:24}{times / number:6.2f} times{spent / number:8.2f} ms")
    await workshop.close()


def main(number: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with cluster(folder / "pg") as made, mail_sink(folder) as (smtp_url, _):
            upgrade_now(made.made)
            allowed = (smtp_url.removeprefix("smtp://"),)
            settings = Settings(data=folder, smtp_url=smtp_url, dns="off", allow_private=allowed)
            setup.prepare(settings, made.made)
            house = common.build(settings, made.made)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(measure(house, made.pid, number))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
