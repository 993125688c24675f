"""Continues stopped runs that a member released, from the step after the one that stopped them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select

from leadwright.domain.ids import LeadId, PersonId, SubmissionId
from leadwright.domain.lead import Fact
from leadwright.domain.reading import Intent
from leadwright.features.capture import lists, quarantine
from leadwright.features.capture.actions import ADVANCE
from leadwright.features.leads.actions import Reply, mark_reply, record_facts
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import INTERACTIVE, enqueue
from leadwright.pipeline.failed_runs import payload_of
from leadwright.pipeline.runs import Run

_STOPPING = frozenset({Intent.SPAM, Intent.SOLICITATION})


async def release(
    session: TenantSession, submission_ids: Collection[UUID], by: PersonId | None
) -> int:
    """Continue each run as a lead, and trust its sender from now on; returns how many were released."""
    caught = await quarantine.decide(
        session, submission_ids, before=("waiting", "spam"), after="released", by=by
    )
    for each in caught:
        await lists.unlearn(session, each.submission_id)
        await lists.learn_trust(session, each.submission_id, each.form, by)
        await _run_on(session, each.submission_id)
    return len(caught)


async def _run_on(session: TenantSession, submission_id: UUID) -> None:
    """Resume after the step that stopped the run, and undo what made it stop."""
    run = (
        await session.execute(
            select(Run)
            .where(
                Run.workspace_id == session.info["workspace_id"],
                Run.submission_id == submission_id,
                Run.status == "stopped",
            )
            .with_for_update()
        )
    ).scalar_one_or_none()
    if run is None:
        return
    run.status, run.stop_reason, run.finished_at = "running", None, None
    run.runner, run.lease_until = None, None
    said = _said_anew(run.snapshot)
    run.snapshot = _cleared(run.snapshot, said)
    run.steps = [*run.steps, _note(run)]
    if run.lead_id is not None:
        await record_facts(session, LeadId(run.lead_id), SubmissionId(submission_id), said)
    await enqueue(session, ADVANCE, payload_of(run), priority=INTERACTIVE)
    if run.lead_id is not None:
        await mark_reply(
            session, LeadId(run.lead_id), SubmissionId(submission_id), Reply("pending")
        )


def _said_anew(snapshot: dict[str, Any]) -> tuple[Fact, ...]:
    """The reading of a message released by a member: an enquiry of unknown intent, not junk."""
    reading = snapshot.get("reading")
    if not reading or Intent(reading["intent"]) not in _STOPPING:
        return ()
    intent = Fact(
        key="intent",
        value=Intent.GENERAL_INQUIRY.value,
        source="member",
        method="decided",
        confidence=1.0,
        observed_at=clock.now(),
    )
    return (intent,)


def _cleared(snapshot: dict[str, Any], said: tuple[Fact, ...]) -> dict[str, Any]:
    """The lead without the suspicion and with the new reading; its score is computed from that."""
    reading, facts = snapshot.get("reading"), snapshot.get("facts") or {}
    if said:
        word = {"intent": said[0].value, "unsure": False, "expect_auto_reply": True}
        reading = {**(reading or {}), **word}
        facts = {**facts, **{fact.key: fact.model_dump(mode="json") for fact in said}}
    return {**snapshot, "suspicion": None, "reading": reading, "facts": facts, "proposal": None}


def _note(run: Run) -> dict[str, Any]:
    waited = (clock.now() - run.started_at).total_seconds() * 1000
    return {
        "name": "release",
        "ms": 0.0,
        "started_ms": round(waited, 2),
        "outcome": "done",
        "detail": "by a person",
    }
