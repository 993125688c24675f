"""`leadwright import`: files handed to a worker, and how it goes on the shell."""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from leadwright.bootstrap.cli import place_named
from leadwright.bootstrap.common import Runtime
from leadwright.domain.errors import Invalid
from leadwright.domain.ids import WorkspaceId
from leadwright.features.imports import actions, taking
from leadwright.features.imports.taking import Progress

Say = Callable[[str], None]
_MOVES = frozenset({"reading", "taking", "undoing"})
_LOOK = 0.3
_PATIENCE = 60.0


async def take_in(
    runtime: Runtime, *, files: Sequence[str], workspace: str, say: Say
) -> list[dict[str, Any]]:
    """Hand the files to a worker and tell how it goes until each is done or waits for a person.

    Stopping the command stops nothing: the worker goes on.
    """
    if not workspace:
        raise Invalid("Say --workspace NAME, or --dry-run to only look at the files.")
    place = await place_named(runtime, workspace)
    contents = [(Path(file).name, await asyncio.to_thread(_bytes, file)) for file in files]
    async with runtime.database.tenant(place) as session:
        made = [
            await actions.receive(session, actions.Upload(name, content, "command"))
            for name, content in contents
        ]
    return [await _follow(runtime, place, one, say) for one in made]


def _bytes(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from error


async def _follow(
    runtime: Runtime, place: WorkspaceId, import_id: UUID, say: Say
) -> dict[str, Any]:
    began, told = time.monotonic(), ""
    while True:
        async with runtime.database.read(place) as session:
            found = await taking.progress(session, import_id)
        if found is None:
            raise Invalid("The import is gone.")
        line = _line(found, time.monotonic() - began)
        if line != told:
            say(told := line)
        if found.state not in _MOVES:
            return _answer(found)
        if found.state == "reading" and time.monotonic() - began > _PATIENCE:
            say(f"{found.file_name}: no worker has read it yet; is the product running?")
            return _answer(found)
        await asyncio.sleep(_LOOK)


def _line(found: Progress, seconds: float) -> str:
    if found.state == "taking":
        rate = found.at_row / max(seconds, 0.1)
        return f"{found.file_name}: {found.at_row:,} of {found.rows:,} rows, {rate:,.0f} a second"
    if found.state == "ready":
        return f"{found.file_name}: read; some columns are not certain, look at it under Imports"
    counted = ", ".join(f"{number:,} {verdict}" for verdict, number in found.counts.items())
    said = {"refused": found.message, "failed": found.message, "done": counted}
    return f"{found.file_name}: {said.get(found.state) or found.state}"


def _answer(found: Progress) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "file": found.file_name,
        "state": found.state,
        "error_kind": found.error_kind,
        "message": found.message,
        "rows": found.rows,
        "counts": found.counts,
    }
