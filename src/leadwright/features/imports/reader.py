"""Reads a file in a process of its own, with limits on memory and time; never raises for a file.

Hostile files exist: what a bomb can break is that process, and the answer says so in words.
"""

import json
import pickle
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from leadwright.features.imports.parsed import ParsedFile, refused
from leadwright.features.imports.wire import as_json
from leadwright.kernel.process import end_after

PRODUCTS: Final = ("A1", "A2")
_SMALL: Final = 3_000_000
_SMALL_TEXT: Final = 400_000
_SMALL_PACKED: Final = 1_000_000
_LITTLE: Final = 10_000_000
_MANY: Final = 10_000
_MB: Final = 1 << 20
_LONG: Final = 6_000_000
MOST_SECONDS: Final = 220
"""Of a processor, for the longest list that is taken in."""
BUSY: Final = 5
"""How many times its seconds a file may take by the clock, on a busy machine and with a busy database."""

TOO_MUCH = (
    "The file needs more memory or time than a list of its kind may take, so reading it was stopped."
    " Split it into smaller files; a workbook saved as CSV needs less, too."
)
_NO_ROOM: Final = (
    b"memory allocation",
    b"MemoryError",
    b"failed to map segment",
    b"Cannot allocate",
)
_NOT_LOADED: Final = re.compile(r"(?:ImportError|ModuleNotFoundError|SyntaxError): .*")
_BROKE_IT = (
    "The file is damaged in a way that stopped the reader. Open it in Excel or LibreOffice, save it again,"
    " and drop it here."
)


class ReaderMissing(Exception):
    """The installation lacks what reading needs: the file was not looked at."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading process may use: bytes of memory, and seconds of a processor or of the clock.

    `patient`: so little is in the file that only a busy machine can make it slow.
    """

    memory: int
    seconds: float
    patient: bool = False


class OwnCompany(NamedTuple):
    """What a workspace says of itself: the products that rows may name, the hosts of its own addresses."""

    products: Sequence[str]
    hosts: Sequence[str] = ()


def limits_for(size: int) -> Limits:
    """Up to 3 MB of file: 10 s and 512 MB in all. Larger ones: a minute and a gigabyte."""
    return Limits(400 * _MB, 8.5) if size < _SMALL else Limits(900 * _MB, 55)


def read_file(
    path: Path,
    *,
    products: Sequence[str] = PRODUCTS,
    remembered_mapping: Mapping[str, Sequence[str]] | None = None,
    name: str | None = None,
) -> ParsedFile:
    """The file's people, or its refusal.

    `products` is the catalogue. `remembered_mapping` (field -> headers) is what a person decided for this
    source before; a field that is none of ours keeps its column as a custom one. `name` is shown instead
    of the path's.
    """
    request = request_for(path, OwnCompany(products), remembered_mapping, name)
    answer = _ask({**request, "answer": "pickle"}, path)
    if isinstance(answer, ParsedFile):
        return answer
    made: ParsedFile = pickle.loads(answer)  # noqa: S301 -- written by our own child
    return made


def read_as_json(path: Path, *, products: Sequence[str] = PRODUCTS) -> bytes:
    """The same as JSON, without a second copy of a large file in this process."""
    answer = _ask({**request_for(path, OwnCompany(products), None, None), "answer": "json"}, path)
    if isinstance(answer, ParsedFile):
        return json.dumps(as_json(answer), ensure_ascii=False).encode()
    return answer


def request_for(
    path: Path,
    own_company: OwnCompany,
    remembered: Mapping[str, Sequence[str]] | None,
    name: str | None,
) -> dict[str, object]:
    """What a reading process is asked, but for its limits and the kind of its answer."""
    return {
        "path": str(path),
        "name": name or path.name,
        "products": list(own_company.products),
        "ours": list(own_company.hosts),
        "remembered": {field: list(headers) for field, headers in (remembered or {}).items()},
    }


def _ask(request: dict[str, object], path: Path) -> bytes | ParsedFile:
    """The child's answer."""
    name = str(request["name"])
    limits = limits_of(path)
    if isinstance(limits, str):
        return refused(name, "corrupt", limits)
    with subprocess.Popen(
        [sys.executable, "-m", "leadwright.features.imports.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        try:
            said, complained = _answered(child, within(request, limits), limits)
        except subprocess.TimeoutExpired:
            child.kill()
            return refused(name, "too_large", TOO_MUCH)
    if child.returncode == 0 and said:
        return said
    return refused(name, *how_it_ended(child.returncode, complained))


def _answered(
    child: "subprocess.Popen[bytes]", request: bytes, limits: Limits
) -> tuple[bytes, bytes]:
    """What it says within its seconds by the clock.

    A file with little in it needs less than half of them of a processor: a child that a busy machine
    kept from that half goes on until it has had it.
    """
    try:
        return child.communicate(request, timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        if not limits.patient:
            raise
        end_after(child.pid, int(limits.seconds / 2))
        return child.communicate(timeout=limits.seconds * (BUSY - 1))


def limits_of(path: Path) -> Limits | str:
    """The limits for a file, or why it cannot be opened."""
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        return f"The file cannot be opened: {error.strerror or error}."
    limits = limits_for(max(size, _SMALL) if _many_rows(path, size) else 0)
    return replace(limits, patient=_holds_little(path, size))


def limits_to_take_in(path: Path) -> Limits | str:
    """The same for a list that goes in, where nobody waits for the answer: a long one has longer."""
    limits = limits_of(path)
    if isinstance(limits, str):
        return limits
    longer = limits.seconds * path.stat().st_size / _LONG
    return replace(limits, seconds=min(max(limits.seconds, longer), MOST_SECONDS))


def _holds_little(path: Path, size: int) -> bool:
    """Whether the file is small, unpacked too: a bomb is not."""
    if size >= _SMALL_PACKED or not zipfile.is_zipfile(path):
        return size < _SMALL_TEXT
    try:
        with zipfile.ZipFile(path) as package:
            return sum(part.file_size for part in package.infolist()) < _LITTLE
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile, struct.error):
        return False


def within(request: dict[str, object], limits: Limits) -> bytes:
    """The request as the child reads it, with its limits."""
    told = {**request, "memory": limits.memory, "seconds": int(limits.seconds) + 1}
    return json.dumps(told).encode()


def _many_rows(path: Path, size: int) -> bool:
    """Whether a large file is one of many rows: a packed one may be, a text is asked for its lines."""
    if size < _SMALL_TEXT:
        return False
    with path.open("rb") as file:
        if file.read(4) in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
            return size >= _SMALL_PACKED
        lines = 0
        while (piece := file.read(1 << 20)) and lines < _MANY:
            lines += max(piece.count(b"\n"), piece.count(b"\r"))
    return lines >= _MANY


def how_it_ended(code: int, stderr: bytes) -> tuple[str, str]:
    """A process that died: by its limits, or over a file that makes no sense.

    Raises ReaderMissing where it died over Leadwright itself.
    """
    if code in {3, -9, -24, -6, 134} or any(sign in stderr for sign in _NO_ROOM):
        return "too_large", TOO_MUCH
    *_, last = ["", *stderr.decode("utf-8", "replace").strip().splitlines()]
    if _NOT_LOADED.fullmatch(last):
        raise ReaderMissing(
            f"Leadwright's own reader does not start ({last}), so the file was not looked at."
            " Install Leadwright again, then try again."
        )
    return "corrupt", _BROKE_IT
