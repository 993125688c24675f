"""Work on many pieces shared with a second process, in order; neither holds more than a piece or two."""

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, Final, TypeVar

from leadwright.kernel.process import die_with_parent

Piece = TypeVar("Piece")
Made = TypeVar("Made")

_WORTH_IT: Final = 8
"""Pieces from which on a second process pays for itself."""
_OURS: Final = 2
_TURN: Final = 5
"""Of so many pieces two are ours: we have to hand all of them on besides."""


def in_turns(work: Callable[[Piece], Made], pieces: Sequence[Piece]) -> Iterator[Made]:
    """What `work` makes of each piece, in their order, most of it made by a copy of this process.

    Only for a process with one thread. The copy waits while its pipe is full, so it is never far
    ahead. MemoryError where it died, most likely by its limits.
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
    return at % _TURN < _OURS


def _next(answers: IO[bytes]) -> Any:
    try:
        return pickle.load(answers)  # noqa: S301 -- written by our own copy
    except (EOFError, pickle.UnpicklingError) as error:
        raise MemoryError from error


def _hand_over(work: Callable[[Piece], Made], pieces: Sequence[Piece], end: int) -> None:
    """The copy's whole life: it never returns."""
    die_with_parent()
    code = 1
    try:
        with os.fdopen(end, "wb") as out:
            for at, piece in enumerate(pieces):
                if not _is_ours(at):
                    pickle.dump(work(piece), out, pickle.HIGHEST_PROTOCOL)
                    out.flush()
        code = 0
    finally:
        os._exit(code)
