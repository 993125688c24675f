"""After an outage: once one mail is accepted, those that waited for the same transport are due at once.

Without it, a message with a long backoff would wait half an hour after the server is back.
"""

import time
from collections import OrderedDict

from sqlalchemy import text

from leadwright.domain.ids import WorkspaceId
from leadwright.features.messages.actions import SEND
from leadwright.kernel.db.session import Database
from leadwright.kernel.jobs import parked_jobs
from leadwright.kernel.logging import get
from leadwright.ports.channel import EMAIL

log = get("messages")

# A server that keeps accepting one mail of many must not use up the attempts of the others.
_LOOK_AGAIN = 60.0
_MOST_WORKSPACES = 10_000
_WAITING = text(
    "update message set waits_for_way = false where workspace_id = :workspace_id and unfinished"
    " and waits_for_way and status = 'queued' and channel = :channel returning id"
)


class Waking:
    """Remembers, per process, which workspaces were checked lately."""

    def __init__(self) -> None:
        self._looked: OrderedDict[WorkspaceId, float] = OrderedDict()

    async def gone_through(self, database: Database, workspace_id: WorkspaceId) -> int:
        """A mail of this workspace was accepted: make the waiting ones due; returns how many."""
        now = time.monotonic()
        if now - self._looked.get(workspace_id, -_LOOK_AGAIN) < _LOOK_AGAIN:
            return 0
        self._looked[workspace_id] = now
        self._looked.move_to_end(workspace_id)
        while len(self._looked) > _MOST_WORKSPACES:
            self._looked.popitem(last=False)
        async with database.tenant(workspace_id) as session:
            which = {"workspace_id": workspace_id, "channel": EMAIL}
            ids = [str(row.id) for row in await session.execute(_WAITING, which)]
            if ids:
                await parked_jobs.due_at_once(session, SEND, "message_id", ids)
        if ids:
            log.info("messages.woken", workspace_id=str(workspace_id), messages=len(ids))
        return len(ids)
