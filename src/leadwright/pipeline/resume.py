"""Resumes a failed run from its checkpoint, when a member asks for it."""

from sqlalchemy import text

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.ids import LeadId, SubmissionId
from leadwright.features.capture.actions import ADVANCE
from leadwright.features.leads.actions import Reply, mark_reply
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import INTERACTIVE, encode, enqueue, queue_name
from leadwright.pipeline import runs

# The job that gave up is still in the queue: restart it rather than add another.
_UNPARK = text(
    "update pgqueuer set status = 'queued', attempts = 0, execute_after = now(), updated = now()"
    " where entrypoint = :name and status = 'failed' and payload = :payload returning id"
)


async def run_again(session: TenantSession, lead_id: LeadId, submission_id: SubmissionId) -> None:
    """Queue the run again. Conflict unless it has failed; NotFound if it is not this lead's."""
    run = await runs.of_submission(session, submission_id)
    if run is None or run.lead_id != lead_id:
        raise NotFound("There is no such submission here.")
    if run.status != "failed":
        raise Conflict("This run has not failed, or goes on already.")
    payload = {
        "workspace_id": str(session.info["workspace_id"]),
        "submission_id": str(submission_id),
    }
    parked = await session.execute(
        _UNPARK, {"name": queue_name(ADVANCE), "payload": encode(payload)}
    )
    if parked.first() is None:
        await enqueue(session, ADVANCE, payload, priority=INTERACTIVE)
    await mark_reply(session, lead_id, submission_id, Reply("pending"))
