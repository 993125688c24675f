"""The routing step: assigns a lead to its product's team by rotation; a known lead keeps its owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.events import LeadAssigned
from leadwright.domain.ids import LeadId, PersonId
from leadwright.domain.lead import LeadSnapshot, Owner
from leadwright.features.routing import queries, round_robin
from leadwright.features.routing.round_robin import TurnAllocator
from leadwright.features.routing.rules import Choice, RoutingTable, Seat, Staff, choose, seat
from leadwright.features.routing.waiting import Waiter, wait
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.directory import Members

_OWNER = text("select owner_id from lead where workspace_id = :workspace_id and id = :lead_id")
_TEAM = text("""
update lead l set team_id = g.team_id
from unnest(cast(:leads as uuid[]), cast(:teams as uuid[])) as g (lead_id, team_id)
where l.workspace_id = :workspace_id and l.id = g.lead_id and l.team_id is null
""")


@dataclass(frozen=True)
class Assigned:
    """The lead with its owner, why it is theirs, and products that nobody waited for until now."""

    lead: LeadSnapshot
    why: str
    fresh: Sequence[str] = ()


async def assign(
    session: TenantSession, lead: LeadSnapshot, members: Members, interests: Sequence[str]
) -> Assigned:
    """To the team of the first product that has one, by turns. A returning lead keeps its owner and team.

    A lead that only asks for products without a team waits for them, with the fallback owner.
    """
    table = await queries.table(session) if interests else RoutingTable()
    staff = await queries.staff(session, members, table)
    choice = choose(interests, table)
    kept = await _kept(session, lead, staff) if lead.is_returning else None
    owner: Owner | None = kept
    if kept is not None:
        why = "keeps its owner"
    else:
        owner, why = await _take(session, lead, seat(choice, table, staff))
    why += choice.besides
    if choice.route is not None and lead.lead_id is not None:
        await _join(session, {lead.lead_id: choice.route.team_id})
    fresh = [] if kept is not None else await _wait(session, lead, choice, owner)
    emit(
        session,
        LeadAssigned(
            lead_id=lead.lead_id,
            submission_id=lead.submission_id,
            person_id=None if owner is None else owner.person_id,
            why=why,
        ),
    )
    return Assigned(lead.model_copy(update={"owner": owner}), why, fresh)


async def _take(
    session: TenantSession, lead: LeadSnapshot, place: Seat
) -> tuple[Owner | None, str]:
    takers, before = place.takers, f"{place.why}: " if place.why else ""
    if not takers:
        return None, f"{before}nobody takes leads yet"
    if len(takers) == 1:
        return takers[0], place.why or "the only one who takes leads"
    turn = await round_robin.take(session, takers)
    return turn or takers[lead.submission_id.int % len(takers)], f"{before}round robin"


async def _kept(session: TenantSession, lead: LeadSnapshot, staff: Staff) -> Owner | None:
    asked = {"workspace_id": lead.workspace_id, "lead_id": lead.lead_id}
    present = PersonId((await session.execute(_OWNER, asked)).scalar_one())
    return next((one for one in staff.takers if one.person_id == present), None)


async def _join(session: TenantSession, teams: Mapping[LeadId, UUID]) -> None:
    if teams:
        asked = {
            "leads": [str(one) for one in teams],
            "teams": [str(one) for one in teams.values()],
        }
        await unit_of_work.settle(session)
        await session.execute(_TEAM, {"workspace_id": session.info["workspace_id"], **asked})


async def _wait(
    session: TenantSession, lead: LeadSnapshot, choice: Choice, owner: Owner | None
) -> list[str]:
    if lead.lead_id is None or lead.is_demo or not choice.strangers:
        return []
    who = None if owner is None else owner.person_id
    return await wait(session, [Waiter(lead.lead_id, choice.strangers, who)])


@dataclass(frozen=True)
class Allotted:
    """Whose many new leads become, which team's, and who of them waits for a team."""

    owners: Mapping[LeadId, PersonId | None]
    teams: Mapping[LeadId, UUID]
    waiters: Sequence[Waiter]


async def allot(
    session: TenantSession,
    wanted: Mapping[LeadId, Sequence[str]],
    table: RoutingTable,
    staff: Staff,
    turns: TurnAllocator,
) -> Allotted:
    """The same for many leads that are about to be made, by their interests.

    The caller writes the leads and what `turns` allocated, and tells `waiting.wait` of the waiters.
    """
    choose_once = cache(lambda interests: choose(interests, table))
    choices: dict[LeadId, Choice] = {one: choose_once(tuple(of)) for one, of in wanted.items()}
    seat_once = cache(lambda choice: seat(choice, table, staff))
    seats: dict[tuple[PersonId, ...], tuple[Seat, list[LeadId]]] = {}
    for lead_id, choice in choices.items():
        place = seat_once(choice)
        people = tuple(taker.person_id for taker in place.takers)
        seats.setdefault(people, (place, []))[1].append(lead_id)
    owners: dict[LeadId, PersonId | None] = {}
    for place, leads in seats.values():
        given = await turns.allocate(session, place.takers, len(leads))
        owners |= dict(zip(leads, given, strict=True))
    return Allotted(
        owners=owners,
        teams={one: choice.route.team_id for one, choice in choices.items() if choice.route},
        waiters=[
            Waiter(one, choice.strangers, owners[one])
            for one, choice in choices.items()
            if choice.strangers
        ],
    )
