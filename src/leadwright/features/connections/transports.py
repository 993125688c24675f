"""By which transport a workspace's messages leave: its own connection, else (mail only) the installation's.

Asked for each message, so the answer is kept for seconds. A change made in another process is
seen when they are over.
"""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from leadwright.domain.errors import NotFound, ProviderError
from leadwright.domain.ids import WorkspaceId
from leadwright.features.connections import actions, queries
from leadwright.features.connections.models import Connection
from leadwright.features.connections.opening import Opener
from leadwright.features.connections.queries import MAIL
from leadwright.features.connections.sealing import Unreadable
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, ReadSession
from leadwright.kernel.single_flight import SingleFlight
from leadwright.ports.channel import EMAIL, BeforeData, Letter, Receipt, Sender, Transport

_REMEMBER_SECONDS = 3.0
_MOST_WORKSPACES = 10_000
# A broken connection is tried by one message a minute; the others wait without asking.
_ASK_BROKEN_AGAIN = timedelta(minutes=1)


class _Refusing:
    """Stands for a connection that cannot be used now: every letter waits until it is mended."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        self._why = why

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        del letter, before_data
        raise ProviderError(self._why, permanent=False, connection_broken=True)

    async def close(self) -> None:
        """Nothing is open."""


_Key = tuple[WorkspaceId, str]


@dataclass
class _Known:
    at: float
    transport: Transport
    state: str
    version: datetime | None


class ConnectedTransports:
    """The transports of all workspaces, for one process. `fallback` is the installation's own."""

    def __init__(self, database: Database, opener: Opener, fallback: Sender) -> None:
        self._database = database
        self.opener = opener
        self._fallback = Transport(fallback)
        self._known: OrderedDict[_Key, _Known] = OrderedDict()
        self._reading = SingleFlight(self._look)
        self._closing: set[asyncio.Task[None]] = set()

    async def of(self, workspace_id: WorkspaceId, channel: str = EMAIL) -> Transport:
        key = (workspace_id, MAIL if channel == EMAIL else channel)
        known = self._known.get(key)
        if known is not None and time.monotonic() - known.at < _REMEMBER_SECONDS:
            return known.transport
        return await self._reading.of(key)

    async def _look(self, key: _Key) -> Transport:
        workspace_id, purpose = key
        known = self._known.get(key)
        async with self._database.read(workspace_id) as session:
            connection = await queries.default(session, purpose)
        fresh = self._renewed(connection, known, self._without(purpose))
        self._known[key] = fresh
        self._known.move_to_end(key)
        while len(self._known) > _MOST_WORKSPACES:
            self._drop(self._known.popitem(last=False)[1])
        if known is not None and known.transport.sender is not fresh.transport.sender:
            self._drop(known)
        return fresh.transport

    async def connected(self, session: ReadSession) -> dict[str, dict[str, str]]:
        """The chats that are connected and not known to be broken."""
        return await queries.chats(session)

    async def worked(self, workspace_id: WorkspaceId, transport: Transport) -> None:
        """Note the first success; later ones cost nothing."""
        if transport.connection is None or self._is_known_to_work(workspace_id, transport):
            return
        async with self._database.tenant(workspace_id) as session:
            if await queries.one(session, transport.connection) is not None:
                await actions.note_working(
                    session, transport.connection, "A message went out this way."
                )
        self._forget(workspace_id, transport)

    async def refused(self, workspace_id: WorkspaceId, transport: Transport, why: str) -> None:
        """Mark the connection broken, unless a letter that only waits says so."""
        if transport.connection is None or isinstance(transport.sender, _Refusing):
            return
        async with self._database.tenant(workspace_id) as session:
            try:
                await actions.note_broken(session, transport.connection, why)
            except NotFound:  # removed meanwhile
                return
        self._forget(workspace_id, transport)

    async def stalled(self, workspace_id: WorkspaceId, transport: Transport, why: str) -> None:
        """It is not known any more whether the connection works; the next success says so."""
        if transport.connection is None or isinstance(transport.sender, _Refusing):
            return
        async with self._database.tenant(workspace_id) as session:
            if await queries.one(session, transport.connection) is not None:
                await actions.note_unclear(session, transport.connection, why)
        self._forget(workspace_id, transport)

    async def close(self) -> None:
        """End all senders that were opened. The fallback belongs to whoever made it."""
        for known in self._known.values():
            self._drop(known)
        self._known.clear()
        await asyncio.gather(*self._closing)
        await self.opener.client.aclose()

    def _without(self, purpose: str) -> Transport:
        """The way where nothing is connected."""
        if purpose == MAIL:
            return self._fallback
        refusing = _Refusing(purpose, f"Nothing is connected for {purpose} any more.")
        return Transport(refusing, purpose=purpose)

    def _is_known_to_work(self, workspace_id: WorkspaceId, transport: Transport) -> bool:
        known = self._known.get((workspace_id, transport.purpose))
        return known is not None and known.state == "working"

    def _forget(self, workspace_id: WorkspaceId, transport: Transport) -> None:
        self._known.pop((workspace_id, transport.purpose), None)

    def _renewed(
        self, connection: Connection | None, known: _Known | None, without: Transport
    ) -> _Known:
        now = time.monotonic()
        if connection is None:
            return _Known(now, without, "working", None)
        version = connection.updated_at
        rests = connection.state == "broken" and _asked_lately(connection)
        if (
            known is not None
            and known.version == version
            and known.transport.connection == connection.id
            and isinstance(known.transport.sender, _Refusing) == rests
        ):
            return _Known(now, known.transport, connection.state, version)
        return _Known(now, self._transport(connection, rests=rests), connection.state, version)

    def _transport(self, connection: Connection, *, rests: bool) -> Transport:
        sender: Sender
        try:
            sender = self.opener.sender(connection)
            if rests:
                sender = _Refusing(connection.integration, connection.said or "it is broken")
        except (Unreadable, ProviderError, NotFound, KeyError, ValueError) as error:
            sender = _Refusing(connection.integration, str(error))
        return Transport(
            sender,
            connection=UUID(str(connection.id)),
            from_address=connection.config.get("from_address") or None,
            from_name=connection.config.get("from_name") or None,
            purpose=connection.purpose,
        )

    def _drop(self, known: _Known) -> None:
        if known.transport.sender is self._fallback.sender:
            return
        task = asyncio.create_task(known.transport.sender.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _asked_lately(connection: Connection) -> bool:
    asked = connection.checked_at
    return asked is not None and clock.now() - asked < _ASK_BROKEN_AGAIN
