"""The zip around modern spreadsheets: opened with care, since zips can be bombs and can lie."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from leadwright.features.imports.reading.sheet import FileRefused

_MOST_PARTS: Final = 20_000
_MOST_BYTES: Final = 700_000_000
_SUSPICIOUS: Final = 60_000_000
_RATIO: Final = 120
_CHUNK: Final = 1 << 17

_BOMB = (
    "Unpacked, the file would be {size} MB, far more than a spreadsheet of its size holds. It was not"
    " opened. If it is honest, save it again as CSV and drop that here."
)


class Package:
    """The parts of a zip, by name whatever their case; each read at most to its declared size."""

    def __init__(self, path: Path) -> None:
        self.zip = _opened(path)
        entries = self.zip.infolist()
        _check(entries, path.stat().st_size)
        self._names = {_plain(one.filename): one for one in reversed(entries)}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._names

    def names(self) -> list[str]:
        """All parts, in lower case."""
        return list(self._names)

    def size(self, name: str) -> int:
        """Unpacked bytes of a part."""
        return self._names[_plain(name)].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes, piece by piece."""
        info = self._names.get(_plain(name))
        if info is None:
            raise FileRefused("corrupt", f"The file says it has a part {name}, which is not there.")
        try:
            with self.zip.open(info) as part:
                while piece := part.read(_CHUNK):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise FileRefused(
                "corrupt",
                f"The file is damaged: its part {info.filename} cannot be unpacked. Ask for it again"
                " or save it once more.",
            ) from error
        except RuntimeError as error:  # zipfile's word for "needs a password"
            raise encrypted() from error

    def read(self, name: str) -> bytes:
        """A part, whole."""
        return b"".join(self.chunks(name))


def encrypted() -> FileRefused:
    """The refusal of a file with a password."""
    return FileRefused(
        "encrypted",
        "The file is protected with a password, so nobody can read it here. Open it, remove the"
        " password (File, Info, Protect Workbook in Excel), save it, and drop it again.",
    )


def truncated() -> FileRefused:
    """The refusal of a file whose end is missing."""
    return FileRefused(
        "truncated",
        "The end of the file is missing: a download or an upload was cut off. Fetch it again and drop"
        " it here.",
    )


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as error:
        if not _has_end(path):
            raise truncated() from error
        raise FileRefused(
            "corrupt",
            "The file is damaged: its table of contents cannot be read. Ask for it again or save it"
            " once more.",
        ) from error


def _has_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        return b"PK\x05\x06" in file.read()


def _check(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > _MOST_PARTS:
        raise FileRefused(
            "zip_bomb", f"The file holds {len(entries):,} parts: no spreadsheet does."
        )
    total = sum(one.file_size for one in entries)
    if total > _MOST_BYTES or (total > _SUSPICIOUS and total > _RATIO * max(packed, 1)):
        raise FileRefused("zip_bomb", _BOMB.format(size=f"{total // 1_000_000:,}"))
    if any(one.flag_bits & 1 for one in entries):
        raise encrypted()
    names = [_plain(one.filename) for one in entries]
    if any(".." in name.split("/") for name in names):
        raise FileRefused(
            "unsafe", "The file holds a part that points outside of it. It was not opened."
        )
    _check_overlap(entries)
    if len(set(names)) < len(names):
        raise FileRefused(
            "corrupt",
            "The file holds two parts of the same name, so it is not clear which one is meant. Save it"
            " again in Excel or LibreOffice.",
        )


def _check_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Parts that share bytes are the trick of the densest bombs."""
    end = 0
    for one in sorted(entries, key=lambda entry: entry.header_offset):
        if one.header_offset < end:
            raise FileRefused(
                "zip_bomb", "Parts of the file lie on top of each other, as only bombs do."
            )
        end = one.header_offset + one.compress_size
