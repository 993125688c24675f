"""Jobs that used up their attempts: a member can list, retry or discard them.

pgqueuer's tables have no workspace column and no row-level security, so every statement here filters by
the workspace in the payload. A job without one is not shown.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.jobs import encode

_OURS = "convert_from(j.payload, 'UTF8')::json ->> 'workspace_id' = :workspace"

_HELD = text(f"""
select j.id, j.entrypoint, convert_from(j.payload, 'UTF8') as payload, j.attempts, j.created,
    j.updated, l.traceback ->> 'exception_type' as kind,
    l.traceback ->> 'exception_message' as message
from pgqueuer j left join lateral (
    select traceback from pgqueuer_log where job_id = j.id and status = 'failed'
    order by created desc, id desc limit 1) l on true
where j.status = 'failed' and {_OURS}
order by j.updated desc, j.id desc limit :limit
""")
_AGAIN = text(f"""
with again as (
    update pgqueuer j set status = 'queued', attempts = 0, execute_after = now(), updated = now(),
        queue_manager_id = null, dedupe_key = null
    where j.status = 'failed' and {_OURS} and (:every or j.id = any(:ids))
    returning j.id, j.entrypoint, j.priority, j.payload),
noted as (
    insert into pgqueuer_log (job_id, status, entrypoint, priority)
    select id, 'queued', entrypoint, priority from again)
select entrypoint, convert_from(payload, 'UTF8') as payload from again
""")
_MOVE = text(f"""
update pgqueuer j set status = cast(:after as pgqueuer_status)
where j.id = :id and j.status = cast(:before as pgqueuer_status) and {_OURS} returning j.id
""")
_STANDING = text(
    "select distinct payload from pgqueuer where entrypoint = :name and payload = any(:payloads)"
)


@dataclass(frozen=True)
class FailedJob:
    """A failed job. `tries` counts since it was last started by a member; `why` may be unknown."""

    id: int
    name: str
    payload: dict[str, Any]
    why: str
    tries: int
    created_at: datetime
    failed_at: datetime


@dataclass(frozen=True)
class Restarted:
    """A job that was queued again."""

    name: str
    payload: dict[str, Any]


async def held(session: ReadSession, *, limit: int = 200) -> Sequence[FailedJob]:
    """This workspace's failed jobs, latest first."""
    rows = await session.execute(_HELD, {"workspace": _workspace(session), "limit": limit})
    return [
        FailedJob(
            id=row.id,
            name=row.entrypoint,
            payload=json.loads(row.payload),
            why=f"{row.kind}: {row.message}" if row.kind else "",
            tries=row.attempts + 1,
            created_at=row.created,
            failed_at=row.updated,
        )
        for row in rows
    ]


async def run_again(
    session: TenantSession, job_ids: Collection[int] | None = None
) -> Sequence[Restarted]:
    """Queue these failed jobs again, or all of the workspace's; ignores jobs that have not failed.

    The dedupe key is dropped, so that an equal job queued meanwhile does not block this one; handlers are
    idempotent.
    """
    rows = await session.execute(
        _AGAIN,
        {
            "workspace": _workspace(session),
            "every": job_ids is None,
            "ids": list(job_ids or ()),
        },
    )
    return [Restarted(row.entrypoint, json.loads(row.payload)) for row in rows]


async def let_go(session: TenantSession, job_id: int) -> bool:
    """Discard a failed job; False if there is none with this id. The row stays, for `take_back`."""
    return await _move(session, job_id, "failed", "canceled")


async def take_back(session: TenantSession, job_id: int) -> bool:
    """Undo `let_go`: the job is a failed job again."""
    return await _move(session, job_id, "canceled", "failed")


async def _move(session: TenantSession, job_id: int, before: str, after: str) -> bool:
    values = {"workspace": _workspace(session), "id": job_id, "before": before, "after": after}
    return (await session.execute(_MOVE, values)).first() is not None


async def standing(
    session: ReadSession, name: str, payloads: Sequence[dict[str, Any]]
) -> list[bool]:
    """For each payload, whether the queue holds a job with it, in any state."""
    coded = [encode(payload) for payload in payloads]
    rows = await session.execute(_STANDING, {"name": name, "payloads": coded})
    known = {bytes(row.payload) for row in rows}
    return [code in known for code in coded]


def _workspace(session: ReadSession) -> str:
    return str(session.info["workspace_id"])
