"""Who may get a lead: by its products, the teams, and the members who take leads. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from leadwright.domain.lead import Owner
from leadwright.features.routing.interests import value_key

LONGEST = 60
"""Letters of a product's name; a longer text is a sentence about something."""


@dataclass(frozen=True)
class Route:
    """A product and its team."""

    value: str
    team_id: UUID
    team: str


@dataclass(frozen=True)
class RoutingTable:
    """Routes by folded value, members by team, and who gets what no team can take."""

    routes: Mapping[str, Route] = field(default_factory=dict)
    members: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    fallback_owner_id: UUID | None = None

    def route(self, value: str) -> Route | None:
        return self.routes.get(value_key(value))


@dataclass(frozen=True)
class Choice:
    """What a lead's interests come to: the first known one, what else it asked for, or only strangers."""

    route: Route | None = None
    others: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()

    @property
    def besides(self) -> str:
        """What is noted of the interests that did not decide."""
        return f"; asked for {', '.join(self.others)} too" if self.others else ""


def choose(interests: Sequence[str], table: RoutingTable) -> Choice:
    """The first product with a team decides; where none has one, the lead waits for all of them.

    Without any route nobody waits: such a workspace does not route by products.
    """
    named = {value_key(one): one for one in interests if value_key(one)}
    known = next((key for key in named if key in table.routes), None)
    if known is not None:
        others = tuple(one for key, one in named.items() if key != known)
        return Choice(table.routes[known], others)
    short = tuple(one for one in named.values() if len(one) <= LONGEST)
    return Choice(strangers=short if table.routes else ())


@dataclass(frozen=True)
class Staff:
    """Members who take leads, in a stable order, and the fallback owner, who need not be one of them."""

    takers: tuple[Owner, ...]
    fallback: Owner | None = None


@dataclass(frozen=True)
class Seat:
    """Who may get the lead, and why in words; among several it is round robin."""

    takers: tuple[Owner, ...]
    why: str = ""


def seat(choice: Choice, table: RoutingTable, staff: Staff) -> Seat:
    """The team's members who take leads; else the fallback owner; else anybody who takes leads."""
    if choice.route is not None:
        team = choice.route
        inside = table.members.get(team.team_id, frozenset())
        takers = tuple(one for one in staff.takers if one.person_id in inside)
        if takers:
            return Seat(takers, f"{team.value} is {team.team}'s")
        return _fallback(f"{team.value} is {team.team}'s, where nobody takes leads", staff)
    if choice.strangers:
        words = " and ".join(choice.strangers)
        verb = "has" if len(choice.strangers) == 1 else "have"
        return _fallback(f"{words} {verb} no team yet", staff)
    return Seat(staff.takers)


def _fallback(why: str, staff: Staff) -> Seat:
    if staff.fallback is not None:
        return Seat((staff.fallback,), f"{why}: fallback owner")
    return Seat(staff.takers, f"{why}, and nobody is fallback owner")
