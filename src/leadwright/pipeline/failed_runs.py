"""Failed runs that have no failed job in the queue."""

from collections.abc import Sequence

from sqlalchemy import select

from leadwright.features.capture.actions import ADVANCE
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.jobs import failed_jobs
from leadwright.pipeline.runs import Run


async def without_a_job(session: ReadSession, *, limit: int = 200) -> Sequence[Run]:
    """Failed runs that no queued job will resume: their job was lost or deleted."""
    workspace_id = session.info["workspace_id"]
    rows = await session.execute(
        select(Run)
        .where(Run.workspace_id == workspace_id, Run.status == "failed")
        .order_by(Run.started_at.desc(), Run.submission_id.desc())
        .limit(limit)
    )
    failed = rows.scalars().all()
    payloads = [payload_of(run) for run in failed]
    standing = await failed_jobs.standing(session, ADVANCE, payloads)
    return [run for run, stands in zip(failed, standing, strict=True) if not stands]


def payload_of(run: Run) -> dict[str, str]:
    """The payload of the run's job, formatted as the intake endpoint does."""
    return {"workspace_id": str(run.workspace_id), "submission_id": str(run.submission_id)}
