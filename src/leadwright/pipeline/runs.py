"""Runs: a lease and a checkpoint per submission, moved by compare-and-set.

The lease is a row, not a lock held over the network: a runner that lost it changes nothing,
because its next `advance` matches no row and its transaction rolls back.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from leadwright.domain.ids import LeadId, SubmissionId
from leadwright.domain.lead import LeadSnapshot
from leadwright.kernel import clock
from leadwright.kernel.db import prefetch, unit_of_work
from leadwright.kernel.db.base import Base
from leadwright.kernel.db.deferred_writes import DeferredWrite, NotWritten
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import ReadSession, TenantSession

# Longer than any step's call, shorter than the queue waits for a dead worker's heartbeat (30 s), so
# that its run can be taken on as soon as its job is.
LEASE = timedelta(seconds=25)


class Run(Base):
    """One submission's run through the pipeline."""

    __tablename__ = "run"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    status: Mapped[str]
    checkpoint: Mapped[int]
    runner: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    snapshot: Mapped[dict[str, Any]]
    steps: Mapped[list[Any]]
    stop_reason: Mapped[str | None]
    error: Mapped[str | None]


class LeaseLost(RuntimeError):
    """Another runner has advanced this run; our transaction rolls back."""


@dataclass(frozen=True)
class Place:
    """The point at which a claimed run resumes."""

    checkpoint: int
    snapshot: LeadSnapshot | None
    steps: list[dict[str, Any]]


_CLAIM = text("""
insert into run as r (workspace_id, submission_id, started_at, status, runner, lease_until, snapshot)
values (:workspace_id, :submission_id, :started, 'running', :runner, :until, '{}')
on conflict (workspace_id, submission_id) do update
    set runner = excluded.runner, lease_until = excluded.lease_until, status = 'running', error = null
    where r.status in ('running', 'failed') and (r.lease_until < :now or r.runner is null)
returning checkpoint, snapshot, steps
""")


async def claim(session: TenantSession, submission_id: SubmissionId, runner: UUID) -> Place | None:
    """Take the run's lease; None if the run is finished or another runner holds it."""
    now = clock.wall()
    row = (
        await session.execute(
            _CLAIM,
            {
                "workspace_id": session.info["workspace_id"],
                "submission_id": submission_id,
                "runner": runner,
                "started": clock.now(),
                "until": now + LEASE,
                "now": now,
            },
        )
    ).first()
    if row is None:
        return None
    snapshot = LeadSnapshot.model_validate(row.snapshot) if row.snapshot else None
    return Place(row.checkpoint, snapshot, list(row.steps))


STANDS = Prefetch(
    "run",
    "select to_jsonb(r.status) from run r"
    " where r.workspace_id = :workspace_id and r.submission_id = :submission_id",
)


async def is_new(session: ReadSession, submission_id: SubmissionId) -> bool:
    """Whether this submission's run has not begun, as far as this transaction can see."""
    return await prefetch.answer(session, STANDS, submission_id=submission_id) is None


@dataclass(frozen=True)
class Advance:
    """What a segment changes about its run. `begun`: when the run began, if its row is written with it."""

    before: int
    checkpoint: int
    lead: LeadSnapshot
    steps: list[dict[str, Any]]
    status: str = "running"
    stop_reason: str | None = None
    begun: datetime | None = None


# Of two concurrent runners, the second finds the other's row when it commits, and rolls back.
_BEGIN = DeferredWrite(
    "begun run",
    (
        (
            "begun",
            """
insert into run (workspace_id, submission_id, lead_id, started_at, finished_at, status, checkpoint,
    runner, lease_until, snapshot, steps, stop_reason)
select :workspace_id, submission_id, lead_id, started_at, finished_at, status, checkpoint, next_runner,
    lease_until, snapshot, steps, stop_reason
from jsonb_to_recordset(:rows) as r (submission_id uuid, lead_id uuid, started_at timestamptz,
    finished_at timestamptz, status text, checkpoint int, next_runner uuid, lease_until timestamptz,
    snapshot jsonb, steps jsonb, stop_reason text)
on conflict do nothing returning 1""",
        ),
    ),
)
# The ids are repeated, so that the plan uses the index instead of scanning all runs.
_ADVANCE = DeferredWrite(
    "run",
    (
        (
            "moved",
            """
update run set lead_id = r.lead_id, checkpoint = r.checkpoint, snapshot = r.snapshot, steps = r.steps,
    status = r.status, stop_reason = r.stop_reason, finished_at = r.finished_at, runner = r.next_runner,
    lease_until = r.lease_until
from jsonb_to_recordset(:rows) as r (submission_id uuid, runner uuid, before int, lead_id uuid,
    checkpoint int, snapshot jsonb, steps jsonb, status text, stop_reason text,
    finished_at timestamptz, next_runner uuid, lease_until timestamptz)
where run.workspace_id = :workspace_id and run.submission_id = r.submission_id
    and run.runner = r.runner and run.checkpoint = r.before and run.submission_id = any(array(
        select (o ->> 'submission_id')::uuid from jsonb_array_elements(:rows) as o))
returning 1""",
        ),
    ),
)


async def advance(session: TenantSession, runner: UUID, move: Advance) -> None:
    """Move the checkpoint in this transaction; LeaseLost if the run is no longer ours.

    With deferred writes, this is found at commit (`is_lost`).
    """
    finished = move.status != "running"
    row = {
        "submission_id": move.lead.submission_id,
        "runner": runner,
        "before": move.before,
        "checkpoint": move.checkpoint,
        "lead_id": move.lead.lead_id,
        "snapshot": move.lead,
        "steps": move.steps,
        "status": move.status,
        "stop_reason": move.stop_reason,
        "started_at": move.begun,
        "finished_at": clock.now() if finished else None,
        "next_runner": None if finished else runner,
        "lease_until": clock.wall() + LEASE,
    }
    if move.begun is not None:
        await unit_of_work.row(session, _BEGIN, row)
    elif not await unit_of_work.row(session, _ADVANCE, row):
        raise LeaseLost(f"run of {move.lead.submission_id} is not ours any more")


def is_lost(error: Exception) -> bool:
    """Whether this error means that another runner has advanced the run."""
    return isinstance(error, LeaseLost) or (
        isinstance(error, NotWritten) and error.name == _ADVANCE.name
    )


async def release(session: TenantSession, submission_id: SubmissionId, runner: UUID) -> None:
    """Release the lease after a failure, so that the retry need not wait for it to expire."""
    await session.execute(
        update(Run)
        .where(
            Run.workspace_id == session.info["workspace_id"],
            Run.submission_id == submission_id,
            Run.runner == runner,
        )
        .values(runner=None)
    )


_STOP = """
update run set status = 'stopped', stop_reason = :reason, finished_at = :now, runner = null,
    lease_until = null
where workspace_id = :workspace_id and submission_id in (
    select submission_id from run where workspace_id = :workspace_id
        and submission_id = any(cast(:submissions as uuid[])) and status in ('running', 'failed')
    order by submission_id for update {those_in_use})
"""
_STOP_IDLE, _STOP_ALL = (text(_STOP.format(those_in_use=how)) for how in ("skip locked", ""))


async def stop(
    session: TenantSession, submission_ids: Sequence[UUID], reason: str, *, idle: bool = False
) -> None:
    """End these runs where they are, including those that wait for a retry.

    A runner in the middle of a step is waited for and then finds its lease lost; with `idle`, such a
    run is left alone.
    """
    if submission_ids:
        arguments = {
            "workspace_id": session.info["workspace_id"],
            "submissions": list(submission_ids),
            "reason": reason,
            "now": clock.now(),
        }
        await session.execute(_STOP_IDLE if idle else _STOP_ALL, arguments)


async def mark_failed(session: TenantSession, submission_id: SubmissionId, error: str) -> None:
    """The queue gave up: the run waits until a member retries it."""
    await session.execute(
        text(
            "insert into run as r (workspace_id, submission_id, started_at, status, snapshot, error)"
            " values (:workspace_id, :submission_id, :now, 'failed', '{}', :error)"
            " on conflict (workspace_id, submission_id) do update"
            " set status = 'failed', error = excluded.error, runner = null, finished_at = :now"
            " where r.status = 'running'"
        ),
        {
            "workspace_id": session.info["workspace_id"],
            "submission_id": submission_id,
            "now": clock.now(),
            "error": error,
        },
    )


async def of_submission(session: ReadSession, submission_id: SubmissionId) -> Run | None:
    return (
        await session.execute(
            select(Run).where(
                Run.workspace_id == session.info["workspace_id"],
                Run.submission_id == submission_id,
            )
        )
    ).scalar_one_or_none()


async def of_lead(session: ReadSession, lead_id: LeadId, *, limit: int = 50) -> Sequence[Run]:
    """The runs of all submissions of a lead, newest first."""
    rows = await session.execute(
        select(Run)
        .where(Run.workspace_id == session.info["workspace_id"], Run.lead_id == lead_id)
        .order_by(Run.started_at.desc(), Run.submission_id.desc())
        .limit(limit)
    )
    return rows.scalars().all()


_BEGIN_MANY = text("""
insert into run (workspace_id, submission_id, lead_id, started_at, status, checkpoint, snapshot, steps)
select :workspace_id, submission_id, lead_id, cast(:at as timestamptz), 'running', :checkpoint,
    cast(snapshot as jsonb), cast(:steps as jsonb)
from unnest(cast(:submissions as uuid[]), cast(:leads as uuid[]), cast(:snapshots as text[]))
    as r (submission_id, lead_id, snapshot)
""")
IMPORTED = json.dumps(
    [{"name": "import", "ms": 0.0, "started_ms": 0.0, "outcome": "done", "detail": ""}]
)
"""The log entries of steps that were done in bulk."""


async def begin_many(
    session: TenantSession, begun: Sequence[LeadSnapshot], checkpoint: int, at: datetime
) -> None:
    """Insert runs whose first steps were done in bulk, all with this start time."""
    if not begun:
        return
    arguments = {
        "workspace_id": session.info["workspace_id"],
        "at": at,
        "steps": IMPORTED,
        "checkpoint": checkpoint,
        "submissions": [one.submission_id for one in begun],
        "leads": [one.lead_id for one in begun],
        "snapshots": [one.model_dump_json() for one in begun],
    }
    await session.execute(_BEGIN_MANY, arguments)
