"""Authentication: a session cookie within a workspace's path, or a secret key; and CSRF for browsers."""

import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Form, Header, Request
from fastapi.responses import Response

from leadwright.domain.errors import Forbidden, NotFound, Unauthenticated
from leadwright.features.workspaces import logins
from leadwright.features.workspaces.logins import LoggedIn
from leadwright.kernel.crypto import new_token
from leadwright.kernel.web import Principal, database_of
from leadwright.web.gate import Gate, bearer


def cookie_name(request: Request) -> str:
    """`__Host-` only where the cookie can be Secure; on loopback http a plain name."""
    return "__Host-leadwright" if request.app.state.settings.is_https else "leadwright_session"


async def authenticate(request: Request) -> Principal:
    """The principal of this request, for `kernel.web.principal`."""
    if request.url.path.startswith("/api/"):
        return await _by_key(request)
    known = await person(request)
    slug = request.path_params.get("workspace", "")
    for door in known.doors:
        if door.slug == slug:
            return Principal(
                workspace_id=door.workspace_id,
                workspace_slug=door.slug,
                workspace_name=door.name,
                is_demo=door.is_demo,
                role=door.role,
                person_id=known.person_id,
                person_name=known.name,
                person_email=known.email,
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


async def person(request: Request) -> LoggedIn:
    """The logged-in person, for what belongs to nobody's workspace. Raises Unauthenticated."""
    found = await logged_in(request)
    if found is None:
        raise Unauthenticated("Sign in to see this page.", code="login")
    return found


Person = Annotated[LoggedIn, Depends(person)]


async def logged_in(request: Request) -> LoggedIn | None:
    """The person behind the session cookie, if it still counts; asked for once a request."""
    if not hasattr(request.state, "logged_in"):
        token = request.cookies.get(cookie_name(request))
        known = await logins.who(database_of(request), token) if token else None
        request.state.logged_in = known
    found: LoggedIn | None = request.state.logged_in
    return found


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


def visitor_cookie(request: Request) -> str:
    """The name of the cookie that stands for a browser before anybody logged in with it."""
    secure = request.app.state.settings.is_https
    return "__Host-leadwright-visit" if secure else "leadwright_visit"


def greet_visitor(request: Request) -> str | None:
    """A secret for a browser that has none yet, so that a form before the login can be bound to it.

    Without it, everybody would share one token, and a foreign page could log its reader in as
    somebody else. The caller hands it to `set_visitor_cookie`.
    """
    if _browser_secret(request):
        return None
    request.state.visitor = new_token()
    return str(request.state.visitor)


def set_visitor_cookie(request: Request, response: Response, secret: str) -> None:
    response.set_cookie(
        visitor_cookie(request),
        secret,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.is_https,
    )


def forget_visitor(request: Request, response: Response) -> None:
    """From the login on, forms are bound to the login's own cookie."""
    response.delete_cookie(
        visitor_cookie(request),
        path="/",
        secure=request.app.state.settings.is_https,
        httponly=True,
    )


def _browser_secret(request: Request) -> str:
    held = request.cookies.get(cookie_name(request)) or request.cookies.get(visitor_cookie(request))
    return held or str(getattr(request.state, "visitor", ""))


def csrf_token(request: Request) -> str:
    """Bound to this browser's cookie, so that it is worth nothing in another one."""
    signed: str = request.app.state.keyring.sign("csrf", _browser_secret(request))
    return signed.rpartition(".")[2]


async def csrf(
    request: Request,
    csrf_field: Annotated[str, Form(alias="csrf_token")] = "",
    csrf_header: Annotated[str, Header(alias="X-CSRF-Token")] = "",
) -> None:
    """Refuse a state change that did not come from a form of ours. Declared by every such route."""
    if _is_foreign(request):
        raise Forbidden("This form was sent from another site.", code="csrf")
    sent = (csrf_header or csrf_field).encode()
    fits = hmac.compare_digest(sent, csrf_token(request).encode())
    if not fits or not _browser_secret(request):
        raise Forbidden(
            "This page is too old to be sent. Load it again and repeat what you did.", code="csrf"
        )


def _is_foreign(request: Request) -> bool:
    """Whether the browser itself says that another site sent this."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        return True
    origin = request.headers.get("origin")
    if origin is None or origin == "null":  # said by privacy settings too; the token decides
        return False
    ours = {request.headers.get("host"), urlsplit(request.app.state.settings.address).netloc}
    return urlsplit(origin).netloc not in ours
