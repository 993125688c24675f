"""A file read in a process of its own, its rows taken from it piece by piece as they are staged.

The process waits while nobody takes, so neither side ever holds more of the rows than a piece or two.
"""

import contextlib
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from leadwright.features.imports.parsed import ParsedFile, refused
from leadwright.features.imports.reader import (
    BUSY,
    TOO_MUCH,
    OwnCompany,
    how_it_ended,
    limits_to_take_in,
    request_for,
    within,
)
from leadwright.features.imports.staging import Piece, Ready, piece


class Stopped(Exception):
    """The process ended before the file did; `parsed` is the refusal that says why."""

    def __init__(self, parsed: ParsedFile) -> None:
        super().__init__(parsed.message)
        self.parsed = parsed


@dataclass(slots=True)
class Reading:
    """A file that is being read: what was known first, its rows as they come, and how many did."""

    ready: Ready
    _process: "_Process | None" = None
    rows_read: int = 0

    def next_piece(self) -> Piece | None:
        """Some thousand rows; None after the last. Raises Stopped."""
        if self._process is None:
            return None
        frame = self._process.frame()
        if frame:
            some = piece(*pickle.loads(frame))  # noqa: S301 -- written by our own child
            self.rows_read = some.first_row + sum(some.verdicts.values())
            return some
        pairs = pickle.loads(self._process.frame())  # noqa: S301 -- written by our own child
        self.ready.parsed.duplicates_within, self.ready.parsed.duplicates_possible = pairs
        return None


@contextmanager
def reading(
    path: Path,
    *,
    own_company: OwnCompany,
    remembered_mapping: Mapping[str, Sequence[str]],
    name: str,
    words: str,
    said_of: Sequence[str] = (),
) -> Iterator[Reading]:
    """Begin to read; a file that is refused at once has no rows.

    `words`: by which name what puts rows into words is found (`staging.Says` of what is `said_of` the file).
    """
    limits = limits_to_take_in(path)
    if isinstance(limits, str):
        yield nothing(refused(name, "corrupt", limits))
        return
    asked = request_for(path, own_company, remembered_mapping, name)
    request = {**asked, "answer": "ready", "words": words, "said_of": list(said_of)}
    with subprocess.Popen(
        [sys.executable, "-m", "leadwright.features.imports.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        process = _Process(name, child)
        too_long = threading.Timer(limits.seconds * BUSY, process.give_up)
        too_long.start()
        try:
            process.ask(within(request, limits))
            yield process.begun()
        finally:
            too_long.cancel()
            child.kill()


def nothing(parsed: ParsedFile) -> Reading:
    """The reading of a file that cannot be read."""
    return Reading(Ready(parsed, 0, ()))


@dataclass(slots=True)
class _Process:
    name: str
    child: "subprocess.Popen[bytes]"
    late: bool = False

    def ask(self, request: bytes) -> None:
        asked: IO[bytes] = self.child.stdin  # type: ignore[assignment]  # all three are pipes
        with contextlib.suppress(BrokenPipeError), asked:  # how it ended is told by what it answers
            asked.write(request)

    def begun(self) -> Reading:
        try:
            head: Ready = pickle.loads(self.frame())  # noqa: S301 -- written by our own child
        except Stopped as stopped:
            return nothing(stopped.parsed)
        return Reading(head, self)

    def frame(self) -> bytes:
        """The next of its answers."""
        return self._exactly(int.from_bytes(self._exactly(8), "big"))

    def give_up(self) -> None:
        self.late = True
        self.child.kill()

    def _exactly(self, size: int) -> bytes:
        answers: IO[bytes] = self.child.stdout  # type: ignore[assignment]
        content = answers.read(size)
        if len(content) == size:
            return content
        said: IO[bytes] = self.child.stderr  # type: ignore[assignment]
        stderr, code = said.read(), self.child.wait()
        how = ("too_large", TOO_MUCH) if self.late else how_it_ended(code, stderr)
        raise Stopped(refused(self.name, *how))
