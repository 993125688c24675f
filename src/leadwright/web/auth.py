"""Who is asking: a session cookie in a workspace's address, or a secret key; and CSRF for browsers."""

import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Header, Request
from fastapi.responses import Response

from leadwright.domain.errors import Forbidden, NotFound, Unauthenticated
from leadwright.features.workspaces import logins, queries
from leadwright.features.workspaces.logins import LoggedIn
from leadwright.kernel.web import Principal, database_of
from leadwright.web.gate import Gate, bearer


def cookie_name(request: Request) -> str:
    """`__Host-` only where the cookie can be Secure; on loopback http a plain name."""
    return "__Host-leadwright" if request.app.state.settings.is_https else "leadwright_session"


async def authenticate(request: Request) -> Principal:
    """The principal of this request, for `kernel.web.principal`."""
    if request.url.path.startswith("/api/"):
        return await _by_key(request)
    person = await logged_in(request)
    if person is None:
        raise Unauthenticated("Log in to see this page.", code="login")
    slug = request.path_params.get("workspace", "")
    async with database_of(request).unbound() as session:
        doors = await queries.doors(session, person.person_id)
    for door in doors:
        if door.slug == slug:
            return Principal(
                workspace_id=door.workspace_id,
                workspace_slug=door.slug,
                workspace_name=door.name,
                is_demo=door.is_demo,
                role=door.role,
                person_id=person.person_id,
                person_name=person.name,
                person_email=person.email,
            )
    raise NotFound("There is no such workspace, or you are not a member of it.")


async def _by_key(request: Request) -> Principal:
    gate: Gate = request.app.state.gate
    key = bearer(request)
    known = await gate.key(key) if key else None
    if known is None or known.kind != "secret":
        raise Unauthenticated(
            "This needs a secret key: Authorization: Bearer lws_... (Settings, Keys)."
        )
    return Principal(
        workspace_id=known.workspace_id,
        workspace_slug="",
        workspace_name="",
        is_demo=known.is_demo,
        key_id=known.key_id,
    )


async def logged_in(request: Request) -> LoggedIn | None:
    """The person behind the session cookie, if it still counts."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        return None
    async with database_of(request).unbound() as session:
        return await logins.who(session, token)


def set_cookie(request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=30 * 24 * 3600,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.is_https,
    )


def clear_cookie(request: Request, response: Response) -> None:
    response.delete_cookie(
        cookie_name(request), path="/", secure=request.app.state.settings.is_https, httponly=True
    )


def csrf_token(request: Request) -> str:
    """Bound to the session cookie, so that it is worth nothing in another browser."""
    seed = request.cookies.get(cookie_name(request), "")
    signed: str = request.app.state.keyring.sign("csrf", seed)
    return signed.rpartition(".")[2]


async def csrf(
    request: Request,
    csrf_field: Annotated[str, Form(alias="csrf_token")] = "",
    csrf_header: Annotated[str, Header(alias="X-CSRF-Token")] = "",
) -> None:
    """Refuse a state change that did not come from a form of ours. Declared by every such route."""
    origin = request.headers.get("origin")
    if origin not in {None, "null"} and urlsplit(origin or "").netloc != request.headers.get(
        "host"
    ):
        public = urlsplit(request.app.state.settings.address).netloc
        if urlsplit(origin or "").netloc != public:
            raise Forbidden("This form was sent from another site.", code="csrf")
    if not hmac.compare_digest(csrf_header or csrf_field, csrf_token(request)):
        raise Forbidden(
            "This page is too old to be sent. Load it again and repeat what you did.", code="csrf"
        )
