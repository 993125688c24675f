"""When a lead becomes known, events that waited under its visitor id or address are joined to it."""

from typing import Any

from sqlalchemy import column, select, table

from leadwright.domain.events import LeadCreated, LeadReturned
from leadwright.domain.ids import LeadId
from leadwright.features.behaviour import actions, people, reading
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.events import Subscriptions

subscriptions = Subscriptions("behaviour")

VISITOR_HEADER = "leadwright-visitor"
"""Under this name a submission keeps, beside its headers, the visitor id of the page it came from."""
_SUBMISSION = table("submission", column("workspace_id"), column("id"), column("headers"))


# For most leads nothing waits, and the SQL function says so in one round trip.
@subscriptions.on(LeadCreated, "join_new", sql_function="reaction_nothing_waits")
async def join_new(session: TenantSession, event: LeadCreated) -> None:
    await _join(session, event)


@subscriptions.on(LeadReturned, "join_returned", sql_function="reaction_nothing_waits")
async def join_returned(session: TenantSession, event: LeadReturned) -> None:
    await _join(session, event)


async def _join(session: TenantSession, event: LeadCreated | LeadReturned) -> None:
    if event.lead_id is None:
        return
    key = await _email_key(session, event.lead_id)
    if key is not None:
        await actions.join(session, event.lead_id, "email", key)
        desk = f"{key.partition('|')[0]}|"
        if "|" in key and (await people.by_email(session, [desk])).get(desk) == event.lead_id:
            await actions.join(session, event.lead_id, "email", desk)
    visitor = await _visitor(session, event)
    if visitor and await people.learn(session, event.lead_id, people.VISITOR, visitor):
        await actions.join(session, event.lead_id, people.VISITOR, visitor)


async def _email_key(session: ReadSession, lead_id: LeadId) -> str | None:
    lead = people.LEAD
    found: str | None = await session.scalar(
        select(lead.c.email_key).where(
            lead.c.workspace_id == session.info["workspace_id"], lead.c.id == lead_id
        )
    )
    return found


async def _visitor(session: ReadSession, event: LeadCreated | LeadReturned) -> str | None:
    headers: Any = await session.scalar(
        select(_SUBMISSION.c.headers).where(
            _SUBMISSION.c.workspace_id == session.info["workspace_id"],
            _SUBMISSION.c.id == event.submission_id,
        )
    )
    visitor = headers.get(VISITOR_HEADER) if isinstance(headers, dict) else None
    return visitor if reading.is_visitor_id(visitor) else None
