"""Reverts what a set of submissions changed on a lead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update

from leadwright.features.leads.models import Lead
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession

_UNKNOW = text(
    "delete from lead_value where workspace_id = :workspace_id and lead_id = :lead_id"
    " and key = any(:keys)"
)
_TIMES = frozenset({"updated_at", "last_submission_at"})
# Counters and flags that are no longer the import's once anything else has happened.
_WHOLE = frozenset(
    {"submissions", "version", "updated_at", "last_submission_at", "last_submission_id"}
)
# The outcome of the reply is the import's as long as nobody has written since.
_OF_ANSWER = frozenset({"reply_status", "reply_ms", "stop_reason"})


async def restore(
    session: TenantSession, lead_id: UUID, changes: Sequence[Mapping[str, Any]], *, whole: bool
) -> None:
    """Revert these changes to a lead, the last one first.

    `whole`: nobody else has changed the lead since, so everything is reverted. Otherwise a field is
    reverted only if it still has the value that was written.
    """
    here = (Lead.workspace_id == session.info["workspace_id"], Lead.id == lead_id)
    row = (await session.execute(select(Lead.__table__).where(*here))).mappings().one_or_none()
    if row is None:
        return
    now, values = dict(row), {}
    for change in reversed(changes):
        for name, was in (change["before"] or {}).items():
            if name not in now:  # a column that no longer exists
                continue
            if whole or _is_ours(name, now, change["after"] or {}):
                now[name] = values[name] = _read(name, was)
    if not whole:
        values |= {"version": now["version"] + 1, "updated_at": clock.now()}
    await session.execute(update(Lead).where(*here).values(**values))
    keys = [key for change in changes for key in (change["after"] or {}).get("custom", ())]
    if keys:
        which = {"workspace_id": session.info["workspace_id"], "lead_id": lead_id}
        await session.execute(_UNKNOW, {**which, "keys": keys})


def _is_ours(name: str, now: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the lead still has the value that was written."""
    if name in _OF_ANSWER:
        return str(now["last_submission_id"]) == after.get("last_submission_id")
    return name not in _WHOLE and now[name] == after.get(name)


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _TIMES:
        return datetime.fromisoformat(value)
    return UUID(value) if name == "last_submission_id" else value
