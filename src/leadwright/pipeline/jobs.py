"""The pipeline's job, one per submission, and what happens when its attempts are used up."""

from functools import partial
from uuid import UUID

from leadwright.domain.ids import LeadId, SubmissionId, WorkspaceId
from leadwright.features.capture.actions import ADVANCE
from leadwright.features.leads.actions import Reply, mark_reply
from leadwright.features.notifications.actions import News, tell
from leadwright.kernel import live
from leadwright.kernel.db.session import Database
from leadwright.kernel.jobs import Job, Payload, workspace_of
from leadwright.pipeline import runs
from leadwright.pipeline.engine import Engine


def jobs(engine: Engine) -> tuple[Job, ...]:
    return (
        Job(
            ADVANCE,
            partial(advance_lead, engine),
            timeout=60,
            max_attempts=6,
            gave_up=partial(gave_up, engine.database),
        ),
    )


async def advance_lead(engine: Engine, payload: Payload) -> None:
    await engine.advance(*_ids(payload))


async def gave_up(database: Database, payload: Payload, why: str) -> None:
    """Mark the submission as failed on the screens; other submissions are unaffected."""
    workspace_id, submission_id = _ids(payload)
    async with database.tenant(workspace_id) as session:
        await runs.mark_failed(session, submission_id, why)
        run = await runs.of_submission(session, submission_id)
        lead_id = LeadId(run.lead_id) if run and run.lead_id else None
        if lead_id is not None:
            await mark_reply(session, lead_id, submission_id, Reply("failed"))
        await tell(
            session,
            News(
                reason_key=f"run_failed:{submission_id}",
                kind="alert",
                title="A submission could not be answered",
                detail=f"{why} It stands under failed jobs, where it can be tried again.",
                lead_id=lead_id,
                cause="run_failed",
            ),
        )
        await live.announce(session, submission_id, "answered")


def _ids(payload: Payload) -> tuple[WorkspaceId, SubmissionId]:
    return (
        workspace_of(payload),
        SubmissionId(UUID(payload["submission_id"])),
    )
