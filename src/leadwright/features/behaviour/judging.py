"""Puts the rules on machines to events that are kept, and corrects what was told of earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, column, or_, select, table, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from leadwright.domain.ids import LeadId
from leadwright.features.behaviour import machines
from leadwright.features.behaviour.machines import Sighting
from leadwright.features.behaviour.models import Behaviour
from leadwright.kernel import metrics
from leadwright.kernel.db.session import ReadSession, TenantSession

MOST = 2_000
MESSAGE = table("message", column("workspace_id"), column("id"), column("handed_at"))
_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")


@dataclass(frozen=True)
class _Place:
    """Where and when new events happened: what is looked at around them."""

    ids: tuple[UUID, ...]
    messages: tuple[UUID, ...]
    visitors: tuple[str, ...]
    addresses: tuple[str, ...]
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Judged:
    """The labels of events, new and earlier; the leads of which an earlier one was corrected."""

    labels: Mapping[UUID, str] = field(default_factory=dict)
    corrected: frozenset[LeadId] = frozenset()


async def judge(session: TenantSession, ids: Sequence[UUID]) -> Judged:
    """Label new events and those that they show in another light."""
    place = await _place(session, ids) if ids else None
    if place is None:
        return Judged()
    await _lock(session, place)
    verdicts = machines.judge(await _around(session, place))
    for reason in sorted(set(verdicts.values())):
        marked = [id_ for id_, found in verdicts.items() if found == reason]
        await session.execute(
            update(Behaviour)
            .where(Behaviour.workspace_id == session.info["workspace_id"], Behaviour.id.in_(marked))
            .values(machine=reason)
        )
        metrics.machine_events.labels(reason).inc(len(marked))
    fresh = set(ids)
    earlier = {id_: why for id_, why in verdicts.items() if id_ not in fresh}
    return Judged(verdicts, await _correct(session, earlier))


async def _place(session: ReadSession, ids: Sequence[UUID]) -> _Place | None:
    """None where they are gone."""
    query = select(
        Behaviour.message_id, Behaviour.visitor, Behaviour.address, Behaviour.occurred_at
    ).where(
        Behaviour.workspace_id == session.info["workspace_id"],
        Behaviour.id.in_(ids),
    )
    rows = (await session.execute(query)).all()
    if not rows:
        return None
    times = [row.occurred_at for row in rows]
    return _Place(
        ids=tuple(ids),
        messages=tuple(sorted({row.message_id for row in rows if row.message_id})),
        visitors=tuple(sorted({row.visitor for row in rows if row.visitor})),
        addresses=tuple(sorted({row.address for row in rows if row.address})),
        first=min(times),
        last=max(times),
    )


async def _lock(session: TenantSession, place: _Place) -> None:
    """Two clicks at once must see each other: whoever comes second waits for the first."""
    names = [*map(str, place.messages), *place.visitors, *place.addresses]
    for name in sorted(names)[:50]:
        await session.execute(_LOCK, {"name": f"{session.info['workspace_id']}:{name}"})


async def _around(session: ReadSession, place: _Place) -> list[Sighting]:
    """The new events and those near them of the same mail, visitor or address."""
    query = (
        select(Behaviour, MESSAGE.c.handed_at)
        .outerjoin(
            MESSAGE,
            (MESSAGE.c.workspace_id == Behaviour.workspace_id)
            & (MESSAGE.c.id == Behaviour.message_id),
        )
        .where(
            Behaviour.workspace_id == session.info["workspace_id"],
            Behaviour.occurred_at.between(
                place.first - machines.REACH, place.last + machines.REACH
            ),
            or_(
                Behaviour.id.in_(place.ids),
                Behaviour.message_id.in_(place.messages),
                Behaviour.visitor.in_(place.visitors),
                Behaviour.address.in_(place.addresses),
            ),
        )
        .order_by(Behaviour.received_at.desc())
        .limit(MOST)
        .execution_options(populate_existing=True)
    )
    return [_sighting(row, handed_at) for row, handed_at in (await session.execute(query))]


def _sighting(row: Behaviour, handed_at: datetime | None) -> Sighting:
    return Sighting(
        id=row.id,
        name=row.name,
        at=row.occurred_at,
        about=row.about,
        message_id=row.message_id,
        visitor=row.visitor,
        address=row.address or "",
        agent=row.agent,
        signs=frozenset(row.signs),
        sent_at=handed_at,
        machine=row.machine,
        reader=str(row.lead_id or row.email_key or row.external_id or ""),
    )


# The log keeps what was told and says beside it that it does not count. Its rows are found by the
# lead's index; the event itself is not changed.
_CORRECT: Any = text(
    "update event e set machine = b.machine from behaviour b where b.workspace_id = :workspace_id"
    " and b.id = any(:ids) and b.lead_id is not null and e.workspace_id = :workspace_id"
    " and e.lead_id = b.lead_id and e.id = b.id and e.recorded_at >= b.received_at"
    " - interval '1 day' and e.machine is null returning e.lead_id"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))


async def _correct(session: TenantSession, verdicts: dict[UUID, str]) -> frozenset[LeadId]:
    if not verdicts:
        return frozenset()
    arguments = {"workspace_id": session.info["workspace_id"], "ids": sorted(verdicts)}
    rows = (await session.execute(_CORRECT, arguments)).scalars()
    return frozenset(LeadId(lead_id) for lead_id in rows)
