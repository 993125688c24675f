"""Work on many pieces shared with a second process, in order; neither holds more than a few pieces."""

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from queue import Queue
from threading import Thread
from typing import IO, Any, Final, TypeVar

from leadwright.kernel.process import die_with_parent

Piece = TypeVar("Piece")
Made = TypeVar("Made")

_WORTH_IT: Final = 8
"""Pieces from which on a second process pays for itself."""
_OURS: Final = frozenset({0, 3})
_TURN: Final = 5
"""Of so many pieces these are ours: we have to hand all of them on besides."""
_AHEAD: Final = 1
"""Pieces that the copy has ready while nobody takes them: a pipe holds the twentieth of one."""


def in_turns(work: Callable[[Piece], Made], pieces: Sequence[Piece]) -> Iterator[Made]:
    """What `work` makes of each piece, in their order, most of it made by a copy of this process.

    Only for a process with one thread. The copy is never more than some pieces ahead. MemoryError where
    it died, most likely by its limits.
    """
    if len(pieces) < _WORTH_IT:
        yield from map(work, pieces)
        return
    read_end, write_end = os.pipe()
    copy = os.fork()
    if copy == 0:
        os.close(read_end)
        _hand_over(work, pieces, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as answers:
        for at, piece in enumerate(pieces):
            yield work(piece) if _is_ours(at) else _next(answers)
    if os.waitpid(copy, 0)[1]:
        raise MemoryError


def _is_ours(at: int) -> bool:
    return at % _TURN in _OURS


def _next(answers: IO[bytes]) -> Any:
    try:
        return pickle.load(answers)  # noqa: S301 -- written by our own copy
    except (EOFError, pickle.UnpicklingError) as error:
        raise MemoryError from error


def _hand_over(work: Callable[[Piece], Made], pieces: Sequence[Piece], end: int) -> None:
    """The copy's whole life: it never returns. While one piece waits in the pipe it makes the next."""
    die_with_parent()
    code = 1
    try:
        ready = Queue[bytes | None](_AHEAD)
        writer = Thread(target=_write, args=(ready, end), daemon=True)
        writer.start()
        for at, piece in enumerate(pieces):
            if not _is_ours(at):
                ready.put(pickle.dumps(work(piece), pickle.HIGHEST_PROTOCOL))
        ready.put(None)
        writer.join()
        code = 0
    finally:
        os._exit(code)


def _write(ready: "Queue[bytes | None]", end: int) -> None:
    try:
        with os.fdopen(end, "wb", buffering=0) as out:
            while (made := ready.get()) is not None:
                left = memoryview(made)
                while left:
                    left = left[out.write(left) :]
    except OSError:  # nobody takes them any more
        os._exit(1)
