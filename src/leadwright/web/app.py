"""Puts the HTTP application together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from leadwright.bootstrap.common import Runtime
from leadwright.bootstrap.connections import opener
from leadwright.kernel.db import idle_connections
from leadwright.kernel.live import Live
from leadwright.kernel.outbound.http import guarded_client
from leadwright.web import (
    api,
    auth,
    clients,
    errors,
    events,
    health,
    intake,
    mail_marks,
    openapi,
    visits,
    vouching,
)
from leadwright.web.assets import STATIC, BuiltFiles
from leadwright.web.gate import Gate
from leadwright.web.hooks import chat, files, mail
from leadwright.web.middleware import EveryRequest
from leadwright.web.screens.mounting import ROUTERS


class Application(FastAPI):
    """The application, with its busiest door in front of what only the other routes need.

    Routing, dependencies, compression and exit stacks cost a submission more than its own work.
    """

    front: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and intake.is_submission(scope):
            scope["app"] = self
            await self.front(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def make_app(runtime: Runtime) -> Application:
    """The application over the parts of this process."""
    live = Live(runtime.database.urls.app)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await live.start()
        async with idle_connections.watched(runtime.database.pools):
            yield
        await live.stop()
        await app.state.opener.client.aclose()
        await app.state.hook_client.aclose()
        await runtime.database.close()

    app = Application(
        title="Leadwright",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.settings = runtime.settings
    app.state.database = runtime.database
    app.state.keyring = runtime.keyring
    app.state.events = runtime.events
    app.state.live = live
    app.state.gate = Gate(runtime.database, runtime.settings.limits)
    app.state.trusted = clients.networks(runtime.settings.trusted_proxies)
    app.state.authenticate = auth.authenticate
    app.state.opener = opener(runtime)
    app.state.hook_client = guarded_client()
    for reads_bodies_itself in (
        intake.router,
        events.router,
        mail_marks.router,
        mail.router,
        chat.router,
        vouching.router,
        files.router,
    ):
        app.include_router(reads_bodies_itself)
    routers: Sequence[APIRouter] = (health.router, visits.router, *api.ROUTERS, *ROUTERS)
    for router in routers:
        app.include_router(router, max_body_size=runtime.settings.limits.body_bytes)
    app.mount("/static", BuiltFiles(directory=STATIC, check_dir=False), name="static")
    errors.install(app)
    openapi.install(app)
    # Level 3 takes half the time of 5 for a tenth more bytes; a page is packed sooner than handed
    # to a thread.
    app.add_middleware(
        GZipMiddleware, minimum_size=1000, compresslevel=3, thread_minimum_size=1 << 20
    )
    https = runtime.settings.is_https
    app.add_middleware(EveryRequest, https=https, broken=errors.broken)
    app.front = EveryRequest(intake.front, https=https, broken=errors.broken)
    return app
