"""What every request passes, as plain ASGI: an id, security headers, a time, an answer when we break."""

import time
from collections.abc import Awaitable, Callable
from functools import lru_cache

import structlog
from prometheus_client import Histogram
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leadwright.domain.ids import new_id
from leadwright.kernel import metrics

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
    " manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# What only a logged-in person may see must not come back by the "back" button of the next one.
PRIVATE = ("/w", "/me", "/login", "/setup", "/go/")

RawHeader = tuple[bytes, bytes]
Broken = Callable[[Request, Exception], Awaitable[Response]]


class EveryRequest:
    """Request id, security headers and the request metric. `https` adds HSTS.

    `broken` answers what nobody else caught. It is asked here and not as Starlette's handler for
    Exception, because that one stands outside of us: its answers would bear no id and no CSP.
    Starlette says in two bare words that a body is too large; that is left to `broken` too.
    """

    def __init__(self, app: ASGIApp, *, https: bool, broken: Broken) -> None:
        self.app = app
        self.broken = broken
        self.headers = _raw(HEADERS)
        if https:
            self.headers += _raw(
                {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = new_id().hex
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.perf_counter()
        status = 500
        answering = bare = False

        async def watched(message: Message) -> None:
            nonlocal status, answering, bare
            bare = bare or _says_nothing(message)
            if bare and not answering:
                return
            if message["type"] == "http.response.start":
                answering = True
                status = message["status"]
                message["headers"] = self._headers(scope, message, request_id)
            await send(message)

        try:
            await self.app(scope, receive, watched)
            if bare and not answering:
                bare = False
                answer = await self.broken(Request(scope), HTTPException(413))
                await answer(scope, receive, watched)
        except Exception as error:
            if (
                answering
            ):  # half an answer is out: only closing the connection tells that it is half
                raise
            answer = await self.broken(Request(scope), error)
            await answer(scope, receive, watched)
        finally:
            _metric(scope["method"], status // 100).observe(time.perf_counter() - began)

    def _headers(self, scope: Scope, message: Message, request_id: str) -> list[RawHeader]:
        """The answer's headers, with those that every answer has where it has none of its own."""
        given = list(message.get("headers", ()))
        names = {name.lower() for name, _ in given}
        ours = [header for header in self.headers if header[0] not in names]
        if b"cache-control" not in names and scope["path"].startswith(PRIVATE):
            ours.append((b"cache-control", b"no-store"))
        return [*given, (b"x-request-id", request_id.encode()), *ours]


def _says_nothing(message: Message) -> bool:
    """Starlette's answer to a body over the limit: no page, no problem, two words."""
    if message["type"] != "http.response.start" or message["status"] != 413:
        return False
    kind: bytes = dict(message.get("headers", ())).get(b"content-type", b"")
    return kind.startswith(b"text/plain")


def _raw(headers: dict[str, str]) -> list[RawHeader]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


@lru_cache(maxsize=200)
def _metric(method: str, hundreds: int) -> Histogram:
    """Its child is looked up once: that takes longer than counting."""
    found: Histogram = metrics.requests.labels(method, f"{hundreds}xx")
    return found
