"""Parts of a file written side by side, each in a transaction of its own, committed in the file's order.

One part waits for the database while another is computed, and the database writes on two cores. What
others may wait for (turns, products, questions, the place where the import stands) a part touches only
once the one before it is committed: so no two ever wait for one another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from leadwright.features.routing.round_robin import TurnAllocator
from leadwright.pipeline.imports.read_ahead import Ahead, marks_of
from leadwright.pipeline.imports.rows import Read

SIDE_BY_SIDE = 3


@dataclass(eq=False)
class Lane:
    """A part that is being written. `turns` allocates the turns of all parts."""

    ahead: Ahead
    turns: TurnAllocator
    before: "Lane | None"
    _task: "asyncio.Task[None] | None" = None

    def parted(self) -> tuple[list[Read], list[Read]]:
        """The rows that wait; second those that may be about people of parts before, still under way.

        Of all of them, not of the last one only: it may be about to write to people of one before it.
        """
        waiting, mine = self.ahead.waiting, self.ahead.marks
        held = {mark for one in self._before_us() for mark in mine & one.ahead.marks}
        if not held:
            return waiting, []
        shared, others = list[Read](), list[Read]()
        for row in waiting:
            (others if held.isdisjoint(marks_of(row)) else shared).append(row)
        return others, shared

    def _before_us(self) -> "Iterator[Lane]":
        one = self.before
        while one is not None:
            yield one
            one = one.before

    async def behind(self) -> None:
        """Until all parts before are committed. Raises what stopped them."""
        if self.before is not None:
            await self.before.over()
            self.before = None

    def go(self, work: Awaitable[None]) -> None:
        """Begin."""

        async def written() -> None:
            await work

        self._task = asyncio.create_task(written())

    async def over(self) -> None:
        """Until it is committed; whoever stops waiting does not stop it. Raises what it raised."""
        if self._task is not None:
            await asyncio.shield(self._task)

    async def stop(self) -> None:
        """Roll it back, if it is still under way."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self._task


@dataclass
class Line:
    """The parts under way, in their order. `turns`: how much this process does side by side."""

    turns: asyncio.Semaphore
    _lanes: list[Lane] = field(default_factory=list)
    _turns: TurnAllocator = field(default_factory=TurnAllocator)

    async def add(self, ahead: Ahead, write: Callable[[Lane], Awaitable[None]]) -> None:
        """Begin with a part as soon as there is room. Raises what stopped one before it."""
        while len(self._lanes) >= SIDE_BY_SIDE:
            await self._lanes[0].over()
            del self._lanes[0]
        lane = Lane(ahead, self._turns, self._lanes[-1] if self._lanes else None)
        # Here and not in the part: one that holds a turn waits for those before it, so they must have theirs.
        await self.turns.acquire()
        lane.go(self._in_turn(write, lane))
        self._lanes.append(lane)

    async def _in_turn(self, write: Callable[[Lane], Awaitable[None]], lane: Lane) -> None:
        try:
            await write(lane)
        finally:
            self.turns.release()

    async def over(self) -> None:
        """Until all are committed. Raises what stopped one."""
        for lane in self._lanes:
            await lane.over()
        self._lanes.clear()

    async def stop(self) -> None:
        """Roll back what is still under way, the last first."""
        for lane in reversed(self._lanes):
            await lane.stop()
