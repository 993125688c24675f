"""The job runner: one process, of which any number may run."""

import asyncio
import signal
from collections.abc import Callable

import uvloop

from leadwright.bootstrap import maintenance, monitor
from leadwright.bootstrap import worker as bootstrap
from leadwright.bootstrap.chat_listening import listening
from leadwright.bootstrap.common import Runtime
from leadwright.bootstrap.database import DatabaseServer
from leadwright.bootstrap.database_watch import watched
from leadwright.bootstrap.warm_up import warm_up
from leadwright.kernel import process
from leadwright.kernel.db import idle_connections
from leadwright.kernel.jobs import runner
from leadwright.kernel.logging import get

log = get("worker")


def run(
    runtime: Runtime,
    server: DatabaseServer | None = None,
    behind: Callable[[], None] | None = None,
) -> None:
    """Work until SIGTERM or SIGINT, then finish what is running.

    `server`: ours to keep alive. `behind` is called while the queue has more than we can take.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_work(runtime, server, behind))


async def _work(
    runtime: Runtime, server: DatabaseServer | None, behind: Callable[[], None] | None
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    parts = await asyncio.to_thread(bootstrap.build, runtime)
    await warm_up(parts.engine.services)
    process.settle()
    log.info("worker.ready", jobs=len(parts.jobs))
    try:
        async with (
            watched(server),
            maintenance.maintained(runtime),
            listening(runtime),
            monitor.monitored(runtime, parts.engine.services),
            idle_connections.watched(runtime.database.pools),
        ):
            await runner.work(
                runtime.database.urls.app,
                parts.jobs,
                stop,
                concurrency=runtime.settings.worker_concurrency,
                behind=behind,
            )
    finally:
        await parts.close()
