"""Reads of submissions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from leadwright.domain.ids import SubmissionId
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.features.capture.models import Submission
from leadwright.kernel.db.session import ReadSession

_SUBMISSION = select(Submission).where(
    Submission.workspace_id == bindparam("workspace_id"), Submission.id == bindparam("id")
)

_TABLE: Any = Submission.__table__
# What a run begins with, as plain columns: each lead is opened once, and no object is needed for it.
_AT_THE_DOOR = select(
    *(
        _TABLE.c[name]
        for name in (
            "workspace_id", "id", "received_at", "source", "form", "headers", "is_demo", "suspicion",
        )
    )
).where(_TABLE.c.workspace_id == bindparam("workspace_id"), _TABLE.c.id == bindparam("id"))  # fmt: skip


async def at_the_door(session: ReadSession, submission_id: SubmissionId) -> LeadSnapshot | None:
    """The lead of a submission as nothing is known of it yet."""
    which = {"workspace_id": session.info["workspace_id"], "id": submission_id}
    row = (await session.execute(_AT_THE_DOOR, which)).first()
    return None if row is None else snapshot(row)


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


def snapshot(row: Submission | Row[Any]) -> LeadSnapshot:
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
