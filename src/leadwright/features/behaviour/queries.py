"""Reads of behaviour: what a workspace tracks, whose a message is, and what came in lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, column, func, select, table

from leadwright.domain.ids import LeadId
from leadwright.features.behaviour.models import Behaviour, TrackingRules
from leadwright.kernel.db.session import ReadSession

_MESSAGE = table("message", column("workspace_id"), column("id"), column("lead_id"))


@dataclass(frozen=True)
class Tracking:
    """What is recorded of our own mail; nothing until somebody switches it on."""

    opens: bool = False
    clicks: bool = False
    changed_at: datetime | None = None
    changed_by: UUID | None = None


async def tracking(session: ReadSession) -> Tracking:
    query = select(TrackingRules).where(TrackingRules.workspace_id == session.info["workspace_id"])
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        return Tracking()
    return Tracking(row.opens, row.clicks, row.changed_at, row.changed_by)


async def lead_of_message(session: ReadSession, message_id: UUID) -> LeadId | None:
    """Whom a mail of ours went to; None for one that is gone or went to a member."""
    found: UUID | None = await session.scalar(
        select(_MESSAGE.c.lead_id).where(
            _MESSAGE.c.workspace_id == session.info["workspace_id"], _MESSAGE.c.id == message_id
        )
    )
    return None if found is None else LeadId(found)


@dataclass(frozen=True)
class KindCount:
    """How many events of a kind came in, and how many of them machines made."""

    name: str
    people: int
    machines: int
    waiting: int


async def kind_counts(session: ReadSession, since: datetime) -> Sequence[KindCount]:
    """By kind, the most frequent first."""
    is_machine = Behaviour.machine.is_not(None)
    rows = await session.execute(
        select(
            Behaviour.name,
            func.count(case((~is_machine, 1))),
            func.count(case((is_machine, 1))),
            func.count(case((Behaviour.lead_id.is_(None), 1))),
        )
        .where(
            Behaviour.workspace_id == session.info["workspace_id"],
            Behaviour.received_at >= since,
        )
        .group_by(Behaviour.name)
        .order_by(func.count().desc(), Behaviour.name)
        .limit(40)
    )
    return [KindCount(*row) for row in rows]
