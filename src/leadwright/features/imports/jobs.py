"""The job that reads a file, in a process of its own and outside of any transaction."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO
from uuid import UUID

from leadwright.domain.ids import WorkspaceId
from leadwright.features.imports import actions, queries
from leadwright.features.imports.reader import BUSY, MOST_SECONDS, OwnCompany
from leadwright.features.imports.reading_process import Reading, Stopped, nothing, reading
from leadwright.kernel.db.session import Database, ReadSession, TenantSession
from leadwright.kernel.jobs import Job, Payload, RetryLater, waiting_outside, workspace_of

OwnNames = Callable[[ReadSession], Awaitable[Sequence[str]]]
"""The products that rows may name, or the hosts of our own addresses."""
Tell = Callable[[TenantSession, UUID], Awaitable[None]]
"""Has members told of a file that was read and does not go in by itself."""


AT_ONCE = 2
"""Files that a worker reads side by side: more processes would not be faster, and each holds memory."""
_LONGEST = 2 * BUSY * MOST_SECONDS + 100
"""Seconds of a reading by the clock: one that learns its heads on the way reads twice."""
TELL_EVERY = timedelta(seconds=1)
PATIENCE, AGAIN = timedelta(seconds=60), timedelta(seconds=2)


@dataclass(frozen=True)
class Dependencies:
    """What reading needs. `words`: where what puts rows into words is found, by the processes that read."""

    database: Database
    catalogue: OwnNames
    ours: OwnNames
    words: str
    tell: Tell
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))


def jobs(deps: Dependencies) -> tuple[Job, ...]:
    """Payload: `workspace_id`, `import_id`."""
    return (
        Job(
            actions.READ,
            partial(read, deps),
            timeout=_LONGEST,
            max_attempts=3,
            gave_up=partial(gave_up, deps.database),
        ),
    )


async def read(deps: Dependencies, payload: Payload) -> None:
    """Read the file when its turn comes. Until then it keeps neither a connection nor another job waiting."""
    with waiting_outside():
        try:
            await asyncio.wait_for(deps.turns.acquire(), PATIENCE.total_seconds())
        except TimeoutError:
            raise RetryLater(AGAIN, "other files are read first") from None
    try:
        await _read(deps, payload)
    finally:
        deps.turns.release()


async def _read(deps: Dependencies, payload: Payload) -> None:
    """Read the file and stage its rows. A file that was discarded meanwhile is let be.

    A file whose heads a person mapped before is read once more, as they are only known by reading.
    """
    database = deps.database
    place, import_id = ids(payload)
    async with database.read(place) as session:
        found = await queries.one(session, import_id)
        own_company = OwnCompany(await deps.catalogue(session), await deps.ours(session))
    if found is None or found.state not in actions.OPEN:
        return
    began = time.monotonic()
    heads = found.shape.get("headers", ())
    mapping = found.mapping.get("chosen") or await _remembered(database, place, heads)
    stage = partial(_stage, database, place, import_id, began, deps.tell)
    with tempfile.NamedTemporaryFile(suffix=Path(found.file_name).suffix[:12]) as file:
        if not await _write_down(database, place, import_id, file):
            return
        said_of = (found.source_name, found.file_name)
        begin = partial(
            _begun,
            Path(file.name),
            found.file_name,
            own_company,
            partial(reading, words=deps.words, said_of=said_of),
        )
        async with begin(mapping) as first:
            parsed = first.ready.parsed
            again = parsed.readable and not mapping and list(parsed.headers) != list(heads)
            if again:
                mapping = await _remembered(database, place, parsed.headers)
            if not (again and mapping):
                await stage(first)
                return
        async with begin(mapping) as second:
            await stage(second)


async def _write_down(
    database: Database, place: WorkspaceId, import_id: UUID, file: IO[bytes]
) -> bool:
    """The file's bytes where a process can read them; nothing of them stays here."""
    async with database.read(place) as session:
        content = await queries.content(session, import_id)
    if content is None:
        return False
    await asyncio.to_thread(file.write, content)
    await asyncio.to_thread(file.flush)
    return True


@asynccontextmanager
async def _begun(
    path: Path,
    name: str,
    own_company: OwnCompany,
    reading: Callable[..., AbstractContextManager[Reading]],
    mapping: Mapping[str, Sequence[str]],
) -> AsyncIterator[Reading]:
    process = reading(path, own_company=own_company, remembered_mapping=mapping, name=name)
    begun = await asyncio.to_thread(process.__enter__)
    try:
        yield begun
    finally:
        await asyncio.to_thread(process.__exit__, None, None, None)


async def _stage(
    database: Database, place: WorkspaceId, import_id: UUID, began: float, tell: Tell, rows: Reading
) -> None:
    """Stage the rows as they are read. Where the process dies on the way, nothing is staged but why."""

    def took() -> int:
        return round((time.monotonic() - began) * 1000)

    async def keep(some: Reading) -> None:
        async with database.tenant(place) as session:
            found = await actions.stage(session, import_id, some, took)
            if found is not None and found.state in actions.WAITS:
                await tell(session, import_id)

    telling = asyncio.create_task(_tell_how_far(database, place, import_id, rows))
    try:
        await keep(rows)
    except Stopped as stopped:
        await keep(nothing(stopped.parsed))
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


async def _tell_how_far(
    database: Database, place: WorkspaceId, import_id: UUID, rows: Reading
) -> None:
    """Now and then, for whoever looks on: the rows themselves are seen when all are there."""
    while True:
        await asyncio.sleep(TELL_EVERY.total_seconds())
        async with database.tenant(place) as session:
            await actions.has_read(session, import_id, rows.rows_read, rows.ready.rows)


async def _remembered(
    database: Database, place: WorkspaceId, heads: Sequence[str]
) -> dict[str, list[str]]:
    if not any(heads):
        return {}
    async with database.read(place) as session:
        return await queries.remembered(session, actions.heads_key(heads)) or {}


async def gave_up(database: Database, payload: Payload, why: str) -> None:
    """Say on the screen that it could not be done."""
    place, import_id = ids(payload)
    async with database.tenant(place) as session:
        await actions.gave_up(session, import_id, why)


def ids(payload: Payload) -> tuple[WorkspaceId, UUID]:
    """Whose import a job is about."""
    return workspace_of(payload), UUID(payload["import_id"])
