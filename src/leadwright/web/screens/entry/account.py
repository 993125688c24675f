"""A person's own account: the name colleagues see, and the password."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from leadwright.domain.errors import Invalid, TooMany, Unauthenticated
from leadwright.features.workspaces import logins, rules
from leadwright.features.workspaces.logins import LoggedIn
from leadwright.kernel.web import database_of
from leadwright.web import clients
from leadwright.web.auth import Person, csrf
from leadwright.web.gate import Gate
from leadwright.web.refusals import retry_after
from leadwright.web.screens.entry.form import by_field, let_in, one_line, show

router = APIRouter(include_in_schema=False)

TOASTS = {
    "name": "Saved.",
    "password": "Your password is changed. You are signed out everywhere else.",
}


@dataclass(frozen=True)
class AccountContext:
    """The account's two forms; `errors` by field."""

    name: str
    email: str
    toasts: tuple[str, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    shortest_password: int = rules.SHORTEST_PASSWORD


@router.get("/me")
async def account(request: Request, person: Person, toast: str = "") -> Response:
    said = (TOASTS[toast],) if toast in TOASTS else ()
    context = AccountContext(person.name, person.email, said)
    return show(request, "pages/entry/account.html", context)


@router.post("/me/name", dependencies=[Depends(csrf)])
async def change_name(
    request: Request, person: Person, name: Annotated[str, Form()] = ""
) -> Response:
    try:
        async with database_of(request).unbound() as session:
            await logins.change_name(session, person.person_id, one_line(name))
    except Invalid as refusal:
        again = AccountContext(name, person.email, errors=by_field(refusal.problems))
        return show(request, "pages/entry/account.html", again, status=422)
    return RedirectResponse("/me?toast=name", 303)


@router.post("/me/password", dependencies=[Depends(csrf)])
async def change_password(
    request: Request,
    person: Person,
    password: Annotated[str, Form()] = "",
    new_password: Annotated[str, Form()] = "",
) -> Response:
    """The old password is asked, so that an open screen is not enough; every other login ends."""
    gate: Gate = request.app.state.gate
    try:
        gate.limit_login(clients.address(request, request.app.state.trusted), person.email)
        async with database_of(request).unbound() as session:
            await logins.check_password(session, person.email, password)
            await logins.change_password(session, person, new_password)
            return await let_in(request, session, person.person_id, "/me?toast=password")
    except Unauthenticated:
        return _refused(request, person, {"password": "This is not your present password."}, 422)
    except Invalid as refusal:
        words = by_field(refusal.problems)
        return _refused(request, person, {"new_password": words.get("password", "")}, 422)
    except TooMany as refusal:
        response = _refused(request, person, {"password": refusal.message}, 429)
        response.headers.update(retry_after(refusal))
        return response


def _refused(request: Request, person: LoggedIn, words: Mapping[str, str], status: int) -> Response:
    context = AccountContext(person.name, person.email, errors=words)
    return show(request, "pages/entry/account.html", context, status=status)
