"""Coalesces concurrent reads: whoever asks for what is being read already waits for that result."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class SingleFlight(Generic[KeyT, ValueT]):
    """`read` by key. Answers that are kept for seconds run out for all who ask in that moment."""

    def __init__(self, read: Callable[[KeyT], Awaitable[ValueT]]) -> None:
        self._read = read
        self._going: dict[KeyT, asyncio.Task[ValueT]] = {}

    async def of(self, key: KeyT) -> ValueT:
        going = self._going.get(key)
        if going is None:
            going = self._going[key] = asyncio.create_task(self._once(key))
        # One who loses patience does not end it for the others.
        return await asyncio.shield(going)

    async def _once(self, key: KeyT) -> ValueT:
        try:
            return await self._read(key)
        finally:
            del self._going[key]
