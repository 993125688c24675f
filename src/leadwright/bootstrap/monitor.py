"""Periodic checks of a running installation: is the database there, does the queue move, what is due.

An alert about the queue is a row in each workspace, one while it lasts, so that many workers raise one.
A lost database is reported to the operator by a channel that needs no database.
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

log = get("monitor")

QUEUE = "queue_late"
_AGE = text(
    "select coalesce(extract(epoch from now() - min(execute_after)), 0) from pgqueuer"
    " where status = 'queued' and execute_after <= now()"
)


@dataclass(frozen=True)
class Intervals:
    """In seconds: between checks and between ticks, and how long something may fail before an alert."""

    look: float = 15.0
    tick: float = 60.0
    queue: float = 120.0
    away: float = 30.0


@dataclass
class MonitorState:
    """What one process has seen so far."""

    runtime: Runtime
    services: Services
    intervals: Intervals = Intervals()
    away_since: float | None = None
    away_told: bool = False
    queue_told: bool | None = None  # unknown: an alert of the process before may still be open
    ticked: float = 0.0


@asynccontextmanager
async def monitored(
    runtime: Runtime, services: Services, intervals: Intervals = Intervals()
) -> AsyncIterator[None]:
    """Looks while the block runs."""
    task = asyncio.create_task(_watch(MonitorState(runtime, services, intervals)), name="monitor")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _watch(state: MonitorState) -> None:
    while True:
        try:
            await look(state)
        except Exception:  # the next look may fare better; without this one nobody would look
            log.exception("monitor.failed")
        await asyncio.sleep(state.intervals.look)


async def look(state: MonitorState) -> None:
    """Once around."""
    try:
        age = await _queue_age(state)
    except SIGNS_OF_OUTAGE as error:
        await _database_away(state, repr(error))
        return
    await _database_back(state)
    places = await _places(state)
    await _queue(state, age, places)
    if time.monotonic() - state.ticked >= state.intervals.tick:
        state.ticked = time.monotonic()
        for place in places:
            await _tick(state, place)
        await _tend_demos(state)


async def _tick(state: MonitorState, place: WorkspaceId) -> None:
    services = state.services
    work = scheduled.tick(
        state.runtime.database, services.outbox, services.members, services.address, place
    )
    await _minded(place, work)


async def _tend_demos(state: MonitorState) -> None:
    async with state.runtime.database.unbound() as session:
        demos = [WorkspaceId(one.id) for one in await workspaces.full_demos(session)]
    for place in demos:
        await _minded(place, scheduled.tend(state.runtime.database, place))


async def _minded(place: WorkspaceId, work: Awaitable[None]) -> None:
    try:
        await work
    except SIGNS_OF_OUTAGE:
        raise
    except Exception:  # one workspace's trouble must not keep the others from their digest
        log.exception("monitor.workspace_failed", workspace_id=str(place))


async def _queue_age(state: MonitorState) -> float:
    async with state.runtime.database.autocommit.connect() as connection:
        return float(await connection.scalar(_AGE) or 0)


async def _places(state: MonitorState) -> list[WorkspaceId]:
    async with state.runtime.database.unbound() as session:
        return [WorkspaceId(one.id) for one in await workspaces.real_workspaces(session)]


async def _database_away(state: MonitorState, why: str) -> None:
    now = time.monotonic()
    state.away_since = now if state.away_since is None else state.away_since
    if state.away_told or now - state.away_since < state.intervals.away:
        return
    state.away_told = True
    log.error("database.away", error=why)
    seconds = state.intervals.away
    await operator_alerts.tell(
        state.runtime.settings,
        "Leadwright: the database is away",
        f"It has not answered for {seconds:.0f} s. Forms are answered with 503 until it is back.",
    )


async def _database_back(state: MonitorState) -> None:
    if state.away_told:
        words = "It answers again; what waited goes on by itself."
        await operator_alerts.tell(
            state.runtime.settings, "Leadwright: the database is back", words
        )
    state.away_since, state.away_told = None, False


async def _queue(state: MonitorState, age: float, places: list[WorkspaceId]) -> None:
    late = age > state.intervals.queue
    if late and state.queue_told is not True:
        title = "Answers are late: the queue does not keep up"
        detail = f"The oldest job waits for {age:.0f} s. Look whether the workers run."
        for place in places:
            async with state.runtime.database.tenant(place) as session:
                news = News(QUEUE, "alert", title, detail, cause=QUEUE, affects="queue")
                await ring(session, news)
        await operator_alerts.tell(state.runtime.settings, f"Leadwright: {title}", detail)
    elif not late and state.queue_told is not False:
        for place in places:
            async with state.runtime.database.tenant(place) as session:
                await alerts.resolve(session, QUEUE)
    state.queue_told = late
