"""The newest leads, as the pipeline last saw them, to try a template on."""

from sqlalchemy import select

from leadwright.domain.lead import LeadSnapshot
from leadwright.features.leads.models import Lead
from leadwright.kernel.db.session import ReadSession
from leadwright.pipeline.runs import Run

_TRIED = 6


async def newest(session: ReadSession) -> tuple[LeadSnapshot, ...]:
    """The last leads that were understood and can be written to."""
    found = await session.execute(
        select(Run.snapshot)
        .join(
            Lead,
            (Lead.workspace_id == Run.workspace_id)
            & (Lead.last_submission_id == Run.submission_id),
        )
        .where(Lead.workspace_id == session.info["workspace_id"], Run.status == "done")
        .order_by(Lead.last_submission_at.desc(), Lead.id.desc())
        .limit(_TRIED)
    )
    leads = (LeadSnapshot.model_validate(kept) for kept in found.scalars() if kept)
    return tuple(lead for lead in leads if lead.reading is not None and lead.form.email)
