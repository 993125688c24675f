"""XLSB as some programs write it, with cells that leave their column out: each follows the one before.

The reader for XLSB skips such records (MS-XLSB 2.5.x, BrtShort*), and with them the values. They are
written out in full here, in memory, after the package's sizes were checked.
"""

import io
import struct
import zipfile
from pathlib import Path
from typing import Final

_ROW: Final = 0
_CELLS: Final = range(1, 12)
_SHORT: Final = range(12, 19)
_TO_FULL: Final = 11


def written_out(path: Path) -> io.BytesIO | None:
    """The file with full cells; None where it has no others."""
    with zipfile.ZipFile(path) as package:
        sheets = {
            name: made
            for name in package.namelist()
            if "worksheets/" in name and name.endswith(".bin")
            if (made := _full(package.read(name))) is not None
        }
        if not sheets:
            return None
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for name in package.namelist():
                copy.writestr(name, sheets.get(name) or package.read(name))
    whole.seek(0)
    return whole


def _full(data: bytes) -> bytes | None:
    """A sheet's records with short cells made full, or None where there are none."""
    made = bytearray()
    at = kept = 0
    column = -1
    end = len(data)
    while at < end:
        start = at
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        body, at = at, at + size
        if kind == _ROW:
            column = -1
        elif kind in _CELLS and size >= 4:
            column = struct.unpack_from("<I", data, body)[0]
        elif kind in _SHORT and size >= 4:
            column += 1
            made += data[kept:start] + bytes((kind - _TO_FULL,)) + _size(size + 4)
            made += struct.pack("<I", column) + data[body:at]
            kept = at
    return bytes(made + data[kept:]) if kept else None


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in pieces of seven bits, the low ones first; the id of a record keeps its eighth bits."""
    value = 0
    for n in range(most):
        if at >= len(data):
            break
        byte = data[at]
        value |= (byte & 0x7F) << (7 * n)
        at += 1
        if not byte & 0x80:
            break
    return value, at


def _size(number: int) -> bytes:
    made = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        made.append(low | (0x80 if number else 0))
        if not number:
            return bytes(made)
