"""What failed jobs are about: joins the tables of several features by the ids in their payloads."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from leadwright.features.capture.models import Submission
from leadwright.features.messages.models import Message
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.jobs.failed_jobs import FailedJob
from leadwright.pipeline.runs import Run
from leadwright.web.screens import lead_names
from leadwright.web.screens.failed_jobs.view import JobSubjects, as_id


async def about(
    session: ReadSession, jobs: Sequence[FailedJob], runs: Sequence[Run]
) -> JobSubjects:
    """The leads, messages and writers that these jobs and runs name."""
    submissions = {as_id(job.payload.get("submission_id")) for job in jobs}
    submissions |= {run.submission_id for run in runs}
    messages = {as_id(job.payload.get("message_id")) for job in jobs}
    lead_of_submission = await _leads_of_submissions(session, submissions)
    lead_of_message = await _leads_of_messages(session, messages)
    leads = await lead_names.of_leads(
        session, {*lead_of_submission.values(), *lead_of_message.values()}
    )
    writers = await _writers(session, submissions)
    return JobSubjects(leads, lead_of_submission, lead_of_message, writers)


async def _leads_of_submissions(session: ReadSession, ids: set[UUID]) -> dict[UUID, UUID]:
    rows = await session.execute(
        select(Run.submission_id, Run.lead_id).where(
            Run.workspace_id == session.info["workspace_id"],
            Run.submission_id.in_(ids),
            Run.lead_id.is_not(None),
        )
    )
    return {row.submission_id: row.lead_id for row in rows}


async def _leads_of_messages(session: ReadSession, ids: set[UUID]) -> dict[UUID, UUID]:
    rows = await session.execute(
        select(Message.id, Message.lead_id).where(
            Message.workspace_id == session.info["workspace_id"],
            Message.id.in_(ids),
            Message.lead_id.is_not(None),
        )
    )
    return {row.id: row.lead_id for row in rows}


async def _writers(session: ReadSession, ids: set[UUID]) -> dict[UUID, str]:
    """Who sent each submission: it may have failed before there was a lead."""
    rows = await session.execute(
        select(Submission.id, Submission.form).where(
            Submission.workspace_id == session.info["workspace_id"], Submission.id.in_(ids)
        )
    )
    return {
        row.id: str(row.form.get("name") or row.form.get("email") or row.form.get("phone") or "")
        for row in rows
    }
