"""The training job: reads the data, trains in a child process, and stores the result."""

import asyncio
import json
import sys
from functools import partial
from typing import Any
from uuid import UUID

from leadwright.domain.ids import WorkspaceId
from leadwright.features.prediction import actions, queries, rules
from leadwright.features.prediction.out_of_fold import fifth_of
from leadwright.features.prediction.rules import Target
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database
from leadwright.kernel.jobs import Job, Payload, workspace_of
from leadwright.kernel.logging import get

log = get("prediction")

_CHILD = "leadwright.features.prediction.training.child"
_LONGEST = 1_500


def jobs(database: Database) -> tuple[Job, ...]:
    """Training: heavy, rare, and tried twice."""
    return (
        Job(
            actions.TRAIN_MODEL,
            partial(train, database),
            timeout=_LONGEST + 300,
            max_attempts=2,
            gave_up=partial(_give_up, database),
        ),
    )


async def train(database: Database, payload: Payload) -> None:
    """Train one version. Run again, it does nothing to a version that is finished."""
    place, model_id = _place(payload)
    async with database.read(place) as session:
        asked = await queries.version(session, model_id)
        if asked.state != "training":
            return
        leads = await queries.decided(session, Target(asked.target), clock.now())
        seen, scores = await queries.known_then(session, leads)
    columns = rules.columns(leads, seen)
    request = {
        "columns": columns,
        "label": rules.OUTCOME,
        "time": rules.CAME,
        "rules": scores,
        "parts": rules.parts_of(columns),
        "fifths": [fifth_of(one.lead_id) for one in leads],
    }
    answer = await _in_a_child(database, place, model_id, json.dumps(request))
    async with database.tenant(place) as session:
        await actions.keep(session, model_id, answer)


async def _in_a_child(
    database: Database, place: WorkspaceId, model_id: UUID, request: str
) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        _CHILD,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_LONGEST):
            answer, _, last = await asyncio.gather(
                _read(child.stdout),
                _write(child, request),
                _follow(database, place, model_id, child),
            )
            await child.wait()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        log.error("training_broke", model=str(model_id), code=child.returncode, last=last)
        raise RuntimeError(f"training ended with {child.returncode}: {last}")
    found: dict[str, Any] = json.loads(answer)
    return found


async def _read(stream: asyncio.StreamReader | None) -> bytes:
    return b"" if stream is None else await stream.read()


async def _write(child: asyncio.subprocess.Process, request: str) -> None:
    if child.stdin is not None:
        child.stdin.write(request.encode())
        await child.stdin.drain()
        child.stdin.close()


async def _follow(
    database: Database, place: WorkspaceId, model_id: UUID, child: asyncio.subprocess.Process
) -> str:
    """Each line the child says is its progress; the last one."""
    last = ""
    while child.stderr is not None and (line := await child.stderr.readline()):
        last = line.decode(errors="replace").strip() or last
        if last.endswith("."):
            async with database.tenant(place) as session:
                await actions.note_progress(session, model_id, last)
    return last


async def _give_up(database: Database, payload: Payload, why: str) -> None:
    place, model_id = _place(payload)
    log.warning("training_given_up", model=str(model_id), why=why)
    async with database.tenant(place) as session:
        await actions.fail(session, model_id, "The training stopped twice. Look at the log.")


def _place(payload: Payload) -> tuple[WorkspaceId, UUID]:
    return workspace_of(payload), UUID(payload["model_id"])
