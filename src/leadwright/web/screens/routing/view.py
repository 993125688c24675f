"""What the routing screen shows: teams, products, and the way a lead would go, in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from leadwright.features.routing import round_robin
from leadwright.features.routing.models import Team
from leadwright.features.routing.rules import (
    Choice,
    RoutingTable,
    Seat,
    Staff,
    choose,
    seat,
)
from leadwright.features.workspaces.queries import Member
from leadwright.kernel.db.session import ReadSession
from leadwright.web.screens.settings_tabs import Tab


@dataclass(frozen=True)
class TeamLine:
    """A team, who is in it, who of them takes leads, and its products."""

    id: UUID
    name: str
    members: tuple[str, ...]
    takers: int
    products: tuple[str, ...]


@dataclass(frozen=True)
class RouteLine:
    """A product and its team."""

    value: str
    team: str


@dataclass(frozen=True)
class Step:
    """One step of a dry run: its name, and what happens there."""

    name: str
    words: str


@dataclass(frozen=True)
class RoutingContext:
    """The table. `trace` answers `asked`; `typed` is a refused product and a refused team's name."""

    tabs: tuple[Tab, ...]
    teams: tuple[TeamLine, ...]
    routes: tuple[RouteLine, ...]
    members: tuple[tuple[str, str], ...]
    fallback: str
    waiting: int
    asked: str
    trace: tuple[Step, ...]
    problems: tuple[tuple[str, str], ...]
    typed: tuple[str, str]
    may_change: bool


@dataclass(frozen=True)
class Ticked:
    """A member in a team's form."""

    id: UUID
    name: str
    note: str
    inside: bool


@dataclass(frozen=True)
class TeamContext:
    """A team's form."""

    tabs: tuple[Tab, ...]
    team_id: UUID
    title: str
    name: str
    members: tuple[Ticked, ...]
    problems: tuple[tuple[str, str], ...]


def teams(
    found: Sequence[Team],
    inside: Mapping[UUID, frozenset[UUID]],
    table: RoutingTable,
    members: Sequence[Member],
) -> tuple[TeamLine, ...]:
    lines = []
    for team in found:
        people = [one for one in members if one.person_id in inside.get(team.id, ())]
        lines.append(
            TeamLine(
                id=team.id,
                name=team.name,
                members=tuple(one.name for one in people),
                takers=sum(one.takes_leads for one in people),
                products=tuple(r.value for r in table.routes.values() if r.team_id == team.id),
            )
        )
    return tuple(lines)


def routes(table: RoutingTable) -> tuple[RouteLine, ...]:
    return tuple(RouteLine(route.value, route.team) for route in table.routes.values())


def member_options(members: Sequence[Member]) -> tuple[tuple[str, str], ...]:
    """For a menu of people; nobody comes first."""
    return (("", "Nobody: anybody who takes leads"), *((str(m.person_id), m.name) for m in members))


def ticks(members: Sequence[Member], inside: Collection[UUID]) -> tuple[Ticked, ...]:
    return tuple(
        Ticked(
            m.person_id,
            m.name,
            m.email if m.takes_leads else f"{m.email}, takes no leads now",
            m.person_id in inside,
        )
        for m in members
    )


def undo_address(path: str, value: str, team: UUID) -> str:
    """What the toast posts to, to put a product back."""
    return f"{path}/put-back?{query({'value': value, 'team': str(team)})}"


def query(values: Mapping[str, str]) -> str:
    return urlencode(values)


async def trace(
    session: ReadSession, interests: Sequence[str], table: RoutingTable, staff: Staff
) -> tuple[Step, ...]:
    """The way a lead with these interests would go now, if nobody knew it before. Changes nothing."""
    choice = choose(interests, table)
    place = seat(choice, table, staff)
    return (
        Step("Asks for", " and ".join(interests) or "no product: it goes by turns alone"),
        Step("Team", _team_words(choice, table)),
        Step("Owner", await _owner_words(session, place, staff)),
    )


def _team_words(choice: Choice, table: RoutingTable) -> str:
    if choice.route is not None:
        others = f"; {', '.join(choice.others)} is noted" if choice.others else ""
        return f"{choice.route.team}, because {choice.route.value} is its product{others}"
    if choice.strangers:
        return (
            "none yet: it is scored and answered, and waits in Review until a team has the product"
        )
    return "none" if table.routes else "none: the table is empty"


async def _owner_words(session: ReadSession, place: Seat, staff: Staff) -> str:
    because = f" ({place.why})" if place.why else ""
    if not place.takers:
        return f"nobody: no member takes leads{because}"
    names = {one.person_id: one.name for one in (*staff.takers, *place.takers)}
    if len(place.takers) == 1:
        return f"{place.takers[0].name}{because}"
    order = [names[one] for one in await round_robin.order(session, place.takers)]
    return f"{order[0]}, whose turn it is among {len(order)}; then {order[1]}{because}"
