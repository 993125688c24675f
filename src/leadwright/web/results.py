"""The result of a submission, as its submitter or the workspace may see it.

The address carries a signed token: nobody can guess or change it.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import StreamingResponse

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import SubmissionId, WorkspaceId
from leadwright.domain.lead import LeadSnapshot
from leadwright.features.capture import queries as submissions
from leadwright.features.capture.models import Submission
from leadwright.features.messages import queries as messages
from leadwright.features.messages.models import Message
from leadwright.kernel import clock
from leadwright.kernel.crypto import Keyring
from leadwright.kernel.live import Live
from leadwright.kernel.web import database_of
from leadwright.pipeline import runs
from leadwright.pipeline.runs import Run
from leadwright.web.gate import Gate, bearer

STILL = frozenset({"received", "processing"})
STREAM_SECONDS = 40


def token(keyring: Keyring, workspace_id: WorkspaceId, submission_id: SubmissionId) -> str:
    return keyring.sign("result", f"{workspace_id.hex}{submission_id.hex}")


def open_token(keyring: Keyring, text: str) -> tuple[WorkspaceId, SubmissionId]:
    """The ids behind a result address; NotFound for anything we did not sign."""
    value = keyring.unsign("result", text)
    if value is None or len(value) != 64:
        raise NotFound("There is no such result.")
    return WorkspaceId(UUID(value[:32])), SubmissionId(UUID(value[32:]))


async def may_see_all(
    request: Request, workspace_id: WorkspaceId, submission_id: SubmissionId
) -> bool:
    """A secret key of the workspace, or a submission of the demo form."""
    key = bearer(request)
    if key is not None:
        gate: Gate = request.app.state.gate
        known = await gate.key(key)
        if known is not None and known.kind == "secret" and known.workspace_id == workspace_id:
            return True
    async with database_of(request).read(workspace_id) as session:
        submission = await submissions.submission(session, submission_id)
    return submission is not None and submission.is_demo


async def read(
    request: Request, workspace_id: WorkspaceId, submission_id: SubmissionId, *, full: bool
) -> dict[str, Any]:
    """The result as CONTRACTS names its fields."""
    async with database_of(request).read(workspace_id) as session:
        submission = await submissions.submission(session, submission_id)
        run = await runs.of_submission(session, submission_id)
        reply = await messages.reply_to(session, submission_id)
    if submission is None:
        raise NotFound("There is no such result.")
    return shape(submission, run, reply, full=full)


def shape(
    submission: Submission, run: Run | None, reply: Message | None, *, full: bool
) -> dict[str, Any]:
    """Pure: the same rows give the same result."""
    status = status_of(run, reply)
    visible = reply is not None and (full or status == "answered")
    result: dict[str, Any] = {
        "id": str(submission.id),
        "status": status,
        "reply": {"subject": reply.subject, "text": reply.text} if reply and visible else None,
    }
    if full:
        result |= _everything(submission, run, reply)
    return result


def status_of(run: Run | None, reply: Message | None) -> str:
    """One word for where the submission stands. A run that ended without a reply will write none."""
    if reply is not None:
        if reply.status == "queued" and _is_ahead(reply):
            return "held"
        by_message = {
            "sent": "answered",
            "held": "held",
            "failed": "failed",
            "unconfirmed": "unconfirmed",
            "suppressed": "stopped",
            "cancelled": "stopped",
        }
        return by_message.get(reply.status, "processing")
    if run is None:
        return "received"
    return {"stopped": "stopped", "failed": "failed", "done": "stopped"}.get(
        run.status, "processing"
    )


def _is_ahead(reply: Message) -> bool:
    """Whether a delayed reply still waits for its time; `held` is the word for both ways of waiting."""
    return reply.send_after is not None and reply.send_after > clock.now()


def _everything(submission: Submission, run: Run | None, reply: Message | None) -> dict[str, Any]:
    lead = LeadSnapshot.model_validate(run.snapshot) if run and run.snapshot else None
    reading = lead.reading if lead else None
    score = lead.score if lead else None
    return {
        "lead_id": str(lead.lead_id) if lead and lead.lead_id else None,
        "intent": reading.intent.value if reading else None,
        "confidence": reading.confidence if reading else None,
        "language": reading.language if reading else None,
        "entities": reading.entities.model_dump(mode="json") if reading else None,
        "score": score.total if score else None,
        "grade": score.grade.value if score else None,
        "reasons": [{"label": label, "points": p} for label, p in score.reasons] if score else [],
        "owner": {"name": lead.owner.name} if lead and lead.owner else None,
        "stop_reason": (run.stop_reason if run else None) or _unwritten(lead),
        "steps": steps(submission, run, reply),
        "from": {"name": reply.from_name, "address": reply.from_address} if reply else None,
        "error": (run.error if run else None) or (reply.error if reply else None),
    }


def _unwritten(lead: LeadSnapshot | None) -> str | None:
    """Why a run that went to its end has no reply to show."""
    return "reply_rule" if lead is not None and lead.reply_mode == "none" else None


def steps(submission: Submission, run: Run | None, reply: Message | None) -> list[dict[str, Any]]:
    """The pipeline's steps with the door before them and the mail server behind them."""
    found: list[dict[str, Any]] = [
        {
            "name": "store",
            "ms": round(submission.stored_ms, 2),
            "started_ms": 0.0,
            "outcome": "done",
            "detail": "submission and job saved",
        }
    ]
    found.extend(run.steps if run else [])
    if reply is not None and reply.sent_at is not None:
        handed_at = reply.handed_at or reply.sent_at  # the built-in outbox hands nothing to anybody
        began = (handed_at - submission.received_at).total_seconds() * 1000
        spent = (reply.sent_at - handed_at).total_seconds() * 1000
        detail = "in the built-in outbox" if reply.provider == "outbox" else reply.response or ""
        found.append(
            {
                "name": "send",
                "ms": round(spent, 2),
                "started_ms": round(began, 2),
                "outcome": "done",
                "detail": detail[:120],
            }
        )
    return found


async def wait_for(
    request: Request,
    workspace_id: WorkspaceId,
    submission_id: SubmissionId,
    seconds: float,
    *,
    full: bool,
) -> dict[str, Any] | None:
    """The result once there is an answer, or None when the time is up."""
    ear: Live = request.app.state.live
    deadline = asyncio.get_running_loop().time() + seconds
    async with ear.listen() as notices:
        while True:
            result = await read(request, workspace_id, submission_id, full=full)
            if result["status"] not in STILL:
                return result
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return None
            try:
                # Looked at every second as well: a notice may be lost while PostgreSQL restarts.
                async with asyncio.timeout(min(left, 1.0)):
                    while (await notices.get()).submission_id != submission_id:
                        pass
            except TimeoutError:
                continue


def stream(
    request: Request, workspace_id: WorkspaceId, submission_id: SubmissionId
) -> StreamingResponse:
    """Server-sent events: a `step` as each ends, then `facts`, `reply` and `done`."""
    return StreamingResponse(
        _events(request, workspace_id, submission_id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(
    request: Request, workspace_id: WorkspaceId, submission_id: SubmissionId
) -> AsyncIterator[str]:
    ear: Live = request.app.state.live
    told: set[str] = set()
    deadline = asyncio.get_running_loop().time() + STREAM_SECONDS
    async with ear.listen() as notices:
        while asyncio.get_running_loop().time() < deadline:
            result = await read(request, workspace_id, submission_id, full=True)
            for event, data in news(result, told):
                yield f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
            if result["status"] not in STILL:
                yield f"event: done\ndata: {json.dumps(result, ensure_ascii=False)}\n\n"
                return
            try:
                async with asyncio.timeout(0.5):
                    while (await notices.get()).submission_id != submission_id:
                        pass
            except TimeoutError:
                yield ": still here\n\n"


def news(result: dict[str, Any], told: set[str]) -> list[tuple[str, dict[str, Any]]]:
    """What a stream has not told yet; `told` is brought up to date."""
    found: list[tuple[str, dict[str, Any]]] = []
    for step in result["steps"]:
        if step["name"] not in told:
            told.add(step["name"])
            found.append(("step", step))
    if result["score"] is not None and "facts" not in told:
        told.add("facts")
        keys = (
            "intent",
            "confidence",
            "language",
            "entities",
            "score",
            "grade",
            "reasons",
            "owner",
        )
        found.append(("facts", {key: result[key] for key in keys}))
    if result["reply"] is not None and "reply" not in told:
        told.add("reply")
        sender = result["from"] or {}
        found.append(("reply", {"from": sender, **result["reply"], "status": result["status"]}))
    return found
