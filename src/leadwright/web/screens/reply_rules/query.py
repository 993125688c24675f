"""The newest leads as the reply rules would see them, for the preview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from leadwright.domain.business_hours import BusinessHours
from leadwright.domain.lead import LeadSnapshot
from leadwright.features.replies.modes import Choice, ReplyRule, choose
from leadwright.kernel.db.session import ReadSession
from leadwright.pipeline.runs import Run

LOOKED_AT = 50


async def newest(session: ReadSession) -> Sequence[LeadSnapshot]:
    """The newest leads that a reply was due to, newest first, each as its last run knew it."""
    rows = await session.execute(
        select(Run.snapshot)
        .where(
            Run.workspace_id == session.info["workspace_id"],
            Run.lead_id.is_not(None),
            Run.status == "done",
        )
        .order_by(Run.started_at.desc(), Run.submission_id.desc())
        .limit(LOOKED_AT)
    )
    seen = [LeadSnapshot.model_validate(row.snapshot) for row in rows if row.snapshot]
    return [lead for lead in seen if lead.form.email is not None]


@dataclass(frozen=True)
class Fate:
    """What one lead's reply becomes by the rules in force, and by the list that is looked at."""

    lead_id: UUID | None
    who: str
    intent: str
    at: datetime
    now: Choice
    then: Choice

    @property
    def changes(self) -> bool:
        return (self.now.mode, self.now.minutes) != (self.then.mode, self.then.minutes)


def fates(
    leads: Sequence[LeadSnapshot],
    now: Sequence[ReplyRule],
    then: Sequence[ReplyRule],
    hours: BusinessHours,
) -> tuple[Fate, ...]:
    """Those that change first, then the others, each newest first."""
    found = [
        Fate(
            lead_id=lead.lead_id,
            who=lead.form.name or lead.form.email or "",
            intent=lead.reading.intent.value if lead.reading else "",
            at=lead.received_at,
            now=choose(now, lead, hours),
            then=choose(then, lead, hours),
        )
        for lead in leads
    ]
    return tuple(sorted(found, key=lambda fate: not fate.changes))
