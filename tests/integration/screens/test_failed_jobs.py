"""Failed jobs: seen by their own workspace only, started again for real, let go and taken back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import WorkspaceId
from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.permission import Role
from leadwright.kernel.jobs import Job, Payload, enqueue, failed_jobs, runner
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.jobs import jobs as pipeline_jobs
from leadwright.pipeline.step import Step

HOSTILE = "<script>alert(1)</script>"


@dataclass
class Flaky:
    """A handler that fails until it is mended, as work at a broken vendor does."""

    name: str
    error: str = "the vendor says no"
    broken: bool = True
    done: list[Payload] = field(default_factory=list)

    async def __call__(self, payload: Payload) -> None:
        if self.broken:
            raise RuntimeError(self.error)
        self.done.append(payload)

    @property
    def job(self) -> Job:
        return Job(self.name, self, max_attempts=0)


async def run_jobs(installation: Installation, *kinds: Job) -> None:
    """Run these kinds of jobs until none of them waits."""
    stop = asyncio.Event()
    running = asyncio.create_task(runner.work(installation.runtime.database.urls.app, kinds, stop))
    names = [kind.name for kind in kinds]
    waiting = text(
        "select count(*) from pgqueuer where entrypoint = any(:names)"
        " and status in ('queued', 'picked')"
    )
    async with asyncio.timeout(30):
        while True:
            async with installation.runtime.database.autocommit.connect() as connection:
                if not await connection.scalar(waiting, {"names": names}):
                    break
            await asyncio.sleep(0.05)
    stop.set()
    await running


async def fail(
    installation: Installation, workspace_id: WorkspaceId, handler: Flaky, **payload: Any
) -> int:
    """A parked job of this handler; its number."""
    async with installation.runtime.database.tenant(workspace_id) as session:
        full = {"workspace_id": str(workspace_id), **payload}
        await enqueue(session, handler.name, full)
    await run_jobs(installation, handler.job)
    async with installation.runtime.database.read(workspace_id) as session:
        held = await failed_jobs.held(session)
    return next(job.id for job in held if job.name == handler.name)


async def test_when_nothing_failed_the_screen_says_so(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/failed-jobs")
    assert page.status_code == 200
    assert "Nothing failed." in page.text


async def test_a_failed_job_is_shown_with_its_reason_and_really_runs_again(
    installation: Installation, place: Workplace
) -> None:
    handler = Flaky("tell_the_vendor")
    job_id = await fail(installation, place.workspace_id, handler, thing="7")
    handler.broken = False
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/failed-jobs")
        answer = await client.post(f"{place.url}/failed-jobs/{job_id}/retry")
        after = await client.get(f"{place.url}/failed-jobs")
    await run_jobs(installation, handler.job)
    assert "Tell the vendor" in page.text
    assert "RuntimeError: the vendor says no" in page.text
    assert answer.status_code == 303
    assert "Nothing failed." in after.text
    assert [payload["thing"] for payload in handler.done] == ["7"]


async def test_a_job_that_fails_again_comes_back(
    installation: Installation, place: Workplace
) -> None:
    handler = Flaky("fails_twice")
    job_id = await fail(installation, place.workspace_id, handler)
    handler.error = "another reason"
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}/failed-jobs/{job_id}/retry")
        await run_jobs(installation, handler.job)
        page = await client.get(f"{place.url}/failed-jobs")
    assert "another reason" in page.text
    assert "the vendor says no" not in page.text


async def test_retry_all_starts_every_job_of_this_workspace_and_none_of_another(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    handler = Flaky("of_both")
    for thing in "ab":
        await fail(installation, place.workspace_id, handler, thing=thing)
    await fail(installation, other.workspace_id, handler, thing="theirs")
    handler.broken = False
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/failed-jobs/retry")
    await run_jobs(installation, handler.job)
    assert answer.status_code == 303
    assert sorted(payload["thing"] for payload in handler.done) == ["a", "b"]
    async with installation.runtime.database.read(other.workspace_id) as session:
        assert len(await failed_jobs.held(session)) == 1


async def test_another_workspaces_job_is_neither_seen_nor_touched(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    job_id = await fail(installation, other.workspace_id, Flaky("theirs_alone"))
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/failed-jobs")
        statuses = [
            (await client.post(f"{place.url}/failed-jobs/{job_id}/{verb}")).status_code
            for verb in ("retry", "let-go", "take-back")
        ]
    assert "Theirs alone" not in page.text
    assert statuses == [404] * 3
    async with installation.runtime.database.read(other.workspace_id) as session:
        assert [job.id for job in await failed_jobs.held(session)] == [job_id]


async def test_a_job_that_was_let_go_does_not_run_and_can_be_taken_back(
    installation: Installation, place: Workplace
) -> None:
    handler = Flaky("given_up")
    job_id = await fail(installation, place.workspace_id, handler)
    handler.broken = False
    undo = f"{place.url}/failed-jobs/{job_id}/take-back"
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/failed-jobs/{job_id}/let-go")
        page = await client.get(answer.headers["location"])
        retried = await client.post(f"{place.url}/failed-jobs/{job_id}/retry")
        await run_jobs(installation, handler.job)
        undone = await client.post(undo, headers={"HX-Request": "true"})
        again = await client.get(f"{place.url}/failed-jobs")
    assert f'hx-post="{undo}"' in page.text
    assert "Nothing failed." in page.text
    assert retried.status_code == 404
    assert handler.done == []
    assert undone.headers["HX-Refresh"] == "true"
    assert "Given up" in again.text


async def test_an_equal_job_that_waits_keeps_none_from_running_again(
    installation: Installation, place: Workplace
) -> None:
    handler = Flaky("once_at_a_time")
    payload = {"workspace_id": str(place.workspace_id)}
    for _ in range(2):
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            await enqueue(session, handler.name, payload, dedupe_key=f"same:{place.slug}")
        if handler.broken:
            await run_jobs(installation, handler.job)
            handler.broken = False
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/failed-jobs/retry")
    await run_jobs(installation, handler.job)
    assert answer.status_code == 303
    assert len(handler.done) == 2


def breaking(engine: Engine, name: str, apply: Callable[..., Awaitable[Any]]) -> Engine:
    """The engine with another `apply` in one step."""
    steps: list[Step[Any]] = [
        replace(step, apply=apply) if step.name == name else step for step in engine.steps
    ]
    return replace(engine, steps=steps)


async def a_failed_run(installation: Installation, place: Workplace) -> Job:
    """A submission whose run failed for good in its score step; the job kind with the step mended."""
    engine = installation.worker.engine

    async def broken(_session: Any, _lead: LeadSnapshot, *_: Any) -> None:
        raise ZeroDivisionError("the card divides by zero")

    (kind,) = pipeline_jobs(breaking(engine, "score", broken))
    await installation.submit(
        place, work=False, name="Ana Lima", email="ana@lima.example", message="A demo, please?"
    )
    await run_jobs(installation, replace(kind, max_attempts=0))
    return pipeline_jobs(engine)[0]


async def test_a_failed_run_names_its_lead_and_goes_on_to_its_answer(
    installation: Installation, place: Workplace
) -> None:
    mended = await a_failed_run(installation, place)
    failed = await installation.lead(place, "ana@lima.example")
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/failed-jobs")
        await client.post(f"{place.url}/failed-jobs/retry")
    pending = await installation.lead(place, "ana@lima.example")
    await run_jobs(installation, mended)
    await installation.work()
    answered = await installation.lead(place, "ana@lima.example")
    assert "Answer a submission" in page.text
    assert "ZeroDivisionError: the card divides by zero" in page.text
    assert f"{place.url}/leads/{failed.id}" in page.text
    statuses = [failed.reply_status, pending.reply_status, answered.reply_status]
    assert statuses == ["failed", "pending", "answered"]


async def test_a_failed_run_whose_job_is_lost_gets_a_new_one(
    installation: Installation, place: Workplace
) -> None:
    mended = await a_failed_run(installation, place)
    async with installation.runtime.database.system() as session:
        await session.execute(
            text("delete from pgqueuer where convert_from(payload, 'UTF8') like :ours"),
            {"ours": f"%{place.workspace_id}%"},
        )
    lead = await installation.lead(place, "ana@lima.example")
    path = f"{place.url}/failed-jobs/runs/{lead.last_submission_id}/retry"
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/failed-jobs")
        answer = await client.post(path)
        twice = await client.post(path)
    await run_jobs(installation, mended)
    await installation.work()
    assert path in page.text
    assert (answer.status_code, twice.status_code) == (303, 404)
    assert (await installation.lead(place, "ana@lima.example")).reply_status == "answered"


@pytest.mark.parametrize("role", [Role.REP, Role.VIEWER])
async def test_those_who_do_not_run_the_workspace_see_no_jobs(
    installation: Installation, place: Workplace, role: Role
) -> None:
    job_id = await fail(installation, place.workspace_id, Flaky("not_for_all"))
    member = await installation.member(place.workspace_id, f"{role}@{place.slug}.example", role)
    async with installation.browser(member) as client:
        statuses = [
            (await client.get(f"{place.url}/failed-jobs")).status_code,
            (await client.post(f"{place.url}/failed-jobs/retry")).status_code,
            (await client.post(f"{place.url}/failed-jobs/{job_id}/retry")).status_code,
            (await client.post(f"{place.url}/failed-jobs/{job_id}/let-go")).status_code,
        ]
        assert "/failed-jobs" not in (await client.get(place.url)).text
    assert statuses == [403] * 4


async def test_a_retry_sent_from_elsewhere_is_refused(
    installation: Installation, place: Workplace
) -> None:
    job_id = await fail(installation, place.workspace_id, Flaky("guarded"))
    run = f"runs/{place.workspace_id}/retry"
    paths = ("retry", f"{job_id}/retry", f"{job_id}/let-go", f"{job_id}/take-back", run)
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        statuses = [
            (await client.post(f"{place.url}/failed-jobs/{path}")).status_code for path in paths
        ]
    assert statuses == [403] * 5
    async with installation.runtime.database.read(place.workspace_id) as session:
        assert [job.id for job in await failed_jobs.held(session)] == [job_id]


async def test_a_hostile_reason_is_shown_cut_and_not_run(
    installation: Installation, place: Workplace
) -> None:
    handler = Flaky("hostile", error=HOSTILE + "\u202e" + "x" * 5_000)
    await fail(installation, place.workspace_id, handler, submission_id="no id", message_id=[1])
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/failed-jobs")
    assert page.status_code == 200
    assert HOSTILE not in page.text
    assert "&lt;script&gt;" in page.text
    assert "x" * 1_001 not in page.text
