"""Coalesces concurrent reads: a caller that asks for something already being read waits for that result."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class SingleFlight(Generic[KeyT, ValueT]):
    """`read`, at most once at a time per key. Prevents a stampede when a short-lived cache entry expires."""

    def __init__(self, read: Callable[[KeyT], Awaitable[ValueT]]) -> None:
        self._read = read
        self._going: dict[KeyT, asyncio.Task[ValueT]] = {}

    async def of(self, key: KeyT) -> ValueT:
        going = self._going.get(key)
        if going is None:
            going = self._going[key] = asyncio.create_task(self._once(key))
        # A caller that is cancelled does not cancel it for the others.
        return await asyncio.shield(going)

    async def _once(self, key: KeyT) -> ValueT:
        try:
            return await self._read(key)
        finally:
            del self._going[key]
