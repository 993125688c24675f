"""Scores leads anew after what they did, within a second: one job takes all that is due."""

from functools import partial
from uuid import UUID

from leadwright.domain.ids import LeadId, SubmissionId, WorkspaceId
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.outcome import Continue
from leadwright.features.behaviour import actions as behaviour
from leadwright.features.leads import actions as leads
from leadwright.features.leads import queries as lead_queries
from leadwright.features.scoring import actions as scoring
from leadwright.kernel import live
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import Job, Payload
from leadwright.pipeline import runs
from leadwright.pipeline.engine import Engine

AT_ONCE = 50


def jobs(engine: Engine) -> tuple[Job, ...]:
    return (Job(behaviour.RESCORE, partial(rescore, engine)),)


async def rescore(engine: Engine, payload: Payload) -> None:
    """Score what is due in a workspace, in one transaction a batch. Nothing to do is done at once.

    Events that come meanwhile bring a job of their own; many of one lead are scored once.
    """
    workspace_id = WorkspaceId(UUID(payload["workspace_id"]))
    is_more = True
    while is_more:
        async with engine.turns, engine.database.tenant(workspace_id) as session:
            due, is_more = await behaviour.take_due(session, AT_ONCE)
            for lead_id in due:
                await score_now(engine, session, lead_id)


async def score_now(engine: Engine, session: TenantSession, lead_id: LeadId) -> None:
    """The lead's score as of now; none for a lead that was never scored, such as stopped spam."""
    lead = await leads.locked(session, lead_id)
    if lead is None or lead.score is None:
        return
    submission_id = SubmissionId(lead.last_submission_id)
    bare = LeadSnapshot(
        workspace_id=WorkspaceId(lead.workspace_id),
        submission_id=submission_id,
        received_at=lead.last_submission_at,
        source=lead.source,
        form=FormValues(),
        lead_id=lead_id,
        is_returning=lead.submissions > 1,
        facts=await lead_queries.best_facts(session, lead_id),
    )
    outcome = await scoring.score(session, await _seen(session, bare), engine.services, None)
    if isinstance(outcome, Continue) and outcome.lead.score is not None:
        await leads.keep_score(session, lead_id, submission_id, outcome.lead.score)
        await live.announce(session, submission_id, "answered")


async def _seen(session: TenantSession, lead: LeadSnapshot) -> LeadSnapshot:
    """With the facts as the newest run saw them, which come first, as on the lead's page."""
    if lead.lead_id is None:
        return lead
    run = next((run for run in await runs.of_lead(session, lead.lead_id) if run.snapshot), None)
    seen = {} if run is None else LeadSnapshot.model_validate(run.snapshot).facts
    return lead.model_copy(update={"facts": {**lead.facts, **seen}})
