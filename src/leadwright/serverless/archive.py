"""The zip around a workbook, opened with distrust: sizes are held to before a byte is expanded."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from leadwright.serverless.faults import Unreadable

MOST_ENTRIES = 5_000
MOST_EXPANDED = 400 * 1024 * 1024
# Repetitive sheets shrink to a fiftieth at most; a bomb to a thousandth.
HIGHEST_RATIO = 200
SMALL = 10 * 1024 * 1024
CHUNK = 1 << 16

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEEN_IN = {
    "xl/workbook.bin": ("unsupported_format", "an XLSB workbook"),
    "content.xml": ("unsupported_format", "an OpenDocument spreadsheet"),
    "word/document.xml": ("wrong_format", "a Word document"),
    "ppt/presentation.xml": ("wrong_format", "a PowerPoint presentation"),
}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)


class Archive:
    """The parts of a workbook by name, in any case. Every refusal is an Unreadable."""

    def __init__(self, data: bytes) -> None:
        _check_type(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (*_BROKEN, ValueError) as error:
            raise _broken(data) from error
        entries = self._zip.infolist()
        _check_sizes(entries, len(data))
        self._entries = {
            entry.filename.replace("\\", "/").lstrip("/").casefold(): entry for entry in entries
        }
        for name, (kind, what) in _SEEN_IN.items():
            if name in self._entries:
                raise Unreadable(kind, f"This is {what}. Save it as .xlsx and send that.")

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def chunks(self, name: str, most: int = MOST_EXPANDED) -> Iterator[bytes]:
        """A part piece by piece, declared or not at most `most` bytes of it."""
        entry = self._entries.get(name.casefold())
        if entry is None:
            raise Unreadable("corrupt", f"The workbook lacks its part {name!r}. Save it again.")
        left = min(entry.file_size, most)
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(CHUNK):
                    left -= len(piece)
                    if left < 0:
                        raise _bomb()
                    yield piece
        except _BROKEN as error:
            raise Unreadable(
                "corrupt", "The workbook is damaged inside. Open it, save it again and resend."
            ) from error


def _check_type(data: bytes) -> None:
    if not data:
        raise Unreadable("empty", "The file has no content.")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("encrypted", "The workbook has a password. Save it without one.")
        raise Unreadable("wrong_format", "This is an old .xls workbook. Save it as .xlsx.")
    if not data.startswith(b"PK"):
        raise Unreadable("wrong_format", "This is not an .xlsx workbook, whatever its name says.")


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Declared sizes: too many parts, too much inside, too good a ratio, parts over one another."""
    if len(entries) > MOST_ENTRIES:
        raise _bomb()
    expanded = sum(entry.file_size for entry in entries)
    if expanded > MOST_EXPANDED or sum(entry.compress_size for entry in entries) > size:
        raise _bomb()
    for entry in entries:
        if entry.flag_bits & 1:
            raise Unreadable("encrypted", "The workbook has a password. Save it without one.")
        if entry.file_size > SMALL and entry.file_size > HIGHEST_RATIO * entry.compress_size:
            raise _bomb()


def _bomb() -> Unreadable:
    return Unreadable("zip_bomb", "The file would grow far beyond its size. It is not opened.")


def _broken(data: bytes) -> Unreadable:
    if b"PK\x05\x06" not in data[-66_000:]:
        return Unreadable("truncated", "The end of the file is missing. Upload it again.")
    return Unreadable("corrupt", "The file is damaged. Open it, save it again and resend.")
