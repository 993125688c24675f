"""The web process: application and server on one event loop."""

import asyncio

import uvloop

from leadwright.bootstrap.common import Runtime
from leadwright.bootstrap.database import DatabaseServer
from leadwright.bootstrap.database_watch import watched
from leadwright.bootstrap.web import server
from leadwright.kernel import process
from leadwright.web.app import make_app


def serve(runtime: Runtime, database: DatabaseServer | None = None) -> None:
    """Serve until SIGTERM or SIGINT. `database`: ours to keep alive."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(runtime, database))


async def _serve(runtime: Runtime, database: DatabaseServer | None) -> None:
    async with watched(database):
        app = make_app(runtime)
        process.settle()
        await server(app, runtime).serve()
