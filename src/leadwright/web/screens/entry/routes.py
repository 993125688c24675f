"""The ways in and out: logging in, choosing a workspace, links from mails, logging out."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from leadwright.domain.errors import NotFound, Refused, TooMany, Unauthenticated
from leadwright.features.workspaces import logins, queries
from leadwright.features.workspaces.queries import WorkspaceAccess
from leadwright.kernel.web import database_of
from leadwright.web import auth, clients
from leadwright.web.auth import Person, csrf
from leadwright.web.gate import Gate
from leadwright.web.paths import local_path
from leadwright.web.refusals import retry_after, status_of
from leadwright.web.screens.entry import account as entry_account
from leadwright.web.screens.entry import forgot as entry_forgot
from leadwright.web.screens.entry import setup as entry_setup
from leadwright.web.screens.entry.form import let_in, one_line, show

router = APIRouter(include_in_schema=False)
router.include_router(entry_setup.router)
router.include_router(entry_account.router)
router.include_router(entry_forgot.router)

AFTER_LOGIN = "/w"


@dataclass(frozen=True)
class LoginContext:
    """The log-in form. `problem` is the refusal of the last try; `unclaimed` shows the way to set up."""

    next: str
    email: str = ""
    problem: str = ""
    logged_out: bool = False
    ended: bool = False
    unclaimed: bool = False


@dataclass(frozen=True)
class DoorsContext:
    """The workspaces of a person who has none, or several."""

    name: str
    email: str
    doors: tuple[WorkspaceAccess, ...]


def _after(wanted: str) -> str:
    """Where the log-in leads: a page of ours, and not back to a door."""
    path = local_path(wanted) or AFTER_LOGIN
    return AFTER_LOGIN if path.startswith(("/login", "/logout", "/setup")) else path


@router.get("/login")
async def login_form(
    request: Request,
    next: str = "",  # noqa: A002 -- the query's name
    out: str = "",
    ended: str = "",
) -> Response:
    if await auth.logged_in(request) is not None:
        return RedirectResponse(_after(next), 303)
    async with database_of(request).unbound() as session:
        claimed = await queries.is_claimed(session)
    context = LoginContext(
        next=_after(next), logged_out=bool(out), ended=bool(ended), unclaimed=not claimed
    )
    return show(request, "pages/entry/login.html", context)


@router.post("/login", dependencies=[Depends(csrf)])
async def login(
    request: Request,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """The answer is the same, and takes as long, whether the address is known or not."""
    typed = one_line(email)
    gate: Gate = request.app.state.gate
    try:
        gate.limit_login(clients.address(request, request.app.state.trusted), typed)
        async with database_of(request).unbound() as session:
            person_id = await logins.check_password(session, typed, password)
            return await let_in(request, session, person_id, _after(wanted))
    except (Unauthenticated, TooMany) as refusal:
        return _again(request, refusal, _after(wanted), typed)


def _again(request: Request, refusal: Refused, after: str, email: str) -> Response:
    context = LoginContext(next=after, email=email[:320], problem=refusal.message)
    status = status_of(refusal)
    response = show(request, "pages/entry/login.html", context, status=status)
    response.headers.update(retry_after(refusal))
    return response


@router.post("/logout", dependencies=[Depends(csrf)])
async def logout(request: Request) -> Response:
    token = request.cookies.get(auth.cookie_name(request))
    if token:
        async with database_of(request).unbound() as session:
            await logins.close_session(session, token)
    response = RedirectResponse("/login?out=1", 303)
    auth.clear_cookie(request, response)
    return response


@router.get("/w")
async def workspaces(request: Request, person: Person) -> Response:
    """To the only workspace there is for this person, else a page that says which there are."""
    async with database_of(request).unbound() as session:
        doors = tuple(await queries.doors(session, person.person_id))
    real = [door for door in doors if not door.is_demo] or doors
    if len(real) == 1:
        return RedirectResponse(f"/w/{real[0].slug}", 303)
    context = DoorsContext(person.name, person.email, doors)
    return show(request, "pages/entry/workspaces.html", context)


@router.get("/go/{workspace_id}/leads/{lead_id}")
async def lead_from_mail(
    request: Request, person: Person, workspace_id: UUID, lead_id: UUID
) -> Response:
    """Mails name a workspace by its id, which lasts, and not by its address, which may change."""
    async with database_of(request).unbound() as session:
        doors = await queries.doors(session, person.person_id)
    slug = next((door.slug for door in doors if door.workspace_id == workspace_id), None)
    if slug is None:
        raise NotFound("There is no such lead, or it is in a workspace you are not a member of.")
    return RedirectResponse(f"/w/{slug}/leads/{lead_id}", 303)
