"""Several requests at a time, pauses before another try, and the end of the invocation in view."""

import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from leadwright.serverless.faults import OutOfTime

AT_ONCE = 4
ATTEMPTS = 10
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 5.0
Thing = TypeVar("Thing")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Budget:
    """Until when work may go on, by the monotonic clock: at its end the function is killed."""

    until: float

    def check(self, seconds: float = 0.0) -> None:
        if time.monotonic() + seconds > self.until:
            raise OutOfTime("The time of this invocation is used up; its retry goes on from here.")

    def pause(self, attempt: int, wanted: float | None = None) -> None:
        """Waits as long as the other side wants, else by exponential back-off with full jitter.

        Raises OutOfTime where there is no time for it.
        """
        longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)
        seconds = random.uniform(0, longest) if wanted is None else wanted  # noqa: S311 -- no secret
        self.check(seconds)
        time.sleep(seconds)


def each(work: Callable[[Thing], Result], things: Iterable[Thing]) -> Iterator[Result]:
    """Results in order, a few at a time; things are asked for only as they are needed."""
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for thing in things:
            waiting.append(pool.submit(work, thing))
            if len(waiting) > AT_ONCE * 2:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
