"""The web process: application and server on one event loop."""

import asyncio

import uvloop

from leadwright.bootstrap.common import House
from leadwright.bootstrap.web import server
from leadwright.web.app import make_app


def serve(house: House) -> None:
    """Serve until SIGTERM or SIGINT."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(server(make_app(house), house).serve())
