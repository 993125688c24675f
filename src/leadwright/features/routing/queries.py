"""Reads of routing: the table, the teams, and leads that wait for a route."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from leadwright.domain.lead import Owner
from leadwright.features.routing.models import ProductRoute, RoutingRule, Team, TeamMember
from leadwright.features.routing.rules import Route, RoutingTable, Staff
from leadwright.kernel.db.session import ReadSession
from leadwright.ports.directory import Members

SAMPLES = 4
MOST_VALUES = 100
_WAITING = text(f"""
select value_key, min(value) as value, count(*) as leads, min(since) as since,
    (array_agg(lead_id order by since desc))[1:{SAMPLES}] as newest
from product_wait w where workspace_id = :workspace_id and gone_on_at is null
    and not exists (select from product_route r
        where r.workspace_id = :workspace_id and r.value_key = w.value_key)
group by value_key order by count(*) desc, value_key limit {MOST_VALUES}
""")


async def table(session: ReadSession) -> RoutingTable:
    """The workspace's routing table as it stands."""
    here = session.info["workspace_id"]
    asked = (
        select(ProductRoute.value_key, ProductRoute.value, Team.id, Team.name)
        .join(Team, (Team.workspace_id == here) & (Team.id == ProductRoute.team_id))
        .where(ProductRoute.workspace_id == here)
        .order_by(ProductRoute.created_at, ProductRoute.value_key)
    )
    routes = {
        key: Route(value, team, name) for key, value, team, name in await session.execute(asked)
    }
    if not routes:
        return RoutingTable()
    return RoutingTable(routes, await members(session), await fallback_owner(session))


async def members(session: ReadSession) -> Mapping[UUID, frozenset[UUID]]:
    """Who is in which team."""
    asked = (
        select(TeamMember.team_id, func.array_agg(TeamMember.person_id))
        .where(TeamMember.workspace_id == session.info["workspace_id"])
        .group_by(TeamMember.team_id)
    )
    return {team: frozenset(people) for team, people in await session.execute(asked)}


async def fallback_owner(session: ReadSession) -> UUID | None:
    """Who gets what no team can take."""
    asked = select(RoutingRule.fallback_owner_id).where(
        RoutingRule.workspace_id == session.info["workspace_id"]
    )
    return (await session.execute(asked)).scalar_one_or_none()


async def staff(session: ReadSession, directory: Members, rules: RoutingTable) -> Staff:
    """Who takes leads, and the fallback owner as long as that is a member."""
    takers = await directory.takers(session)
    wanted = rules.fallback_owner_id
    if wanted is None:
        return Staff(takers)
    everybody = await directory.everybody(session)
    found = next((one for one in everybody if one.person_id == wanted), None)
    if found is None:
        return Staff(takers)
    return Staff(takers, Owner(person_id=found.person_id, name=found.name, email=found.email))


async def teams(session: ReadSession) -> Sequence[Team]:
    """By name."""
    asked = select(Team).where(Team.workspace_id == session.info["workspace_id"])
    return (await session.execute(asked.order_by(Team.name_key))).scalars().all()


async def team_name(session: ReadSession, team_id: UUID | None) -> str:
    """A lead's team in words; empty without one."""
    if team_id is None:
        return ""
    asked = select(Team.name).where(
        Team.workspace_id == session.info["workspace_id"], Team.id == team_id
    )
    return (await session.execute(asked)).scalar_one_or_none() or ""


@dataclass(frozen=True)
class Unknown:
    """A product without a team: how many leads wait for it, since when, and the newest of them."""

    value_key: str
    value: str
    leads: int
    since: datetime
    newest: Sequence[UUID]


async def unknown_products(session: ReadSession) -> list[Unknown]:
    """Products that no team has, those with most leads first."""
    rows: Any = await session.execute(_WAITING, {"workspace_id": session.info["workspace_id"]})
    return [Unknown(*row) for row in rows]
