"""The stream of a workspace's screens: it says that something changed, and the screen asks for what it shows.

So the stream carries no record, and every look at one passes the permission of its own address.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse

from leadwright.domain.errors import Refused
from leadwright.domain.ids import PersonId, WorkspaceId
from leadwright.domain.permission import Permission
from leadwright.kernel.live import Live, Notice
from leadwright.kernel.web import Who, require
from leadwright.web.auth import authenticate

router = APIRouter(include_in_schema=False)

CHANGED = "event: lead-changed\ndata: 1\n\n"
# An id without an event: a browser that comes back sends it, and so says that it missed something.
OPENED = "retry: 2000\nid: 1\n\n"
STILL_HERE = ": still here\n\n"
MOST_STREAMS = 10


@dataclass(frozen=True)
class Pace:
    """In seconds: between two messages at least, between signs of life, between looks at the login."""

    apart: float = 1.0
    heartbeat: float = 15.0
    recheck: float = 50.0
    glance: float = 0.5  # between looks whether the process is about to end


class Seats:
    """How many streams each person holds open in this process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[PersonId | None] = Counter()

    def is_full(self, person_id: PersonId | None) -> bool:
        return self._taken[person_id] >= self._most

    @contextmanager
    def take(self, person_id: PersonId | None) -> Iterator[None]:
        """Held for the block."""
        self._taken[person_id] += 1
        try:
            yield
        finally:
            self._taken[person_id] -= 1
            if not self._taken[person_id]:
                del self._taken[person_id]


SEATS = Seats(MOST_STREAMS)


@router.get("/w/{workspace}/live", dependencies=[Depends(require(Permission.READ_LEADS))])
async def stream(request: Request, who: Who) -> Response:
    """Server-sent events. With too many open: 204, which tells a browser to do without."""
    if SEATS.is_full(who.person_id):
        return Response(status_code=204)
    ear: Live = request.app.state.live

    def is_closing() -> bool:
        asked: Callable[[], bool] | None = getattr(request.app.state, "is_closing", None)
        return asked is not None and asked()

    async def may_stay() -> bool:
        try:
            now = await authenticate(request)
        except Refused:
            return False
        return now.workspace_id == who.workspace_id and now.may(Permission.READ_LEADS)

    async def body() -> AsyncIterator[str]:
        with SEATS.take(who.person_id):
            yield OPENED
            if request.headers.get("last-event-id"):
                yield CHANGED
            async for line in changes(ear, who.workspace_id, may_stay, is_closing):
                yield line

    return StreamingResponse(
        body(),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def changes(
    ear: Live,
    workspace_id: WorkspaceId,
    may_stay: Callable[[], Awaitable[bool]],
    is_closing: Callable[[], bool],
    pace: Pace = Pace(),
) -> AsyncIterator[str]:
    """What the stream says after its opening, until the login or the process ends."""
    now = asyncio.get_running_loop().time
    checked = said = now()
    async with ear.listen() as notices:
        while not is_closing():
            if now() - checked >= pace.recheck:
                if not await may_stay():
                    return
                checked = now()
            if await _concerns(notices, workspace_id, pace.glance):
                yield CHANGED
                said = now()
                await asyncio.sleep(pace.apart)
            elif now() - said >= pace.heartbeat:
                yield STILL_HERE
                said = now()


async def _concerns(
    notices: "asyncio.Queue[Notice]", workspace_id: WorkspaceId, seconds: float
) -> bool:
    """Whether this workspace has a notice within that time; takes all that wait, of any workspace."""
    try:
        async with asyncio.timeout(seconds):
            while (await notices.get()).workspace_id != workspace_id:
                pass
    except TimeoutError:
        return False
    while not notices.empty():
        notices.get_nowait()
    return True
