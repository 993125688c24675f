"""Executes a member's decision about two leads, a merge or its undo, and rescores them."""

from uuid import UUID

from sqlalchemy import text

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import LeadId, PersonId
from leadwright.features.duplicates import merging
from leadwright.features.scoring.actions import score_soon
from leadwright.kernel.db.session import TenantSession

_RUNNING = text(
    "select count(*) from run where workspace_id = :w and lead_id in (:one, :other)"
    " and status = 'running'"
)


async def merge(
    session: TenantSession, keep: LeadId, drop: LeadId, *, actor: PersonId | None
) -> UUID:
    """Merge two leads; returns the merge's id. Conflict while one of them is being processed."""
    given = {"w": session.info["workspace_id"], "one": keep, "other": drop}
    if await session.scalar(_RUNNING, given):
        raise Conflict("One of the two is being answered at this moment. Try again in a minute.")
    merge_id = await merging.merge(session, keep, drop, actor=actor)
    await score_soon(session, keep)
    return merge_id


async def undo(session: TenantSession, merge_id: UUID, *, actor: PersonId | None) -> LeadId:
    """Undo a merge; returns the lead that had been kept."""
    stayed, back = await merging.undo(session, merge_id, actor=actor)
    for lead_id in (stayed, back):
        await score_soon(session, lead_id)
    return stayed
