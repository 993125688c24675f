"""Live updates: one LISTEN connection per process, fanned out to its waiting requests.

A notice carries ids only (`workspace`, `submission`); listeners read the rows they may see.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from leadwright.domain.ids import SubmissionId, WorkspaceId
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.outage import SIGNS_OF_OUTAGE
from leadwright.kernel.db.urls import driver_url
from leadwright.kernel.logging import get

log = get("live")

CHANNEL = "leadwright_live"
_NONE = UUID(int=0)


@dataclass(frozen=True)
class Notice:
    """Something changed about this submission; `kind` is `progress` or `answered`.

    With the kind `told`, the workspace's notifications changed and there is no submission.
    """

    workspace_id: WorkspaceId
    submission_id: SubmissionId
    kind: str


async def announce(session: unit_of_work.Carrier, submission_id: SubmissionId, kind: str) -> None:
    """Notify listeners in all processes once the caller's transaction has committed."""
    body = {"w": str(session.info["workspace_id"]), "s": str(submission_id), "k": kind}
    await unit_of_work.notice(session, CHANNEL, json.dumps(body))


async def nudge(session: unit_of_work.Carrier) -> None:
    """Notify a workspace's screens of a change that belongs to no submission."""
    body = {"w": str(session.info["workspace_id"]), "s": str(_NONE), "k": "told"}
    await unit_of_work.notice(session, CHANNEL, json.dumps(body))


class Live:
    """This process's listener. From `start` to `stop` it survives database restarts."""

    def __init__(self, url: str) -> None:
        self._url = driver_url(url)
        self._queues: set[asyncio.Queue[Notice]] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @asynccontextmanager
    async def listen(self, *, backlog: int = 200) -> AsyncIterator["asyncio.Queue[Notice]"]:
        """A queue of all notices from now on; a slow reader loses the oldest."""
        queue: asyncio.Queue[Notice] = asyncio.Queue(backlog)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    async def _listen(self) -> None:
        while True:
            try:
                connection = await asyncpg.connect(self._url, timeout=10)
                try:
                    await connection.add_listener(CHANNEL, self._hear)
                    while not connection.is_closed():
                        await asyncio.sleep(5)
                        await connection.execute("select 1", timeout=10)
                finally:
                    await connection.close(timeout=2)
            except SIGNS_OF_OUTAGE as error:
                log.warning("live.deaf", error=repr(error))
            await asyncio.sleep(1)

    def _hear(self, *arguments: object) -> None:
        body = json.loads(str(arguments[-1]))
        notice = Notice(WorkspaceId(UUID(body["w"])), SubmissionId(UUID(body["s"])), str(body["k"]))
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(notice)
