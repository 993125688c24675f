"""The reading process: limits first, then one file, then the answer on stdout.

Started by `reader.py` as `python -m leadwright.features.imports.child` with a request as JSON on stdin.
"""

import gc
import json
import pickle
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadwright.kernel.loading import resolve
from leadwright.kernel.process import die_with_parent, give_back

if TYPE_CHECKING:
    from leadwright.features.imports.judging import Opened

Request = dict[str, Any]
_LONG = 4_000
"""Rows."""


def main() -> None:
    """Answer one request. Out of memory ends with code 3, which the parent puts into words."""
    request = json.load(sys.stdin)
    _limit(request["memory"], request["seconds"])
    gc.disable()  # it lives for one file: looking for garbage among its rows costs more than it frees
    try:
        for piece in _answer(request):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except (MemoryError, RecursionError):
        sys.exit(3)


def _limit(memory: int, seconds: int) -> None:
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no files
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(request: Request) -> Iterator[bytes]:
    from leadwright.features.imports.cleaning.products import Catalogue  # noqa: PLC0415 -- within limits
    from leadwright.features.imports.parsed import refused  # noqa: PLC0415
    from leadwright.features.imports.parsing import open_tables  # noqa: PLC0415
    from leadwright.features.imports.reading.opening import open_file  # noqa: PLC0415
    from leadwright.features.imports.reading.sheet import FileRefused  # noqa: PLC0415

    name = request["name"]
    way = {"json": _as_json, "ready": _as_ready, "pickle": _as_pickle}[request["answer"]]
    try:
        sheets = open_file(Path(request["path"]))
        catalogue = Catalogue(request["products"])
        opened = open_tables(name, sheets, catalogue, request["remembered"], request["ours"])
    except FileRefused as refusal:
        from leadwright.features.imports.judging import Opened  # noqa: PLC0415

        opened = Opened(refused(name, refusal.kind, refusal.message), ())
    sheets = []
    give_back()  # what unpacking took
    yield from way(opened, request)


def _as_json(opened: "Opened", _request: Request) -> Iterator[bytes]:
    from leadwright.features.imports.wire import in_pieces  # noqa: PLC0415

    for piece in in_pieces(opened):
        yield piece.encode("utf-8", "replace")


def _as_pickle(opened: "Opened", _request: Request) -> Iterator[bytes]:
    from leadwright.features.imports.parsing import with_rows  # noqa: PLC0415

    yield pickle.dumps(with_rows(opened), pickle.HIGHEST_PROTOCOL)


def _as_ready(opened: "Opened", request: Request) -> Iterator[bytes]:
    """Frames: the head, the rows in pieces, and last the duplicates."""
    from leadwright.features.imports.judging import judged  # noqa: PLC0415
    from leadwright.features.imports.staging import ready, to_stage  # noqa: PLC0415

    head = ready(opened, request["remembered"])
    yield from framed(pickle.dumps(head, pickle.HIGHEST_PROTOCOL))
    first_row = 0
    # What it takes to put rows into words is loaded for longer than a short list takes who has it at hand.
    says = resolve(request["words"])(*request["said_of"]) if head.rows >= _LONG else None
    for rows in judged(opened, to_stage(head.left_out, says)):
        yield from framed(pickle.dumps((first_row, rows), pickle.HIGHEST_PROTOCOL))
        first_row += len(rows.verdicts)
    parsed = opened.parsed
    pairs = parsed.duplicates_within, parsed.duplicates_possible
    yield from framed(b"")
    yield from framed(pickle.dumps(pairs, pickle.HIGHEST_PROTOCOL))


def framed(content: bytes) -> Iterator[bytes]:
    """Its length, then it."""
    yield len(content).to_bytes(8, "big")
    yield content


if __name__ == "__main__":
    main()
