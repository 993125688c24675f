"""A few connections to one mail server, kept open between letters and given out one at a time."""

import asyncio
import contextlib
import ssl
from collections import deque
from collections.abc import AsyncIterator

from leadwright.domain.errors import ProviderError
from leadwright.integrations.smtp.connection import Connection, Limits
from leadwright.integrations.smtp.opening import Reach, open_connection
from leadwright.integrations.smtp.target import Target

_SOONEST = 0.01


class Pool:
    """At most `target.pool` connections, open and idle ones together.

    The one used last is given out first, so that the others grow old and are closed when the
    rush is over. Belongs to one event loop.
    """

    def __init__(
        self,
        target: Target,
        limits: Limits,
        tls: ssl.SSLContext,
        reach: Reach | None = None,
    ) -> None:
        self._target = target
        self._reach = reach
        self._limits = limits
        self._tls = tls
        self._slots = asyncio.Semaphore(target.pool)
        self._idle: deque[Connection] = deque()
        self._upkeep: asyncio.Task[None] | None = None
        self._closed = False

    @contextlib.asynccontextmanager
    async def lease(self, *, fresh: bool = False) -> AsyncIterator[Connection]:
        """A connection of one's own until the block ends; a new one if `fresh`.

        One that is left amid a letter is closed, never given out again.
        """
        async with self._slots:
            connection = await self._take(fresh=fresh)
            connection.letters += 1
            try:
                yield connection
            finally:
                self._give_back(connection)

    async def close(self) -> None:
        """Say goodbye on all idle connections; those on lease close when they come back."""
        self._closed = True
        if self._upkeep is not None:
            self._upkeep.cancel()
            await asyncio.wait([self._upkeep])
        idle = [self._idle.pop() for _ in range(len(self._idle))]
        await asyncio.gather(*(connection.say_goodbye() for connection in idle))

    async def _take(self, *, fresh: bool) -> Connection:
        if self._closed:
            raise ProviderError("the mail sender was closed", permanent=False)
        if fresh and self._idle:
            self._idle.popleft().drop()
        while self._idle and not fresh:
            connection = self._idle.pop()
            if await self._still_good(connection):
                return connection
        return await open_connection(self._target, self._limits, self._tls, self._reach)

    async def _still_good(self, connection: Connection) -> bool:
        if not connection.is_in_step:
            connection.drop()
            return False
        if connection.needs_reset or self._silent_for(connection) >= self._limits.check_after:
            return await connection.is_alive()
        return True

    def _give_back(self, connection: Connection) -> None:
        if self._closed or not connection.is_reusable:
            connection.drop()
            return
        connection.used_at = connection.heard_at = _now()
        self._idle.append(connection)
        if self._upkeep is None or self._upkeep.done():
            self._upkeep = asyncio.create_task(self._tend(), name="smtp upkeep")

    def _silent_for(self, connection: Connection) -> float:
        return _now() - connection.heard_at

    async def _tend(self) -> None:
        """While connections are idle: ask them for life, and close those that nobody needed."""
        while self._idle:
            await asyncio.sleep(max(_SOONEST, self._next_chore() - _now()))
            async with self._slots:  # a connection in our hands counts as one given out
                await self._tend_oldest()

    def _next_chore(self) -> float:
        limits = self._limits
        return min(
            min(one.used_at + limits.close_after, one.heard_at + limits.check_after)
            for one in self._idle
        )

    async def _tend_oldest(self) -> None:
        limits, now = self._limits, _now()
        for connection in list(self._idle):
            if connection not in self._idle:  # given out while we waited for another one
                continue
            if now - connection.used_at >= limits.close_after:
                self._idle.remove(connection)
                await connection.say_goodbye()
            elif now - connection.heard_at >= limits.check_after:
                self._idle.remove(connection)
                if await connection.is_alive():
                    self._idle.appendleft(connection)


def _now() -> float:
    return asyncio.get_running_loop().time()
