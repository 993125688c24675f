"""What members decide about routing: teams, who is in them, whose a product is, the fallback owner."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import FieldProblem, Invalid, NotFound
from leadwright.domain.ids import new_id
from leadwright.features.routing.interests import value_key
from leadwright.features.routing.models import ProductRoute, RoutingRule, Team, TeamMember
from leadwright.features.routing.rules import LONGEST
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession

LONGEST_NAME = 60


async def add_team(session: TenantSession, name: str) -> UUID:
    """A team without members. Invalid where the name is taken."""
    shown, key = await _free_name(session, name, None)
    team_id = new_id()
    session.add(
        Team(
            workspace_id=session.info["workspace_id"],
            id=team_id,
            name=shown,
            name_key=key,
            created_at=clock.now(),
        )
    )
    await session.flush()
    return team_id


async def change_team(
    session: TenantSession, team_id: UUID, name: str, people: Collection[UUID]
) -> None:
    """Its name and who is in it."""
    team = await one_team(session, team_id)
    team.name, team.name_key = await _free_name(session, name, team_id)
    here = session.info["workspace_id"]
    await session.execute(
        delete(TeamMember).where(TeamMember.workspace_id == here, TeamMember.team_id == team_id)
    )
    for person in people:
        session.add(TeamMember(workspace_id=here, team_id=team_id, person_id=person))
    await session.flush()


async def remove_team(session: TenantSession, team_id: UUID) -> None:
    """The team and its products go; its leads stay with their owners."""
    await one_team(session, team_id)
    await session.execute(
        delete(Team).where(Team.workspace_id == session.info["workspace_id"], Team.id == team_id)
    )


async def one_team(session: ReadSession, team_id: UUID) -> Team:
    """NotFound for a team of another workspace, as for none."""
    found = (
        await session.execute(
            select(Team).where(
                Team.workspace_id == session.info["workspace_id"], Team.id == team_id
            )
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such team here.")
    return found


async def _free_name(session: TenantSession, name: str, but: UUID | None) -> tuple[str, str]:
    shown = " ".join(name.split())
    key = shown.casefold()
    if not shown or len(shown) > LONGEST_NAME:
        raise _wrong("name", "missing", f"Give the team a name of at most {LONGEST_NAME} letters.")
    taken = await session.scalar(
        select(Team.id).where(
            Team.workspace_id == session.info["workspace_id"], Team.name_key == key
        )
    )
    if taken is not None and taken != but:
        raise _wrong("name", "taken", f"There is a team {shown} already. Choose another name.")
    return shown, key


async def set_route(session: TenantSession, value: str, team_id: UUID, *, by: UUID | None) -> None:
    """This product is that team's. Spellings of one product are one line; the last word stands."""
    await one_team(session, team_id)
    shown = " ".join(value.split())
    key = value_key(shown)
    if not key or len(shown) > LONGEST:
        remedy = f"Write the product as forms and files name it, with at most {LONGEST} letters."
        raise _wrong("value", "malformed", remedy)
    line: dict[str, Any] = {
        "workspace_id": session.info["workspace_id"],
        "value_key": key,
        "value": shown,
        "team_id": team_id,
        "created_at": clock.now(),
        "created_by": by,
    }
    statement = insert(ProductRoute).values(line)
    kept = {"value": shown, "team_id": team_id, "created_by": by}
    await session.execute(
        statement.on_conflict_do_update(index_elements=["workspace_id", "value_key"], set_=kept)
    )


async def remove_route(session: TenantSession, key: str) -> None:
    """Nobody's product any more; leads that have their team stay there."""
    gone = await session.execute(
        delete(ProductRoute)
        .where(
            ProductRoute.workspace_id == session.info["workspace_id"],
            ProductRoute.value_key == key,
        )
        .returning(ProductRoute.value_key)
    )
    if gone.first() is None:
        raise NotFound("There is no such product in the table.")


async def set_fallback(session: TenantSession, person_id: UUID | None) -> None:
    """Who gets what no team can take."""
    values = {"fallback_owner_id": person_id, "changed_at": clock.now()}
    statement = insert(RoutingRule).values(workspace_id=session.info["workspace_id"], **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["workspace_id"], set_=values)
    )


def _wrong(field: str, reason: str, remedy: str) -> Invalid:
    return Invalid(remedy, problems=(FieldProblem(field, reason, remedy),))
