"""Stores a submission durably, and screens it as the pipeline's first step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadwright.domain.events import SubmissionStopped
from leadwright.domain.ids import ApiKeyId, SubmissionId, WorkspaceId, new_id
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.outcome import Continue, Outcome, Stop
from leadwright.features.capture import rules, screening
from leadwright.features.capture.models import RefusedRequest
from leadwright.features.capture.outside_checks import OutsideAnswers
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import INTERACTIVE, encode, queue_name
from leadwright.ports.directory import Services

ADVANCE = "advance_lead"


@dataclass(frozen=True)
class Incoming:
    """A post at the door, read and checked. `elapsed_ms`: what that took so far."""

    workspace_id: WorkspaceId
    form: FormValues
    source: str
    address: str
    content_type: str
    raw: bytes
    headers: dict[str, str]
    received_at: datetime
    elapsed_ms: float = 0.0
    key_id: ApiKeyId | None = None
    suspicion: str | None = None
    is_demo: bool = False
    idempotency: bytes | None = None
    body_hash: bytes | None = None
    priority: int = INTERACTIVE


@dataclass(frozen=True)
class StoredSubmission:
    """The submission that stands for the post: `accepted`, `repeated`, `same_content`, `key_reused`."""

    submission_id: SubmissionId
    outcome: str


_CAPTURE = (
    "select standing, outcome from capture_submission($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
    " $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
)


async def take(database: Database, post: Incoming) -> StoredSubmission:
    """Keep the post, its event and its job in one transaction and one round trip.

    When this returns, the submission survives any crash. The same content within ten minutes, or
    the same idempotency key within a day, is the submission that already stands (on the demo form
    only the key counts).
    """
    submission_id = SubmissionId(new_id())
    row = await database.statements.row(_CAPTURE, *_values(post, submission_id))
    if row is None:
        raise LookupError("capture_submission gave no row")
    if row["outcome"] == "accepted":
        database.waker.call()
    return StoredSubmission(SubmissionId(row["standing"]), row["outcome"])


def _values(post: Incoming, submission_id: SubmissionId) -> tuple[Any, ...]:
    """The arguments of `capture_submission` in their order."""
    content = _content(post, submission_id)
    payload = {"workspace_id": str(post.workspace_id), "submission_id": str(submission_id)}
    return (
        post.workspace_id,
        submission_id,
        new_id(),
        post.received_at,
        post.elapsed_ms,
        post.source,
        post.key_id,
        post.address,
        post.form.model_dump_json(),
        encode(post.headers).decode(),
        post.suspicion,
        post.is_demo,
        content,
        int.from_bytes(content[:8], "big", signed=True),
        post.content_type,
        post.raw,
        post.idempotency,
        post.body_hash,
        queue_name(ADVANCE),
        post.priority,
        encode(payload),
    )


def _content(post: Incoming, submission_id: SubmissionId) -> bytes:
    """A demo post is never the same as another: two visitors who send the example see a run each."""
    if post.is_demo:
        return submission_id.bytes
    return rules.content_hash(post.form, post.source)


async def keep_refusal(
    session: TenantSession, *, status: int, problem: str, address: str, request: dict[str, Any]
) -> None:
    """Log a refused post with what was wrong, so that the form's owner can mend it."""
    session.add(
        RefusedRequest(
            workspace_id=session.info["workspace_id"],
            id=new_id(),
            received_at=clock.now(),
            address=address,
            status=status,
            problem=problem,
            content_type=request["content_type"],
            headers=request["headers"],
            body=request["body"],
        )
    )


async def screen(
    session: TenantSession, lead: LeadSnapshot, services: Services, asked: OutsideAnswers
) -> Outcome:
    """Spam traps, machines, loops and who this workspace blocks end here: in quarantine, not dropped."""
    del services
    known = screening.SenderHistory(disposable=False)
    if not lead.is_demo:
        known = await screening.look_up(session, lead, asked)
    reason = screening.judge(lead, known)
    if reason is None:
        trusted = lead.model_copy(update={"is_trusted": known.trusted})
        facts = asked.facts(clock.now())
        note = ", ".join(filter(None, ("trusted sender" if known.trusted else "", asked.note)))
        return Continue(trusted.with_facts(*facts), facts=facts, note=note)
    emit(session, SubmissionStopped(submission_id=lead.submission_id, reason=reason))
    return Stop(reason, lead)
