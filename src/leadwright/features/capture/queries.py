"""Reads of submissions."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from leadwright.domain.ids import SubmissionId
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.features.capture.models import Submission
from leadwright.kernel.db import prefetch
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import ReadSession

_SUBMISSION = select(Submission).where(
    Submission.workspace_id == bindparam("workspace_id"), Submission.id == bindparam("id")
)

# What a run begins with: each lead is opened once, and no object is needed for it.
AT_THE_DOOR = Prefetch(
    "at_the_door",
    "select to_jsonb(s) from (select workspace_id, id as submission_id, received_at, source, form,"
    " headers, is_demo, suspicion from submission"
    " where workspace_id = :workspace_id and id = :submission_id) s",
)


async def at_the_door(session: ReadSession, submission_id: SubmissionId) -> LeadSnapshot | None:
    """The lead of a submission as nothing is known of it yet."""
    row = await prefetch.answer(session, AT_THE_DOOR, submission_id=submission_id)
    return None if row is None else LeadSnapshot.model_validate(row)


async def submission(session: ReadSession, submission_id: SubmissionId) -> Submission | None:
    which = {"workspace_id": session.info["workspace_id"], "id": submission_id}
    return (await session.execute(_SUBMISSION, which)).scalar_one_or_none()


async def several(
    session: ReadSession, submission_ids: Sequence[SubmissionId]
) -> Sequence[Submission]:
    """These submissions, newest first; ids that are none are left out."""
    rows = await session.execute(
        select(Submission)
        .where(
            Submission.workspace_id == session.info["workspace_id"],
            Submission.id.in_(submission_ids),
        )
        .order_by(Submission.received_at.desc(), Submission.id.desc())
    )
    return rows.scalars().all()


def snapshot(row: Submission) -> LeadSnapshot:
    """The lead as it stands at the door: one submission, nothing known yet."""
    return LeadSnapshot(
        workspace_id=row.workspace_id,
        submission_id=row.id,
        received_at=row.received_at,
        source=row.source,
        form=FormValues.model_validate(row.form),
        headers=row.headers,
        is_demo=row.is_demo,
        suspicion=row.suspicion,
    )
