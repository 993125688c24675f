"""Where a lead's processor time goes: by process, by job, by step of the pipeline.

`python -m bench.lead_time [N] [--model]` lays N leads in and lets a worker in this process run them,
with a database and a mail server of its own; with `--model` each is answered by a local model that
thinks for 800 ms. Processor time only: other programs stretch it, so figures of one run are compared
with each other and not with those of another day.
"""

import argparse
import asyncio
import contextlib
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
from bench.servers import mail_sink, model_server
from leadwright.bootstrap import common, setup, worker
from leadwright.bootstrap.common import Runtime
from leadwright.domain.ids import WorkspaceId
from leadwright.domain.lead import FormValues
from leadwright.domain.permission import Role
from leadwright.features.capture import actions as capture
from leadwright.features.connections import actions as connections
from leadwright.features.connections.actions import Editor
from leadwright.features.workspaces import actions as workspaces
from leadwright.features.workspaces.actions import NewPerson
from leadwright.integrations import INTEGRATIONS
from leadwright.kernel import clock, jobs, process
from leadwright.kernel.db.upgrade import upgrade_now
from leadwright.kernel.jobs import runner
from leadwright.kernel.loading import resolve
from leadwright.kernel.outbound.http import private_pairs
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


async def _lay_in(runtime: Runtime, place: WorkspaceId, number: int, tag: str) -> None:
    for index in range(number):
        body = people.body(index, tag)
        post = capture.Incoming(
            workspace_id=place, form=FormValues.model_validate_json(body), source="api",
            address="127.0.0.1", content_type="application/json", raw=body, headers={},
            received_at=clock.now(),
        )  # fmt: skip
        await capture.take(runtime.database, post)


async def _drain(runtime: Runtime, kinds: list[jobs.Job]) -> None:
    stop = asyncio.Event()
    working = asyncio.create_task(runner.work(runtime.database.urls.app, kinds, stop))
    async with runtime.database.autocommit.connect() as connection:
        while await connection.scalar(_WAITING):  # noqa: ASYNC110 -- the queue is in PostgreSQL
            await asyncio.sleep(0.2)
    stop.set()
    await working


async def _connect(runtime: Runtime, workspace: WorkspaceId, server: str) -> None:
    """The local model, with the price list read, as in a worker that has answered a lead before."""
    typed = {"label": "Bench", "base_url": f"http://{server}/v1", "model": "bench-800"}
    (card,) = (one for one in INTEGRATIONS if one.name == "openai_compatible")
    editor = Editor(runtime.keyring, None, private_pairs([server]))
    async with runtime.database.tenant(workspace) as session:
        await connections.add(session, editor, card, typed)
    resolve("leadwright.integrations.structured.pricing:load_prices")()


async def measure(runtime: Runtime, postmaster: int, number: int, server: str | None) -> None:
    """Print the tables. `server`: the model's host:port."""
    parts = worker.build(runtime)
    by_job: Sums = defaultdict(lambda: [0.0, 0.0])
    by_step: Sums = defaultdict(lambda: [0.0, 0.0])
    steps = [
        replace(
            one,
            call=_timed(one.call, by_step[f"{one.name}, call"]),
            apply=_timed(one.apply, by_step[one.name]),  # type: ignore[arg-type]  # is none
        )
        for one in parts.engine.steps
    ]
    object.__setattr__(parts.engine, "steps", tuple(steps))  # the jobs hold this engine
    kinds = [
        replace(
            one,
            handler=_timed(one.handler, by_job[one.name]),  # type: ignore[arg-type]  # is none
            together=_timed(one.together, by_job[f"{one.name}, in sets"]),
        )
        for one in parts.jobs
    ]
    async with runtime.database.system() as session:
        place = await workspaces.make_workspace(session, "Bench")
    async with runtime.database.tenant(place) as session:
        owner = NewPerson("Owner", "owner@bench.example", "bench-only-password")
        await workspaces.add_member(session, owner, Role.OWNER)
    if server is not None:
        await _connect(runtime, place, server)
    await _lay_in(runtime, place, 60, "warm")
    await _drain(runtime, kinds)
    for kept in (*by_job.values(), *by_step.values()):
        kept[:] = [0.0, 0.0]
    await _lay_in(runtime, place, number, "lead")
    process.settle()
    ours, thread, theirs = time.process_time(), time.thread_time(), cpu_seconds(postmaster)
    began = time.monotonic()
    await _drain(runtime, kinds)
    print(f"{number / (time.monotonic() - began):.0f} a second")
    print(f"worker      {(time.process_time() - ours) / number * 1000:6.2f} ms a lead")
    print(f"  its loop  {(time.thread_time() - thread) / number * 1000:6.2f}")
    print(f"PostgreSQL  {(cpu_seconds(postmaster) - theirs) / number * 1000:6.2f}")
    for sums in (by_job, by_step):
        for name, (times, spent) in sorted(sums.items(), key=lambda one: -one[1][1]):
            if times:
                print(f"{name:24}{times / number:6.2f} times{spent / number:8.2f} ms")
    await parts.close()


def main(number: int, *, with_model: bool) -> None:
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as open_now:
        folder = Path(name)
        made = open_now.enter_context(cluster(folder / "pg"))
        smtp_url, _ = open_now.enter_context(mail_sink(folder))
        server = open_now.enter_context(model_server(folder, 0.8)) if with_model else None
        upgrade_now(made.made)
        allowed = tuple(filter(None, (smtp_url.removeprefix("smtp://"), server)))
        settings = Settings(data=folder, smtp_url=smtp_url, dns="off", allow_private=allowed)
        setup.prepare(settings, made.made)
        runtime = common.build(settings, made.made)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(measure(runtime, made.pid, number, server))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("number", type=int, nargs="?", default=300)
    arguments.add_argument("--model", action="store_true")
    given = arguments.parse_args()
    main(given.number, with_model=given.model)
