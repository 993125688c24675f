"""The comparing process: holds the index, and judges each piece of leads that it is told of.

Started by `process.py` as `python -m leadwright.features.identity.index.child`; both ways go frames of
a length and a pickle.
"""

import gc
import os
import pickle
import sys

from leadwright.features.identity.candidates import judged
from leadwright.features.identity.index.memory_index import MemoryIndex
from leadwright.features.identity.index.process import LENGTH, Request, framed
from leadwright.features.identity.rules import Verdict
from leadwright.kernel.process import die_with_parent

_NICER = 5
"""Whoever is answered now goes first."""


def main() -> None:
    """Answer until the parent closes."""
    die_with_parent()
    os.nice(_NICER)
    gc.disable()  # it lives for one job: looking for garbage among what it holds costs more than it frees
    index = MemoryIndex()
    while head := sys.stdin.buffer.read(LENGTH):
        content = sys.stdin.buffer.read(int.from_bytes(head, "big"))
        request = pickle.loads(content)  # noqa: S301 -- written by our parent
        sys.stdout.buffer.write(framed(_answer(index, request)))
        sys.stdout.buffer.flush()


def _answer(index: MemoryIndex, request: Request) -> list[Verdict]:
    is_judged, entries = request
    if not is_judged:
        index.add(entries)
        return []
    found = index.look_up(entries)
    return [
        judged(one.person, rows)
        for one, rows in zip(entries, found, strict=True)
        if one.person is not None
    ]


if __name__ == "__main__":
    main()
