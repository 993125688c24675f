"""Leads that wait for their product's team, and how they go on when the table learns it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.events import LeadAssigned
from leadwright.domain.ids import LeadId, PersonId
from leadwright.features.routing import round_robin
from leadwright.features.routing.interests import value_key
from leadwright.features.routing.rules import Choice, RoutingTable, Staff, seat
from leadwright.kernel import clock
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit

_OPEN = text("""
select distinct value_key from product_wait
where workspace_id = :workspace_id and gone_on_at is null and value_key = any(:keys)
""")
_WAIT = text("""
insert into product_wait (workspace_id, lead_id, value_key, value, since, owner_id)
select :workspace_id, lead_id, value_key, value, :at, owner_id
from jsonb_to_recordset(cast(:rows as jsonb)) as r (lead_id uuid, value_key text, value text, owner_id uuid)
on conflict do nothing
""")
_NEXT = text("""
select distinct on (w.since, w.lead_id) w.lead_id, w.value_key, w.owner_id from product_wait w
where w.workspace_id = :workspace_id and w.gone_on_at is null and w.value_key = any(:keys)
order by w.since, w.lead_id limit :limit
""")
_GO_ON = text("""
update lead l set team_id = r.team_id,
    owner_id = case when l.owner_id is not distinct from r.before then r.owner_id else l.owner_id end
from jsonb_to_recordset(cast(:rows as jsonb)) as r (lead_id uuid, before uuid, team_id uuid, owner_id uuid)
where l.workspace_id = :workspace_id and l.id = r.lead_id
returning l.id, l.owner_id, l.name, l.email
""")
_GONE = text("""
update product_wait w set gone_on_at = :at, went_by = r.value_key, went_to_team = r.team_id,
    went_to_owner = r.owner_id
from jsonb_to_recordset(cast(:rows as jsonb)) as r
    (lead_id uuid, value_key text, team_id uuid, owner_id uuid)
where w.workspace_id = :workspace_id and w.lead_id = r.lead_id and w.gone_on_at is null
""")
_BACK = text("""
with back as (
    update product_wait set gone_on_at = null
    where workspace_id = :workspace_id and went_by = :key and gone_on_at is not null
    returning lead_id, owner_id, went_to_team, went_to_owner)
update lead l set
    team_id = case when l.team_id = b.went_to_team then null else l.team_id end,
    owner_id = case when l.owner_id is not distinct from b.went_to_owner then b.owner_id else l.owner_id end
from back b where l.workspace_id = :workspace_id and l.id = b.lead_id returning l.id
""")


@dataclass(frozen=True)
class Waiter:
    """A lead without a team, the products it asked for, and who looks after it meanwhile."""

    lead_id: UUID
    values: Sequence[str]
    owner_id: UUID | None


async def wait(session: TenantSession, waiters: Sequence[Waiter]) -> list[str]:
    """Let leads wait; the products that nobody waited for until now."""
    named = {value_key(value): value for one in waiters for value in one.values}
    if not named:
        return []
    place = {"workspace_id": session.info["workspace_id"]}
    known = (await session.execute(_OPEN, {**place, "keys": list(named)})).scalars().all()
    rows = [
        {
            "lead_id": str(one.lead_id),
            "value_key": value_key(value),
            "value": value,
            "owner_id": one.owner_id and str(one.owner_id),
        }
        for one in waiters
        for value in one.values
    ]
    await unit_of_work.settle(session)
    await session.execute(_WAIT, {**place, "at": clock.now(), "rows": json.dumps(rows)})
    return [value for key, value in named.items() if key not in known]


@dataclass(frozen=True)
class Gone:
    """A lead that went on to its team."""

    lead_id: LeadId
    owner_id: PersonId | None
    name: str
    value: str
    team: str


async def go_on(
    session: TenantSession, table: RoutingTable, staff: Staff, limit: int
) -> list[Gone]:
    """Give leads whose product has a team now to that team; those that waited longest come first.

    Whom a person gave to somebody meanwhile stays there.
    """
    place = {"workspace_id": session.info["workspace_id"]}
    found = await session.execute(_NEXT, {**place, "keys": list(table.routes), "limit": limit})
    # A lead that waits for two products goes by the one it waited for first.
    wanted = {row.lead_id: row for row in reversed(found.all())}
    rows: list[dict[str, str | None]] = []
    for key in dict.fromkeys(row.value_key for row in wanted.values()):
        mine = [row for row in wanted.values() if row.value_key == key]
        rows += await _given(session, mine, key, table, staff)
    if not rows:
        return []
    told = json.dumps(rows)
    await session.execute(_GONE, {**place, "at": clock.now(), "rows": told})
    moved = await session.execute(_GO_ON, {**place, "rows": told})
    keys = {str(row.lead_id): row.value_key for row in wanted.values()}
    gone = []
    for row in moved:
        route = table.routes[keys[str(row.id)]]
        owner = None if row.owner_id is None else PersonId(row.owner_id)
        one = Gone(LeadId(row.id), owner, row.name or row.email or "", route.value, route.team)
        why = f"{one.value} is {one.team}'s now"
        emit(session, LeadAssigned(lead_id=one.lead_id, person_id=owner, why=why))
        gone.append(one)
    return gone


async def _given(
    session: TenantSession,
    waiting: Sequence[round_robin.Row],
    key: str,
    table: RoutingTable,
    staff: Staff,
) -> list[dict[str, str | None]]:
    route = table.routes[key]
    takers = seat(Choice(route), table, staff).takers
    owners = await round_robin.allocate(session, takers, len(waiting))
    return [
        {
            "lead_id": str(row.lead_id),
            "value_key": key,
            "before": row.owner_id and str(row.owner_id),
            "team_id": str(route.team_id),
            "owner_id": None if owner is None else str(owner),
        }
        for row, owner in zip(waiting, owners, strict=True)
    ]


async def take_back(session: TenantSession, key: str) -> list[UUID]:
    """Let those who went on by this product wait again; where a person decided since, that stays."""
    asked = {"workspace_id": session.info["workspace_id"], "key": key}
    return list((await session.execute(_BACK, asked)).scalars())
