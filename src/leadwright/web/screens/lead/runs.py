"""The submissions of a lead as received, and each one's way through the pipeline."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from leadwright.features.capture.models import Submission
from leadwright.features.messages.models import Message
from leadwright.kernel.loading import resolve
from leadwright.pipeline.runs import Run
from leadwright.pipeline.step import Step
from leadwright.web import results
from leadwright.web.screens.lead.words import STOPS, field_name, plain, step_words, stop_words
from leadwright.web.screens.source_names import source_name
from leadwright.web.view import PipelineStep
from leadwright.web.wording import said

STEPS: Mapping[str, str] = {
    "store": "Store",
    "screen": "Check",
    "release": "Release from quarantine",
    "dedupe": "Match",
    "enrich": "Enrich",
    "understand": "Understand",
    "score": "Score",
    "route": "Route",
    "respond": "Respond",
    "notify": "Notify",
    "follow_up": "Follow up",
    "send": "Send",
}
_OUTCOMES = {
    "skipped": "skipped, it took too long or failed",
    "fell_back": "a simpler way was taken",
}
_FIELDS = (("name", "Name"), ("email", "E-mail"), ("phone", "Phone"), ("company", "Company"))


@dataclass(frozen=True)
class FormField:
    """A field as it was sent. `is_own`: the form's owner added it."""

    name: str
    value: str
    is_own: bool = False


@dataclass(frozen=True)
class SubmissionView:
    """One submission. `trouble` says in plain words why it has no answer, if it has none.

    `language` is the message's, as it was read. While it `is_quarantined` a person may still release it.
    """

    id: UUID
    received_at: datetime
    source: str
    message: str
    language: str
    fields: tuple[FormField, ...]
    steps: tuple[PipelineStep, ...]
    answered_ms: float | None
    trouble: str
    error: str
    has_failed: bool
    is_quarantined: bool


def submission_views(
    submissions: Sequence[Submission],
    runs: Sequence[Run],
    messages: Sequence[Message],
    quarantined: Collection[UUID],
) -> tuple[SubmissionView, ...]:
    """Newest first, each with its run and its reply."""
    by_run = {run.submission_id: run for run in runs}
    replies = {m.submission_id: m for m in messages if m.kind == "reply"}
    return tuple(
        submission_view(
            each, by_run.get(each.id), replies.get(each.id), is_quarantined=each.id in quarantined
        )
        for each in submissions
    )


def submission_view(
    submission: Submission, run: Run | None, reply: Message | None, *, is_quarantined: bool = False
) -> SubmissionView:
    form: Mapping[str, Any] = submission.form
    return SubmissionView(
        id=submission.id,
        received_at=submission.received_at,
        source=source_name(submission.source),
        message=str(form.get("message") or ""),
        language=_language(run),
        fields=form_fields(form),
        steps=pipeline_steps(results.steps(submission, run, reply)),
        answered_ms=_answered(submission, reply),
        trouble=_trouble(run),
        error=(run.error or "") if run and run.status == "failed" else "",
        has_failed=run is not None and run.status == "failed",
        is_quarantined=is_quarantined,
    )


def _language(run: Run | None) -> str:
    """The tag of the message's language; nothing before it was read."""
    known: Mapping[str, Any] = (run.snapshot if run else None) or {}
    reading: Mapping[str, Any] = known.get("reading") or {}
    return str(reading.get("language") or "")


def form_fields(form: Mapping[str, Any]) -> tuple[FormField, ...]:
    """Every field that was sent, ours first, then the form's own as they came."""
    ours = [FormField(words, str(form[key])) for key, words in _FIELDS if form.get(key)]
    extra: Mapping[str, Any] = form.get("extra") or {}
    own = [FormField(field_name(str(key)), plain(value), True) for key, value in extra.items()]
    return (*ours, *own)


def pipeline_steps(steps: Sequence[Mapping[str, Any]]) -> tuple[PipelineStep, ...]:
    """Steps in words; an older run without start times stands end to end."""
    found: list[PipelineStep] = []
    at = 0.0
    for step in steps:
        began = step.get("started_ms")
        at = float(began) if began is not None else at
        found.append(
            PipelineStep(
                STEPS.get(step["name"], said(step["name"])), _outcome(step), at, float(step["ms"])
            )
        )
        at += float(step["ms"])
    return tuple(found)


def _outcome(step: Mapping[str, Any]) -> str:
    outcome, detail = str(step.get("outcome", "")), step_words(str(step.get("detail") or ""))
    if outcome == "stopped":
        return f"stopped: {said(detail).lower()}" if detail in STOPS else "stopped"
    if outcome in _OUTCOMES:
        return f"{_OUTCOMES[outcome]}; {detail}" if detail else _OUTCOMES[outcome]
    return detail or said(outcome).lower()


def _answered(submission: Submission, reply: Message | None) -> float | None:
    if reply is None or reply.sent_at is None:
        return None
    return (reply.sent_at - submission.received_at).total_seconds() * 1000


def _trouble(run: Run | None) -> str:
    if run is None or run.status == "done":
        return ""
    if run.status == "stopped":
        return stop_words(run.stop_reason)
    if run.status == "failed":
        return f"It failed at the step {failed_step(run)} and waits for a person."
    return "It is being worked on."


def failed_step(run: Run) -> str:
    """The step a failed run would go on with."""
    # Named late: what the steps do, and all it loads, is no part of a web process.
    steps: Sequence[Step[Any]] = resolve("leadwright.pipeline.lead:LEAD_PIPELINE")
    name = steps[run.checkpoint].name if run.checkpoint < len(steps) else "send"
    return STEPS.get(name, said(name))
