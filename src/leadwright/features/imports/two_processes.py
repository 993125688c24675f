"""Work on many rows shared with a second process; the order is kept."""

import os
import pickle
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

One = TypeVar("One")
_MANY = 20_000
"""Rows from which on a second process pays for itself."""


def in_two(work: Callable[[Sequence[One]], list[Any]], some: Sequence[One]) -> list[Any]:
    """What `work` makes of all of them: of the later half in a copy of this process.

    Only for a process with one thread. MemoryError where the copy died, most likely by its limits.
    """
    if len(some) < _MANY:
        return work(some)
    half = len(some) // 2
    read_end, write_end = os.pipe()
    copy = os.fork()
    if copy == 0:
        os.close(read_end)
        _hand_over(work, some[half:], write_end)
    os.close(write_end)
    made = work(some[:half])
    with os.fdopen(read_end, "rb") as answer:
        told = answer.read()
    _, status = os.waitpid(copy, 0)
    if status:
        raise MemoryError
    rest: list[Any] = pickle.loads(told)  # noqa: S301 -- written by our own copy
    return made + rest


def _hand_over(work: Callable[[Sequence[One]], list[Any]], some: Sequence[One], end: int) -> None:
    """The copy's whole life: it never returns."""
    code = 1
    try:
        with os.fdopen(end, "wb") as out:
            pickle.dump(work(some), out, pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        os._exit(code)
