"""How much came in: messages at the door, whatever became of them."""

from datetime import datetime

from sqlalchemy import func, select

from leadwright.features.capture.models import Submission
from leadwright.kernel.db.session import ReadSession


async def received(session: ReadSession, since: datetime, until: datetime) -> int:
    """How many messages came from `since` to just before `until`; reads the index alone."""
    query = (
        select(func.count())
        .select_from(Submission)
        .where(
            Submission.workspace_id == session.info["workspace_id"],
            Submission.received_at >= since,
            Submission.received_at < until,
        )
    )
    return (await session.execute(query)).scalar_one()
