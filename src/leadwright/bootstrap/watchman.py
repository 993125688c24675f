"""Looks after what nobody asks for: is the database there, does the queue move, whose hour has come.

The queue's alert is a row in each workspace, one while it lasts, so that many workers make one. What
a lost database means is told to the operator by a way that needs none.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import text

from leadwright.bootstrap import operator_alerts
from leadwright.bootstrap.common import Runtime
from leadwright.domain.ids import WorkspaceId
from leadwright.features.notifications import alerts
from leadwright.features.notifications.actions import News
from leadwright.features.notifications.actions import tell as ring
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.db.outage import SIGNS_OF_OUTAGE
from leadwright.kernel.logging import get
from leadwright.pipeline import scheduled
from leadwright.ports.directory import Services

log = get("watchman")

QUEUE = "queue_late"
_AGE = text(
    "select coalesce(extract(epoch from now() - min(execute_after)), 0) from pgqueuer"
    " where status = 'queued' and execute_after <= now()"
)


@dataclass(frozen=True)
class Patience:
    """In seconds: how often it looks, how long things may fail before it is told."""

    look: float = 15.0
    tick: float = 60.0
    queue: float = 120.0
    away: float = 30.0


@dataclass
class Watch:
    """What one process has seen so far."""

    runtime: Runtime
    services: Services
    patience: Patience = Patience()
    away_since: float | None = None
    away_told: bool = False
    queue_told: bool | None = None  # unknown: an alert of the process before may still be open
    ticked: float = 0.0


@asynccontextmanager
async def on_duty(
    runtime: Runtime, services: Services, patience: Patience = Patience()
) -> AsyncIterator[None]:
    """Looks while the block runs."""
    task = asyncio.create_task(_watch(Watch(runtime, services, patience)), name="watchman")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _watch(watch: Watch) -> None:
    while True:
        try:
            await look(watch)
        except Exception:  # the next look may fare better; without this one nobody would look
            log.exception("watchman.failed")
        await asyncio.sleep(watch.patience.look)


async def look(watch: Watch) -> None:
    """Once around."""
    try:
        age = await _queue_age(watch)
    except SIGNS_OF_OUTAGE as error:
        await _database_away(watch, repr(error))
        return
    await _database_back(watch)
    places = await _places(watch)
    await _queue(watch, age, places)
    if time.monotonic() - watch.ticked >= watch.patience.tick:
        watch.ticked = time.monotonic()
        for place in places:
            await _tick(watch, place)
        await _tend_demos(watch)


async def _tick(watch: Watch, place: WorkspaceId) -> None:
    services = watch.services
    work = scheduled.tick(
        watch.runtime.database, services.outbox, services.members, services.address, place
    )
    await _minded(place, work)


async def _tend_demos(watch: Watch) -> None:
    async with watch.runtime.database.unbound() as session:
        demos = [WorkspaceId(one.id) for one in await workspaces.full_demos(session)]
    for place in demos:
        await _minded(place, scheduled.tend(watch.runtime.database, place))


async def _minded(place: WorkspaceId, work: Awaitable[None]) -> None:
    try:
        await work
    except SIGNS_OF_OUTAGE:
        raise
    except Exception:  # one workspace's trouble must not keep the others from their digest
        log.exception("clockwork.failed", workspace_id=str(place))


async def _queue_age(watch: Watch) -> float:
    async with watch.runtime.database.autocommit.connect() as connection:
        return float(await connection.scalar(_AGE) or 0)


async def _places(watch: Watch) -> list[WorkspaceId]:
    async with watch.runtime.database.unbound() as session:
        return [WorkspaceId(one.id) for one in await workspaces.real_workspaces(session)]


async def _database_away(watch: Watch, why: str) -> None:
    now = time.monotonic()
    watch.away_since = now if watch.away_since is None else watch.away_since
    if watch.away_told or now - watch.away_since < watch.patience.away:
        return
    watch.away_told = True
    log.error("database.away", error=why)
    seconds = watch.patience.away
    await operator_alerts.tell(
        watch.runtime.settings,
        "Leadwright: the database is away",
        f"It has not answered for {seconds:.0f} s. Forms are answered with 503 until it is back.",
    )


async def _database_back(watch: Watch) -> None:
    if watch.away_told:
        words = "It answers again; what waited goes on by itself."
        await operator_alerts.tell(
            watch.runtime.settings, "Leadwright: the database is back", words
        )
    watch.away_since, watch.away_told = None, False


async def _queue(watch: Watch, age: float, places: list[WorkspaceId]) -> None:
    late = age > watch.patience.queue
    if late and watch.queue_told is not True:
        title = "Answers are late: the queue does not keep up"
        detail = f"The oldest job waits for {age:.0f} s. Look whether the workers run."
        for place in places:
            async with watch.runtime.database.tenant(place) as session:
                news = News(QUEUE, "alert", title, detail, cause=QUEUE, affects="queue")
                await ring(session, news)
        await operator_alerts.tell(watch.runtime.settings, f"Leadwright: {title}", detail)
    elif not late and watch.queue_told is not False:
        for place in places:
            async with watch.runtime.database.tenant(place) as session:
                await alerts.resolve(session, QUEUE)
    watch.queue_told = late
