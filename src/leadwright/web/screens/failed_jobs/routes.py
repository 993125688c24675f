"""Work that failed for good: shown with its reason, tried again, or let go."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.ids import LeadId, SubmissionId
from leadwright.domain.permission import Permission
from leadwright.features.capture.actions import ADVANCE
from leadwright.features.imports import actions as imports
from leadwright.features.leads.actions import Reply, mark_reply
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import INTERACTIVE, enqueue
from leadwright.kernel.jobs import failed_jobs as queue
from leadwright.kernel.web import Read, Tx, require
from leadwright.pipeline import failed_runs, runs
from leadwright.web.auth import csrf
from leadwright.web.screens.failed_jobs import view
from leadwright.web.screens.failed_jobs.query import about
from leadwright.web.screens.frame import Framed

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/failed-jobs")

MOST = 200
Manages = Depends(require(Permission.MANAGE_JOBS))
Csrf = Depends(csrf)


@router.get("", dependencies=[Manages])
async def index(frame: Framed, session: Read, gone: int | None = None) -> HTMLResponse:
    jobs = await queue.held(session, limit=MOST + 1)
    orphans = await failed_runs.without_a_job(session, limit=MOST)
    known = await about(session, jobs, orphans)
    lines = [view.job_line(job, known) for job in jobs[:MOST]]
    lines += [view.run_line(run, known) for run in orphans]
    context = view.FailedJobsContext(
        lines=tuple(sorted(lines, key=lambda line: line.since, reverse=True)),
        cut=len(jobs) > MOST,
        has_log=frame.who.may(Permission.READ_REQUESTS),
    )
    undo = "" if gone is None else f"{frame.shell.workspace_url}/failed-jobs/{gone}/take-back"
    return frame.show("pages/failed_jobs/index.html", context, section="failed-jobs", undo=undo)


@router.post("/retry", dependencies=[Manages, Csrf])
async def retry_all(frame: Framed, session: Tx) -> RedirectResponse:
    orphans = await failed_runs.without_a_job(session, limit=MOST)
    for job in await queue.run_again(session):
        await _is_under_way(session, job.name, job.payload)
    for run in orphans:
        await _queue_run(session, run)
    return frame.to("/failed-jobs", toast="retried")


@router.post("/{job_id}/retry", dependencies=[Manages, Csrf])
async def retry(frame: Framed, session: Tx, job_id: int) -> RedirectResponse:
    started = await queue.run_again(session, [job_id])
    if not started:
        raise _gone()
    await _is_under_way(session, started[0].name, started[0].payload)
    return frame.to("/failed-jobs", toast="retried")


@router.post("/runs/{submission_id}/retry", dependencies=[Manages, Csrf])
async def retry_run(frame: Framed, session: Tx, submission_id: UUID) -> RedirectResponse:
    """A failed run whose job is lost gets a new one."""
    for run in await failed_runs.without_a_job(session, limit=MOST):
        if run.submission_id == submission_id:
            await _queue_run(session, run)
            return frame.to("/failed-jobs", toast="retried")
    raise _gone()


@router.post("/{job_id}/let-go", dependencies=[Manages, Csrf])
async def let_go(frame: Framed, session: Tx, job_id: int) -> RedirectResponse:
    if not await queue.let_go(session, job_id):
        raise _gone()
    return frame.to(f"/failed-jobs?gone={job_id}", toast="removed")


@router.post("/{job_id}/take-back", dependencies=[Manages, Csrf])
async def take_back(frame: Framed, session: Tx, job_id: int) -> Response:
    """The way back of letting go; asked by the toast, the page then loads itself again."""
    if not await queue.take_back(session, job_id):
        raise _gone()
    if "hx-request" in frame.request.headers:
        return Response(status_code=200, headers={"HX-Refresh": "true"})
    return frame.to("/failed-jobs", toast="saved")


async def _queue_run(session: TenantSession, run: runs.Run) -> None:
    payload = failed_runs.payload_of(run)
    await enqueue(session, ADVANCE, payload, priority=INTERACTIVE)
    await _answer_is_pending(session, payload)


async def _is_under_way(session: TenantSession, name: str, payload: dict[str, Any]) -> None:
    """What the job is about says so: a file goes on from where it stopped, a lead's answer is pending."""
    if name in imports.RUN_AGAIN:
        with suppress(Conflict):  # an error that was no file's fault left it as it stood
            await imports.revive(session, UUID(payload["import_id"]))
    if name == ADVANCE:
        await _answer_is_pending(session, payload)


async def _answer_is_pending(session: TenantSession, payload: dict[str, Any]) -> None:
    submission_id = SubmissionId(UUID(payload["submission_id"]))
    run = await runs.of_submission(session, submission_id)
    if run is not None and run.lead_id is not None:
        await mark_reply(session, LeadId(run.lead_id), submission_id, Reply("pending"))


def _gone() -> NotFound:
    return NotFound("There is no such failed job here: it may run again already, or was let go.")
