"""Routing: teams with their members, which product is whose, the fallback owner, and a dry run."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import Invalid, NotFound
from leadwright.domain.permission import Permission
from leadwright.features.routing import editing, queries
from leadwright.features.routing.interests import value_key
from leadwright.features.routing.rules import Staff
from leadwright.features.workspaces import queries as workspaces
from leadwright.features.workspaces.directory import MemberDirectory
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.pipeline import routes
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.routing import view
from leadwright.web.screens.settings_tabs import SECTION, tabs_for

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/routing")

READ = [Depends(require(Permission.READ_LEADS))]
MANAGE = [Depends(require(Permission.MANAGE_WORKSPACE))]
CHANGE = [*MANAGE, Depends(csrf)]
Word = Annotated[str, Form()]
Problems = tuple[tuple[str, str], ...]


@router.get("", dependencies=READ)
async def index(
    frame: Framed, session: Read, asked: str = "", untaught: str = "", team: UUID | None = None
) -> HTMLResponse:
    """The table. `asked` is what the dry run is asked; `untaught` and `team` what an undo puts back."""
    undo = ""
    if untaught and team is not None and frame.who.may(Permission.MANAGE_WORKSPACE):
        undo = view.undo_address(f"{frame.shell.workspace_url}/routing/products", untaught, team)
    return await _show(frame, session, asked=asked, undo=undo)


async def _show(
    frame: Frame,
    session: ReadSession,
    *,
    asked: str = "",
    problems: Problems = (),
    typed: tuple[str, str] = ("", ""),
    undo: str = "",
) -> HTMLResponse:
    table = await queries.table(session)
    members = await workspaces.members(session)
    context = view.RoutingContext(
        tabs=tabs_for(frame.who),
        teams=view.teams(
            await queries.teams(session), await queries.members(session), table, members
        ),
        routes=view.routes(table),
        members=view.member_options(members),
        fallback=str(await queries.fallback_owner(session) or ""),
        waiting=sum(one.leads for one in await queries.unknown_products(session)),
        asked=asked[:200],
        trace=await _trace(session, asked[:200]) if asked.strip() else (),
        problems=problems,
        typed=typed,
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
    )
    status = 422 if problems else 200
    return frame.show(
        "pages/routing/index.html", context, section=SECTION, status=status, undo=undo
    )


async def _trace(session: ReadSession, asked: str) -> tuple[view.Step, ...]:
    table = await queries.table(session)
    staff: Staff = await queries.staff(session, MemberDirectory(), table)
    known = [route.value for route in table.routes.values()]
    return await view.trace(session, routes.interests((asked,), known), table, staff)


@router.post("/teams", dependencies=CHANGE, response_model=None)
async def add_team(frame: Framed, session: Tx, name: Word = "") -> Response:
    """A new team, then its page."""
    try:
        team_id = await editing.add_team(session, name)
    except Invalid as error:
        words = (("team-name", error.message),)
        return await _show(frame, session, problems=words, typed=("", name))
    return frame.to(f"/routing/teams/{team_id}")


@router.get("/teams/{team_id:uuid}", dependencies=MANAGE)
async def team_form(frame: Framed, session: Read, team_id: UUID) -> HTMLResponse:
    return await _team(frame, session, team_id)


async def _team(
    frame: Frame, session: ReadSession, team_id: UUID, name: str = "", problems: Problems = ()
) -> HTMLResponse:
    team = await editing.one_team(session, team_id)
    inside = (await queries.members(session)).get(team_id, frozenset())
    context = view.TeamContext(
        tabs=tabs_for(frame.who),
        team_id=team_id,
        title=team.name,
        name=name or team.name,
        members=view.ticks(await workspaces.members(session), inside),
        problems=problems,
    )
    status = 422 if problems else 200
    return frame.show("pages/routing/team.html", context, section=SECTION, status=status)


@router.post("/teams/{team_id:uuid}", dependencies=CHANGE, response_model=None)
async def change_team(
    frame: Framed,
    session: Tx,
    team_id: UUID,
    name: Word = "",
    person: Annotated[list[UUID] | None, Form()] = None,
) -> Response:
    """Its name and members."""
    known = {member.person_id for member in await workspaces.members(session)}
    people = set(person or ())
    if not people <= known:
        raise NotFound("One of these people is no member here.")
    try:
        await editing.change_team(session, team_id, name, people)
    except Invalid as error:
        return await _team(frame, session, team_id, name, (("name", error.message),))
    return frame.to("/routing", toast="saved")


@router.post("/teams/{team_id:uuid}/remove", dependencies=CHANGE)
async def remove_team(frame: Framed, session: Tx, team_id: UUID) -> RedirectResponse:
    """With its products; leads keep their owners."""
    await editing.remove_team(session, team_id)
    return frame.to("/routing", toast="removed")


@router.post("/products", dependencies=CHANGE, response_model=None)
async def set_product(
    frame: Framed, session: Tx, team: Annotated[UUID, Form()], value: Word = ""
) -> Response:
    """This product is that team's; leads that wait for it go on."""
    try:
        await routes.teach(session, value, team, by=frame.who.person_id)
    except Invalid as error:
        words = (("value", error.message),)
        return await _show(frame, session, problems=words, typed=(value, ""))
    return frame.to("/routing", toast="saved")


@router.post("/products/put-back", dependencies=CHANGE)
async def put_back(frame: Framed, session: Tx, value: str, team: UUID) -> Response:
    """Undo of a removal, asked by the toast."""
    await routes.teach(session, value, team, by=frame.who.person_id)
    if "hx-request" in frame.request.headers:
        return Response(
            headers={"HX-Redirect": f"{frame.shell.workspace_url}/routing?toast=undone"}
        )
    return frame.to("/routing", toast="undone")


@router.post("/products/remove", dependencies=CHANGE)
async def remove_product(frame: Framed, session: Tx, value: Word) -> RedirectResponse:
    """Nobody's product any more; its leads stay where they are."""
    route = (await queries.table(session)).route(value)
    if route is None:
        raise NotFound("There is no such product in the table.")
    await editing.remove_route(session, value_key(value))
    query = view.query({"untaught": route.value, "team": str(route.team_id)})
    return frame.to(f"/routing?{query}", toast="removed")


@router.post("/fallback", dependencies=CHANGE)
async def set_fallback(frame: Framed, session: Tx, person: Word = "") -> RedirectResponse:
    """Who gets what no team can take."""
    found = [
        one.person_id for one in await workspaces.members(session) if str(one.person_id) == person
    ]
    if person and not found:
        raise NotFound("This person is no member here.")
    await editing.set_fallback(session, found[0] if found else None)
    return frame.to("/routing", toast="saved")
