"""Taking back what a set of submissions did to leads."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update

from leadwright.features.leads.models import Lead
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession

# What hangs on a lead without a foreign key goes with it. A lead that was written to is kept, and
# what members were told of it stays in the outbox.
_REMOVE = (
    """delete from message where workspace_id = :workspace_id and lead_id = any(:ids)
    and status in ('queued', 'held', 'cancelled', 'suppressed')""",
    "delete from task where workspace_id = :workspace_id and lead_id = any(:ids)",
    "delete from notification where workspace_id = :workspace_id and lead_id = any(:ids)",
    "delete from lead where workspace_id = :workspace_id and id = any(:ids)",
)
_FORGET = (
    """delete from message where workspace_id = :workspace_id and submission_id = any(:ids)
    and status in ('queued', 'held', 'cancelled', 'suppressed')""",
    "delete from fact where workspace_id = :workspace_id and submission_id = any(:ids)",
    "delete from submission where workspace_id = :workspace_id and id = any(:ids)",
)
_UNKNOW = text(
    "delete from lead_value where workspace_id = :workspace_id and lead_id = :lead_id"
    " and key = any(:keys)"
)
_TIMES = frozenset({"updated_at", "last_submission_at"})
# Counts and marks of the lead that are not the import's once anything else happened.
_WHOLE = frozenset(
    {"submissions", "version", "updated_at", "last_submission_at", "last_submission_id"}
)


async def remove(session: TenantSession, lead_ids: Sequence[UUID]) -> None:
    """Remove leads with all that hangs on them; what was to be sent to them is not sent."""
    await _run(session, _REMOVE, lead_ids)


async def forget_submissions(session: TenantSession, submission_ids: Sequence[UUID]) -> None:
    """Remove submissions, their runs, what they told, and what was not yet sent because of them."""
    await _run(session, _FORGET, submission_ids)


async def _run(session: TenantSession, scripts: Sequence[str], ids: Sequence[UUID]) -> None:
    if ids:
        which = {"workspace_id": session.info["workspace_id"], "ids": list(ids)}
        for script in scripts:
            await session.execute(text(script), which)


async def restore(
    session: TenantSession, lead_id: UUID, changes: Sequence[Mapping[str, Any]], *, whole: bool
) -> None:
    """Put a lead back to before these changes, the last one first.

    `whole`: nobody else changed it since, so that all of it goes back. Else a field goes back only
    where its value is still the one that was written.
    """
    here = (Lead.workspace_id == session.info["workspace_id"], Lead.id == lead_id)
    row = (await session.execute(select(Lead.__table__).where(*here))).mappings().one_or_none()
    if row is None:
        return
    now, values = dict(row), {}
    for change in reversed(changes):
        for name, was in (change["before"] or {}).items():
            if whole or (name not in _WHOLE and now[name] == (change["after"] or {}).get(name)):
                now[name] = values[name] = _read(name, was)
    if not whole:
        values |= {"version": now["version"] + 1, "updated_at": clock.now()}
    await session.execute(update(Lead).where(*here).values(**values))
    keys = [key for change in changes for key in (change["after"] or {}).get("custom", ())]
    if keys:
        which = {"workspace_id": session.info["workspace_id"], "lead_id": lead_id}
        await session.execute(_UNKNOW, {**which, "keys": keys})


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _TIMES:
        return datetime.fromisoformat(value)
    return UUID(value) if name == "last_submission_id" else value
