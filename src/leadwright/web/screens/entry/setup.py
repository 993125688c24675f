"""Setting up: whoever holds the one-time token of the console names the workspace and becomes its owner."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from leadwright.domain.errors import Conflict, FieldProblem, Forbidden, Invalid
from leadwright.features.workspaces import actions, queries, rules
from leadwright.features.workspaces.actions import NewPerson
from leadwright.kernel.web import database_of
from leadwright.web import clients
from leadwright.web.auth import csrf
from leadwright.web.gate import Gate
from leadwright.web.screens.entry.form import by_field, let_in, one_line, show

router = APIRouter(include_in_schema=False)
Word = Annotated[str, Form()]


@dataclass(frozen=True)
class SetupContext:
    """The set-up form with what was typed; `errors` by field, a password is never sent back."""

    token: str
    workspace: str = ""
    name: str = ""
    email: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    shortest_password: int = rules.SHORTEST_PASSWORD


@dataclass(frozen=True)
class ShutContext:
    """A link that does not open anything. `claimed`: somebody owns this installation already."""

    claimed: bool
    given: bool


@router.get("/setup")
async def setup_form(request: Request, token: str = "") -> Response:
    async with database_of(request).unbound() as session:
        fits = await actions.setup_token_fits(session, token)
    if not fits:
        return await _shut(request, given=bool(token))
    return show(request, "pages/entry/setup.html", SetupContext(token))


async def _shut(request: Request, *, given: bool) -> Response:
    async with database_of(request).unbound() as session:
        claimed = await queries.is_claimed(session)
    if claimed and not given:
        return RedirectResponse("/login", 303)
    return show(request, "pages/entry/shut.html", ShutContext(claimed, given), status=403)


@dataclass(frozen=True)
class Typed:
    """The form as it was sent; `zone` is the browser's time zone, which its script fills in."""

    token: Word = ""
    workspace: Word = ""
    name: Word = ""
    email: Word = ""
    password: Word = ""
    zone: Word = ""


@router.post("/setup", dependencies=[Depends(csrf)])
async def setup(request: Request, sent: Annotated[Typed, Depends()]) -> Response:
    gate: Gate = request.app.state.gate
    gate.logins.take(clients.address(request, request.app.state.trusted), "attempts to set up")
    person = NewPerson(one_line(sent.name), one_line(sent.email), sent.password)
    typed = SetupContext(sent.token, one_line(sent.workspace), person.name, person.email)
    try:
        return await _claim(request, typed, person, sent.zone)
    except Invalid as refusal:
        problems = by_field(refusal.problems)
    except Conflict as refusal:
        problems = {"email": refusal.message}
    except Forbidden:
        return await _shut(request, given=True)
    again = replace(typed, errors=problems)
    return show(request, "pages/entry/setup.html", again, status=422)


async def _claim(request: Request, typed: SetupContext, person: NewPerson, zone: str) -> Response:
    """One transaction: the workspace is claimed and its owner is logged in, or neither."""
    async with database_of(request).system() as session:
        if not await actions.setup_token_fits(session, typed.token):
            raise Forbidden("This set-up link was used or replaced.", code="setup_token")
        _check(typed.workspace, person)
        workspace_id, person_id = await actions.claim(session, typed.token, typed.workspace, person)
        await actions.first_zone(session, workspace_id, zone)
        made = await queries.workspace(session, workspace_id)
        slug = made.slug if made else ""
        return await let_in(request, session, person_id, f"/w/{slug}?toast=welcome")


def _check(workspace: str, person: NewPerson) -> None:
    """All problems at once: the verb would name those of the workspace first, then the person's."""
    problems: tuple[FieldProblem, ...] = ()
    if not workspace or len(workspace) > rules.LONGEST_WORKSPACE:
        remedy = f"Give the workspace a name of up to {rules.LONGEST_WORKSPACE} characters."
        problems = (FieldProblem("workspace", "missing", remedy),)
    try:
        rules.check_person(person.name, person.email, person.password)
    except Invalid as refusal:
        problems += refusal.problems
    if problems:
        raise Invalid("Some fields need another look.", problems=problems)
