"""What the screen of failed jobs shows, in words: which work, for whom, why, since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from leadwright.kernel.jobs.failed_jobs import FailedJob
from leadwright.pipeline.runs import Run
from leadwright.web.screens.lead_names import LeadName
from leadwright.web.wording import said

LONGEST = 1_000
_NO_REASON = "The reason is not kept any more. The server's log names it under the job's number."


@dataclass(frozen=True)
class FailedLine:
    """One parked job, or a failed run without one (`job_id` None). `path` is its address here."""

    path: str
    job_id: int | None
    what: str
    detail: str
    lead: LeadName | None
    link: str
    why: str
    tries: int
    since: datetime
    consequence: str


@dataclass(frozen=True)
class FailedJobsContext:
    """The screen."""

    lines: tuple[FailedLine, ...]
    cut: bool
    has_log: bool


@dataclass(frozen=True)
class JobSubjects:
    """What is known about the things that jobs name."""

    leads: Mapping[UUID, LeadName]
    lead_of_submission: Mapping[UUID, UUID]
    lead_of_message: Mapping[UUID, UUID]
    writers: Mapping[UUID, str]

    def lead(self, payload: Mapping[str, Any]) -> LeadName | None:
        """The lead a job is about, if it has one."""
        lead_id = self.lead_of_submission.get(as_id(payload.get("submission_id")), UUID(int=0))
        if lead_id.int == 0:
            lead_id = self.lead_of_message.get(as_id(payload.get("message_id")), UUID(int=0))
        return self.leads.get(lead_id)


def as_id(value: Any) -> UUID:
    """The id in a payload; a zero that nothing has if it is none."""
    try:
        return UUID(str(value))
    except ValueError:
        return UUID(int=0)


_WHAT = {
    "advance_lead": (
        "Answer a submission",
        "The submission stays in the request log, unanswered.",
    ),
    "send_message": (
        "Send a message",
        "The message stays in the outbox as waiting and is not sent; cancel it there.",
    ),
    "deliver_events": ("Tell what happened", "What listens to these events misses them."),
    "deliver_event": ("Tell what happened", "What listens to this event misses it."),
}


def job_line(job: FailedJob, known: JobSubjects) -> FailedLine:
    what, consequence = _WHAT.get(job.name, (_words(job.name), "It is not done."))
    message_id = as_id(job.payload.get("message_id"))
    return FailedLine(
        path=f"/failed-jobs/{job.id}",
        job_id=job.id,
        what=what,
        detail=_detail(job, known),
        lead=known.lead(job.payload),
        link=f"/outbox/{message_id}" if message_id.int else "",
        why=_shortened(job.why) or _NO_REASON,
        tries=job.tries,
        since=job.failed_at,
        consequence=consequence,
    )


def _detail(job: FailedJob, known: JobSubjects) -> str:
    if job.name == "deliver_event":
        return f"to {job.payload.get('subscriber', 'a listener')}"
    if job.name == "deliver_events":
        return f"{len(job.payload.get('events', ()))} events"
    writer = known.writers.get(as_id(job.payload.get("submission_id")), "")
    return f"from {writer}" if writer else ""


def run_line(run: Run, known: JobSubjects) -> FailedLine:
    payload = {"submission_id": run.submission_id}
    writer = known.writers.get(run.submission_id, "")
    return FailedLine(
        path=f"/failed-jobs/runs/{run.submission_id}",
        job_id=None,
        what=_WHAT["advance_lead"][0],
        detail=f"from {writer}" if writer else "",
        lead=known.lead(payload),
        link="",
        why=_shortened(run.error or "") or _NO_REASON,
        tries=0,
        since=run.finished_at or run.started_at,
        consequence="",
    )


def _words(name: str) -> str:
    return said(name)


def _shortened(why: str) -> str:
    return why if len(why) <= LONGEST else f"{why[:LONGEST]}..."
