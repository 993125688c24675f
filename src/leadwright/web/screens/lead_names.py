"""What leads are called on screens that show something else: tasks, messages, jobs, requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from leadwright.domain.numbering import grouped
from leadwright.features.leads.models import Lead
from leadwright.kernel.db.session import ReadSession
from leadwright.pipeline.runs import Run


@dataclass(frozen=True)
class LeadName:
    """A lead as a link: its id, the best name there is, and the company, if known."""

    id: UUID
    name: str
    company: str


async def of_leads(session: ReadSession, lead_ids: Iterable[UUID | None]) -> dict[UUID, LeadName]:
    """The names of these leads; unknown ids are left out."""
    wanted = {lead_id for lead_id in lead_ids if lead_id is not None}
    if not wanted:
        return {}
    rows = await session.execute(
        select(Lead.id, Lead.name, Lead.email, Lead.phone, Lead.company).where(
            Lead.workspace_id == session.info["workspace_id"], Lead.id.in_(wanted)
        )
    )
    return {
        row.id: LeadName(
            row.id, row.name or row.email or grouped(row.phone) or "Unnamed lead", row.company
        )
        for row in rows
    }


@dataclass(frozen=True)
class Fate:
    """What became of a submission: the lead it made or found, and how its run stands."""

    lead: LeadName | None
    status: str
    stop_reason: str


async def of_submissions(session: ReadSession, submission_ids: Iterable[UUID]) -> dict[UUID, Fate]:
    """The fates of these submissions; one whose run has not begun is left out."""
    runs = (
        await session.execute(
            select(Run.submission_id, Run.lead_id, Run.status, Run.stop_reason).where(
                Run.workspace_id == session.info["workspace_id"],
                Run.submission_id.in_(set(submission_ids)),
            )
        )
    ).all()
    leads = await of_leads(session, (run.lead_id for run in runs))
    return {
        run.submission_id: Fate(leads.get(run.lead_id), run.status, run.stop_reason or "")
        for run in runs
    }
