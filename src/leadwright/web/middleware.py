"""What every request passes, as plain ASGI: an id, security headers, a time, an answer when we break."""

import time
from collections.abc import Awaitable, Callable

import structlog
from starlette.datastructures import MutableHeaders
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

Broken = Callable[[Request, Exception], Awaitable[Response]]


class EveryRequest:
    """Request id, security headers and the request metric. `https` adds HSTS.

    `broken` answers what nobody else caught. It is asked here and not as Starlette's handler for
    Exception, because that one stands outside of us: its answers would bear no id and no CSP.
    """

    def __init__(self, app: ASGIApp, *, https: bool, broken: Broken) -> None:
        self.app = app
        self.broken = broken
        self.headers = dict(HEADERS)
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

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
        answering = False

        async def watched(message: Message) -> None:
            nonlocal status, answering
            if message["type"] == "http.response.start":
                answering = True
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(PRIVATE):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if (
                answering
            ):  # half an answer is out: only closing the connection tells that it is half
                raise
            answer = await self.broken(Request(scope), error)
            await answer(scope, receive, watched)
        finally:
            metrics.requests.labels(scope["method"], f"{status // 100}xx").observe(
                time.perf_counter() - began
            )
