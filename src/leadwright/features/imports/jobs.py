"""The job that reads a file, in a process of its own and outside of any transaction."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from leadwright.domain.ids import WorkspaceId
from leadwright.features.imports import actions, queries
from leadwright.features.imports.reader import read_to_stage
from leadwright.features.imports.staging import Ready
from leadwright.kernel.db.session import Database, ReadSession
from leadwright.kernel.jobs import Job, Payload

Catalogue = Callable[[ReadSession], Awaitable[Sequence[str]]]
"""The products that rows may name."""


def jobs(database: Database, catalogue: Catalogue) -> tuple[Job, ...]:
    return (
        Job(
            actions.READ,
            partial(read, database, catalogue),
            timeout=300,
            max_attempts=3,
            gave_up=partial(gave_up, database),
        ),
    )


async def read(database: Database, catalogue: Catalogue, payload: Payload) -> None:
    """Read the file and stage its rows. A file that was discarded meanwhile is let be.

    A file whose heads a person mapped before is read once more, as they are only known by reading.
    """
    place, import_id = ids(payload)
    async with database.read(place) as session:
        found = await queries.one(session, import_id)
        content = await queries.content(session, import_id)
        products = await catalogue(session)
    if found is None or content is None or found.state not in actions.OPEN:
        return
    began = time.monotonic()
    heads = found.shape.get("headers", ())
    mapping = await _remembered(database, place, heads)
    ready = await asyncio.to_thread(_parse, found.file_name, content, products, mapping)
    parsed = ready.parsed
    if parsed.readable and list(parsed.headers) != list(heads):
        mapping = await _remembered(database, place, parsed.headers)
        if mapping:
            ready = await asyncio.to_thread(_parse, found.file_name, content, products, mapping)
    ms = round((time.monotonic() - began) * 1000)
    async with database.tenant(place) as session:
        await actions.stage(session, import_id, ready, ms)


async def _remembered(
    database: Database, place: WorkspaceId, heads: Sequence[str]
) -> dict[str, list[str]]:
    if not any(heads):
        return {}
    async with database.read(place) as session:
        return await queries.remembered(session, actions.heads_key(heads)) or {}


def _parse(
    name: str, content: bytes, products: Sequence[str], mapping: Mapping[str, Sequence[str]]
) -> Ready:
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix[:12]) as file:
        file.write(content)
        file.flush()
        path = Path(file.name)
        return read_to_stage(path, products=products, remembered_mapping=mapping, name=name)


async def gave_up(database: Database, payload: Payload, why: str) -> None:
    """Say on the screen that it could not be done."""
    place, import_id = ids(payload)
    async with database.tenant(place) as session:
        await actions.gave_up(session, import_id, why)


def ids(payload: Payload) -> tuple[WorkspaceId, UUID]:
    """Whose import a job is about."""
    return WorkspaceId(UUID(payload["workspace_id"])), UUID(payload["import_id"])
