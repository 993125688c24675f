"""A forgotten password: asking for the mail, and the page its link opens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from leadwright.bootstrap.mail import mail_setup
from leadwright.domain.errors import Forbidden, Invalid, TooMany
from leadwright.features.workspaces import resets, rules
from leadwright.features.workspaces.jobs import SEND_RESET
from leadwright.kernel.jobs import INTERACTIVE, enqueue
from leadwright.kernel.web import database_of
from leadwright.web import clients
from leadwright.web.auth import csrf
from leadwright.web.gate import Gate
from leadwright.web.refusals import retry_after
from leadwright.web.screens.entry.form import by_field, let_in, one_line, show

router = APIRouter(include_in_schema=False)

LONGEST_EMAIL = 320


@dataclass(frozen=True)
class ForgotContext:
    """The form that asks for the mail; where no mail can leave, what to do instead."""

    can_send: bool
    sent: bool = False
    email: str = ""
    problem: str = ""


@dataclass(frozen=True)
class ResetContext:
    """The form for the new password. `email` is empty when the link opens nothing."""

    token: str
    email: str
    errors: Mapping[str, str] = field(default_factory=dict)
    shortest_password: int = rules.SHORTEST_PASSWORD


async def _can_send(request: Request) -> bool:
    """By the installation's mail server, or by a connection of any workspace's own."""
    if mail_setup(request.app.state.settings).server is not None:
        return True
    async with database_of(request).system() as session:
        return await resets.can_leave(session)


@router.get("/forgot")
async def forgot_form(request: Request, sent: str = "") -> Response:
    context = ForgotContext(await _can_send(request), sent=bool(sent))
    return show(request, "pages/entry/forgot.html", context)


@router.post("/forgot", dependencies=[Depends(csrf)])
async def forgot(request: Request, email: Annotated[str, Form()] = "") -> Response:
    """The same answer, as fast, whether the address is known or not: a job looks."""
    typed = one_line(email)[:LONGEST_EMAIL]
    if not await _can_send(request):
        return RedirectResponse("/forgot", 303)
    if "@" not in typed:
        return _ask_again(request, typed, "Write the e-mail address of your account.", 422)
    gate: Gate = request.app.state.gate
    try:
        gate.limit_login(clients.address(request, request.app.state.trusted), typed)
    except TooMany as refusal:
        response = _ask_again(request, typed, refusal.message, 429)
        response.headers.update(retry_after(refusal))
        return response
    async with database_of(request).unbound() as session:
        await enqueue(
            session,
            SEND_RESET,
            {"email": typed},
            priority=INTERACTIVE,
            dedupe_key=f"{SEND_RESET}:{typed.casefold()}",
        )
    return RedirectResponse("/forgot?sent=1", 303)


def _ask_again(request: Request, email: str, problem: str, status: int) -> Response:
    context = ForgotContext(can_send=True, email=email, problem=problem)
    return show(request, "pages/entry/forgot.html", context, status=status)


@router.get("/reset")
async def reset_form(request: Request, token: str = "") -> Response:
    """Looking at the page uses nothing up: mail programs open links too."""
    async with database_of(request).unbound() as session:
        person = await resets.holder(session, request.app.state.keyring, token)
    if person is None:
        return _dead(request)
    return show(request, "pages/entry/reset.html", ResetContext(token, person.email))


def _dead(request: Request) -> Response:
    return show(request, "pages/entry/reset.html", ResetContext("", ""), status=403)


@router.post("/reset", dependencies=[Depends(csrf)])
async def reset(
    request: Request,
    token: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """One transaction: the password is set, every login ends, this browser is let in."""
    gate: Gate = request.app.state.gate
    gate.logins.take(clients.address(request, request.app.state.trusted), "attempts to sign in")
    email = ""
    try:
        async with database_of(request).unbound() as session:
            person = await resets.holder(session, request.app.state.keyring, token)
            if person is None:
                return _dead(request)
            email = person.email
            person_id = await resets.set_password(session, person, password)
            return await let_in(request, session, person_id, "/w")
    except Forbidden:
        return _dead(request)
    except Invalid as refusal:
        again = ResetContext(token, email, by_field(refusal.problems))
        return show(request, "pages/entry/reset.html", again, status=422)
