"""Which vendor vouches for a workspace's visitors, and what it says of one."""

import asyncio
from collections import OrderedDict

from leadwright.domain.demand import Demand
from leadwright.domain.errors import NotFound, ProviderError
from leadwright.domain.ids import SubmissionId, WorkspaceId
from leadwright.features.connections import actions, queries
from leadwright.features.connections.models import Connection
from leadwright.features.connections.opening import Opener
from leadwright.features.connections.sealing import Unreadable
from leadwright.kernel.db.session import Database
from leadwright.kernel.logging import get
from leadwright.ports.form_guard import FormCheck, Verdict

log = get("connections")

PATIENCE = 2.0
_MOST_REMEMBERED = 2_000


class ConnectedFormGuards:
    """The guards of all workspaces, for one process.

    A verdict that passed is remembered: a run that goes through the same step again asks with a
    token that works once.
    """

    def __init__(self, database: Database, opener: Opener) -> None:
        self._database = database
        self._opener = opener
        self._passed: OrderedDict[SubmissionId, None] = OrderedDict()

    async def verify(self, workspace_id: WorkspaceId, demand: Demand, check: FormCheck) -> Verdict:
        """The vendor's word; `unchecked` where it is away, or not connected."""
        if check.submission_id in self._passed:
            return Verdict.PASSED
        async with self._database.read(workspace_id) as session:
            connection = await queries.default(session, demand.value)
        if connection is None:
            return Verdict.UNCHECKED
        try:
            async with asyncio.timeout(PATIENCE):
                verdict = await self._opener.guard(connection).verify(check)
        except (ProviderError, TimeoutError, Unreadable, NotFound) as error:
            log.warning("form_guard.no_verdict", vendor=demand.value, error=repr(error))
            await self._refused(connection, error)
            return Verdict.UNCHECKED
        await self._worked(connection)
        if verdict is Verdict.PASSED:
            self._passed[check.submission_id] = None
            while len(self._passed) > _MOST_REMEMBERED:
                self._passed.popitem(last=False)
        return verdict

    async def close(self) -> None:
        await self._opener.client.aclose()

    async def _worked(self, connection: Connection) -> None:
        """Note the first success; later ones cost nothing."""
        if connection.state == "working":
            return
        async with self._database.tenant(WorkspaceId(connection.workspace_id)) as session:
            if await queries.one(session, connection.id) is not None:
                await actions.note_working(session, connection.id, "It looked at a visitor.")

    async def _refused(self, connection: Connection, error: Exception) -> None:
        """Mark the connection broken where a person must mend it."""
        mend = isinstance(error, Unreadable) or getattr(error, "connection_broken", False)
        if not mend or connection.state == "broken":
            return
        async with self._database.tenant(WorkspaceId(connection.workspace_id)) as session:
            if await queries.one(session, connection.id) is not None:
                await actions.note_broken(session, connection.id, str(error))
