"""Reads of submissions and of the request log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from leadwright.domain.ids import SubmissionId
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.features.capture.models import RefusedRequest, Submission
from leadwright.kernel.db.session import ReadSession


async def submission(session: ReadSession, submission_id: SubmissionId) -> Submission | None:
    return (
        await session.execute(
            select(Submission).where(
                Submission.workspace_id == session.info["workspace_id"],
                Submission.id == submission_id,
            )
        )
    ).scalar_one_or_none()


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


@dataclass(frozen=True)
class LoggedRequest:
    """One line of the request log: taken (`status` 202) or refused."""

    id: UUID
    received_at: datetime
    status: int
    problem: str
    address: str
    content_type: str
    body: bytes
    submission_id: UUID | None


async def request_log(session: ReadSession, *, limit: int = 50) -> Sequence[LoggedRequest]:
    """The newest requests at the door, refused ones among them, as they came."""
    workspace_id = session.info["workspace_id"]
    taken = await session.execute(
        select(Submission)
        .where(Submission.workspace_id == workspace_id)
        .order_by(Submission.received_at.desc(), Submission.id.desc())
        .limit(limit)
    )
    refused = await session.execute(
        select(RefusedRequest)
        .where(RefusedRequest.workspace_id == workspace_id)
        .order_by(RefusedRequest.id.desc())
        .limit(limit)
    )
    lines = [
        LoggedRequest(s.id, s.received_at, 202, "", s.address, s.content_type, s.raw, s.id)
        for s in taken.scalars()
    ] + [
        LoggedRequest(
            r.id, r.received_at, r.status, r.problem, r.address, r.content_type, r.body, None
        )
        for r in refused.scalars()
    ]
    return sorted(lines, key=lambda line: line.received_at, reverse=True)[:limit]
