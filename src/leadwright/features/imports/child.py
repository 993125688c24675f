"""The reading process: limits first, then one file, then the answer on stdout.

Started by `reader.py` as `python -m leadwright.features.imports.child` with a request as JSON on stdin.
"""

import gc
import json
import pickle
import resource
import sys
from pathlib import Path
from typing import Any

from leadwright.kernel.process import die_with_parent


def main() -> None:
    """Answer one request. Out of memory ends with code 3, which the parent puts into words."""
    request = json.load(sys.stdin)
    _limit(request["memory"], request["seconds"])
    gc.disable()  # it lives for one file: looking for garbage among its rows costs more than it frees
    try:
        answer = _answer(request)
    except (MemoryError, RecursionError):
        sys.exit(3)
    sys.stdout.buffer.write(answer)


def _limit(memory: int, seconds: int) -> None:
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no files
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(request: dict[str, Any]) -> bytes:
    from leadwright.features.imports.cleaning.products import Catalogue  # noqa: PLC0415 -- within limits
    from leadwright.features.imports.parsed import refused  # noqa: PLC0415
    from leadwright.features.imports.reading.opening import open_file  # noqa: PLC0415
    from leadwright.features.imports.reading.sheet import FileRefused  # noqa: PLC0415
    from leadwright.features.imports.staging import make_ready  # noqa: PLC0415
    from leadwright.features.imports.whole import parse  # noqa: PLC0415
    from leadwright.features.imports.wire import as_json  # noqa: PLC0415

    name = request["name"]
    try:
        sheets = open_file(Path(request["path"]))
        parsed = parse(name, sheets, Catalogue(request["products"]), request["remembered"])
    except FileRefused as refusal:
        parsed = refused(name, refusal.kind, refusal.message)
    if request["answer"] == "json":
        return json.dumps(as_json(parsed), ensure_ascii=False).encode("utf-8", "replace")
    if request["answer"] == "ready":
        return pickle.dumps(make_ready(parsed, request["remembered"]), pickle.HIGHEST_PROTOCOL)
    return pickle.dumps(parsed)


if __name__ == "__main__":
    main()
