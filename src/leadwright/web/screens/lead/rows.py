"""Everything a lead page reads, from the features that own it, in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import LeadId, SubmissionId
from leadwright.domain.lead import Fact
from leadwright.domain.predicted import Predicted
from leadwright.features.capture import quarantine
from leadwright.features.capture import queries as submissions
from leadwright.features.capture.models import Submission
from leadwright.features.duplicates import queries as duplicates
from leadwright.features.duplicates.queries import Merge
from leadwright.features.experiments import queries as experiments
from leadwright.features.experiments.models import LeadOutcome
from leadwright.features.leads import custom_fields
from leadwright.features.leads import known as knowledge
from leadwright.features.leads import queries as leads
from leadwright.features.leads.models import Lead, LeadValue
from leadwright.features.leads.queries import Happening
from leadwright.features.messages import queries as messages
from leadwright.features.messages.models import Message, MessageEdit
from leadwright.features.routing import queries as routing
from leadwright.features.scoring.queries import Explained
from leadwright.features.tasks import queries as tasks
from leadwright.features.tasks.models import Task
from leadwright.features.workspaces import queries as workspaces
from leadwright.features.workspaces.queries import Member
from leadwright.kernel.db.session import ReadSession
from leadwright.pipeline import runs
from leadwright.pipeline.runs import Run
from leadwright.pipeline.scoring import scores


@dataclass(frozen=True)
class LeadRows:
    """One lead's rows, newest first where there are several."""

    lead: Lead
    facts: Sequence[Fact]
    fields: Sequence[LeadValue]
    score: Explained | None
    submissions: Sequence[Submission]
    runs: Sequence[Run]
    messages: Sequence[Message]
    edits: Sequence[MessageEdit]
    happenings: Sequence[Happening]
    tasks: Sequence[Task]
    colleagues: Sequence[Lead]
    merges: Sequence[Merge]
    members: Sequence[Member]
    outcomes: Sequence[LeadOutcome]
    team: str
    predicted: Predicted | None
    quarantined: frozenset[UUID]


async def read(session: ReadSession, lead_id: UUID) -> LeadRows:
    """NotFound for a lead of another workspace, as for none."""
    lead = await leads.one(session, LeadId(lead_id))
    if lead is None:
        raise NotFound("There is no such lead here.")
    known = LeadId(lead_id)
    told = await knowledge.one(session, known)
    score, word = (None, None) if told is None else await scores.explained(session, told)
    travelled = await runs.of_lead(session, known)
    facts = await leads.facts(session, known)
    ids = [SubmissionId(run.submission_id) for run in travelled]
    stopped = [SubmissionId(run.submission_id) for run in travelled if run.status == "stopped"]
    letters = await messages.of_lead(session, known)
    changed = [letter.id for letter in letters if letter.revision]
    return LeadRows(
        lead=lead,
        facts=facts,
        fields=await custom_fields.of_lead(session, known),
        score=score,
        submissions=await submissions.several(session, ids) if ids else (),
        runs=travelled,
        messages=letters,
        edits=await messages.edits(session, changed),
        happenings=await leads.timeline(session, known),
        tasks=await tasks.of_lead(session, known),
        colleagues=await leads.colleagues(session, lead),
        merges=await duplicates.merges_of(session, known),
        members=await workspaces.members(session),
        outcomes=await experiments.outcomes(session, known),
        team=await routing.team_name(session, lead.team_id),
        predicted=word,
        quarantined=await quarantine.waiting_among(session, stopped) if stopped else frozenset(),
    )
