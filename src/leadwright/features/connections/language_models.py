"""Which language models a workspace connected, in the order of asking.

Asked for each lead, so the answer is kept for seconds. A change made in another process is seen
when they are over.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from leadwright.domain.errors import NotFound, ProviderError
from leadwright.domain.ids import WorkspaceId
from leadwright.features.connections import actions, queries
from leadwright.features.connections.models import Connection
from leadwright.features.connections.opening import Opener
from leadwright.features.connections.queries import MODEL
from leadwright.features.connections.sealing import Unreadable
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database
from leadwright.kernel.logging import get
from leadwright.kernel.single_flight import SingleFlight
from leadwright.ports.language_model import Connected

log = get("connections")

_REMEMBER_SECONDS = 3.0
_MOST_WORKSPACES = 10_000
# A broken connection is asked again after this long; until then the next one answers at once.
_ASK_BROKEN_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True)
class _Opened:
    version: datetime
    connected: Connected


@dataclass(frozen=True)
class _Known:
    at: float
    usable: tuple[Connected, ...]
    states: dict[UUID, str]
    opened: dict[UUID, _Opened]


class ConnectedModels:
    """The models of all workspaces, for one process."""

    def __init__(self, database: Database, opener: Opener) -> None:
        self._database = database
        self._opener = opener
        self._known: OrderedDict[WorkspaceId, _Known] = OrderedDict()
        self._reading = SingleFlight(self._look)

    async def of(self, workspace_id: WorkspaceId) -> tuple[Connected, ...]:
        known = self._known.get(workspace_id)
        if known is not None and time.monotonic() - known.at < _REMEMBER_SECONDS:
            return known.usable
        return await self._reading.of(workspace_id)

    async def _look(self, workspace_id: WorkspaceId) -> tuple[Connected, ...]:
        known = self._known.get(workspace_id)
        async with self._database.read(workspace_id) as session:
            rows = await queries.listed(session, MODEL)
        opened = {} if known is None else known.opened
        fresh = {row.id: one for row in rows if (one := self._open(row, opened.get(row.id)))}
        usable = tuple(fresh[r.id].connected for r in rows if r.id in fresh and not _rests(r))
        states = {row.id: row.state for row in rows}
        found = _Known(time.monotonic(), usable, states, fresh)
        self._known[workspace_id] = found
        self._known.move_to_end(workspace_id)
        while len(self._known) > _MOST_WORKSPACES:
            self._known.popitem(last=False)
        return usable

    def known(self, workspace_id: WorkspaceId) -> bool:
        known = self._known.get(workspace_id)
        return known is not None and bool(known.usable)

    async def worked(self, workspace_id: WorkspaceId, connection: UUID) -> None:
        """Note the first success; later ones cost nothing."""
        known = self._known.get(workspace_id)
        if known is None or known.states.get(connection) == "working":
            return
        known.states[connection] = "working"
        async with self._database.tenant(workspace_id) as session:
            if await queries.one(session, connection) is not None:
                await actions.note_working(session, connection, "It answered for a lead.")

    async def refused(self, workspace_id: WorkspaceId, connection: UUID, why: str) -> None:
        """Mark the connection broken; everybody is told once."""
        async with self._database.tenant(workspace_id) as session:
            try:
                await actions.note_broken(session, connection, why)
            except NotFound:  # removed meanwhile
                return
        self._forget(workspace_id)

    async def close(self) -> None:
        await self._opener.client.aclose()

    def _forget(self, workspace_id: WorkspaceId) -> None:
        known = self._known.get(workspace_id)
        if known is not None:
            self._known[workspace_id] = replace(known, at=float("-inf"))

    def _open(self, row: Connection, before: _Opened | None) -> _Opened | None:
        if before is not None and before.version == row.updated_at:
            return before
        try:
            model = self._opener.model(row)
        except (Unreadable, ProviderError, NotFound, KeyError, ValueError) as error:
            log.warning("model.cannot_open", connection=str(row.id), error=type(error).__name__)
            return None
        prices = (_price(row, "price_in"), _price(row, "price_out"))
        return _Opened(row.updated_at, Connected(row.id, row.integration, model, *prices))


def _price(row: Connection, name: str) -> float | None:
    value = row.config.get(name)
    return float(value) if value else None


def _rests(row: Connection) -> bool:
    asked = row.checked_at
    if row.state != "broken" or asked is None:
        return False
    return clock.now() - asked < _ASK_BROKEN_AGAIN
