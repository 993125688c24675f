"""A file's sheets, by the reader for what it is."""

from pathlib import Path
from typing import Final

from leadwright.features.imports.reading import delimited, markup, ods, short_cells, xlsx
from leadwright.features.imports.reading.binary import read as read_binary
from leadwright.features.imports.reading.package import Package
from leadwright.features.imports.reading.sheet import FileRefused, Sheet
from leadwright.features.imports.reading.sniffing import Form, form_of

LARGEST: Final = 300_000_000
_LARGE_SHEET: Final = 12_000_000


def open_file(path: Path) -> list[Sheet]:
    """The sheets of any spreadsheet; what cannot be read raises FileRefused."""
    size = path.stat().st_size
    if size > LARGEST:
        raise FileRefused(
            "too_large",
            f"The file has {size // 1_000_000:,} MB; {LARGEST // 1_000_000} MB is the most. Split it"
            " into smaller files.",
        )
    form, package = form_of(path)
    if package is not None:
        return _open_package(path, form, package)
    if form == "xls":
        return read_binary(path)
    return _open_text(path.read_bytes(), form)


def _open_text(data: bytes, form: Form) -> list[Sheet]:
    if form == "html":
        return _of_a_page(markup.read_html(data))
    if form == "mhtml":
        return markup.read_mhtml(data)
    if form == "excel2003":
        return markup.read_excel_2003(data)
    if form == "fods":
        return ods.read_xml([data])
    return delimited.read(data)


def _of_a_page(sheets: list[Sheet]) -> list[Sheet]:
    """A page's tables; a page without any (a log-in that came instead of the download) is no list."""
    if not sheets:
        raise FileRefused(
            "wrong_format",
            "The file is a web page without a table, perhaps the log-in that came instead of the download."
            " Open the page, download the list again, and drop that here.",
        )
    return sheets


def _open_package(path: Path, form: Form, package: Package) -> list[Sheet]:
    if form == "ods":
        return ods.read(package)
    if form == "xlsb":
        _unpack_whole(package)
        return read_binary(path, short_cells.written_out(path))
    if _large_and_plain(package):
        return read_binary(path)
    return xlsx.read(package)


def _large_and_plain(package: Package) -> bool:
    """Large sheets without formulas are read by the faster reader, after every part was checked."""
    sheets = [name for name in package.names() if "worksheets/" in name and name.endswith(".xml")]
    if max((package.size(name) for name in sheets), default=0) < _LARGE_SHEET:
        return False
    for name in package.names():
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in next(package.chunks(name), b""):
            return False
    return all(xlsx.plain(package.chunks(name)) for name in sheets)


def _unpack_whole(package: Package) -> None:
    """Read every part once: a part that lies about its size or is damaged is found here."""
    for name in package.names():
        for _ in package.chunks(name):
            pass
