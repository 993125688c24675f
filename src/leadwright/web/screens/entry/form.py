"""What the forms before a workspace share: how they are shown, and what was typed into them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from leadwright.domain.errors import FieldProblem
from leadwright.domain.ids import PersonId
from leadwright.features.workspaces import logins
from leadwright.web import auth
from leadwright.web.render import page


def show(request: Request, template: str, context: Any, *, status: int = 200) -> HTMLResponse:
    """A page with a form that stands outside of every workspace."""
    secret = auth.greet_visitor(request)
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    values["csrf_token"] = auth.csrf_token(request)
    response = page(request, template, values, status=status)
    # The set-up token stands in the address: no other site is told, and no cache keeps the page.
    response.headers["Referrer-Policy"] = "same-origin"
    if secret is not None:
        auth.set_visitor_cookie(request, response, secret)
    return response


def one_line(text: str) -> str:
    """What was typed into a field of one line, without what no keyboard types (NUL breaks SQL)."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def by_field(problems: tuple[FieldProblem, ...]) -> Mapping[str, str]:
    """The words at each field; the first problem of a field is the one to mend first."""
    words: dict[str, str] = {}
    for problem in problems:
        words.setdefault(problem.field, problem.remedy)
    return words


async def let_in(
    request: Request, session: AsyncSession, person_id: PersonId, to: str
) -> RedirectResponse:
    """A fresh login for this browser, in the caller's transaction; the one it held before ends."""
    held = request.cookies.get(auth.cookie_name(request))
    if held:
        await logins.close_session(session, held)
    token = await logins.open_session(session, person_id, request.headers.get("user-agent", ""))
    response = RedirectResponse(to, 303)
    auth.set_cookie(request, response, token)
    auth.forget_visitor(request, response)
    return response
