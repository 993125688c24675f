"""An .xlsx workbook as rows of text, sheet by sheet, read as a stream."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from leadwright.serverless import cells, markup
from leadwright.serverless.archive import Archive
from leadwright.serverless.faults import Unreadable
from leadwright.serverless.markup import Attributes
from leadwright.serverless.sheet import Row, SheetReader

MOST_TEXT = 64 * 1024 * 1024
MOST_STRINGS = 1_500_000
MOST_STRUCTURE = 8 * 1024 * 1024  # contents, relations and styles: kilobytes in an honest workbook
MOST_ROWS = 200_000
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_RELATION_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships id"


@dataclass(frozen=True)
class Sheet:
    name: str
    path: str
    is_hidden: bool


@dataclass
class Book:
    archive: Archive
    sheets: list[Sheet]
    strings: list[str] = field(default_factory=list)
    date_styles: frozenset[int] = frozenset()
    is_1904: bool = False


def open_book(data: bytes) -> Book:
    """Raises Unreadable with the kind of fault and what to do."""
    archive = Archive(data)
    root = _relations(archive, "_rels/.rels", "")
    path = next((p for p, kind in root.values() if kind.endswith("/officeDocument")), None)
    path = path or "xl/workbook.xml"
    contents = _Contents()
    markup.run(archive.chunks(path, MOST_STRUCTURE), contents)
    folder, name = posixpath.split(path)
    parts = _relations(archive, f"{folder}/_rels/{name}.rels", folder)
    book = Book(archive, list(_sheets(contents, parts)), is_1904=contents.is_1904)
    if not book.sheets:
        raise Unreadable("corrupt", "The workbook has no sheet. Open it and save it again.")
    for part, kind in parts.values():
        if part in archive and kind.endswith("/sharedStrings"):
            book.strings = _strings(archive, part)
        elif part in archive and kind.endswith("/styles"):
            book.date_styles = _date_styles(archive, part)
    return book


def rows(book: Book, sheet: Sheet) -> Iterator[Row]:
    """The rows of a sheet that have any content, in order."""
    reader = SheetReader(book.strings, book.date_styles, is_1904=book.is_1904)
    count = 0
    for _ in markup.feed(book.archive.chunks(sheet.path), reader):
        for row in reader.taken():
            count += 1
            if count > MOST_ROWS:
                raise Unreadable("too_large", f"The sheet has over {MOST_ROWS:,} rows. Split it.")
            yield row


def _sheets(contents: "_Contents", parts: dict[str, tuple[str, str]]) -> Iterator[Sheet]:
    for name, relation, state in contents.sheets:
        path, kind = parts.get(relation, ("", ""))
        if kind.endswith("/worksheet"):
            yield Sheet(name, path, is_hidden=state != "visible")


class _Contents(markup.Handler):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.is_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            relation = attributes.get(_RELATION) or attributes.get(_RELATION_STRICT, "")
            state = attributes.get("state", "visible")
            self.sheets.append((attributes.get("name", ""), relation, state))


class _Relations(markup.Handler):
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "").replace("\\", "/")
        path = target if target.startswith("/") else posixpath.join(self._folder, target)
        kind = attributes.get("Type", "")
        self.found[attributes.get("Id", "")] = (posixpath.normpath(path).lstrip("/"), kind)


def _relations(archive: Archive, path: str, folder: str) -> dict[str, tuple[str, str]]:
    handler = _Relations(folder)
    if path in archive:
        markup.run(archive.chunks(path, MOST_STRUCTURE), handler)
    return handler.found


class _Strings(markup.Handler):
    """Rich text is its runs in a row; the reading aid above East Asian text is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._aside = 0
        self._length = 0

    def start(self, name: str, _: Attributes) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._aside += 1
        elif name == "t":
            self._in_text = not self._aside

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._aside -= 1
        elif name == "si":
            if len(self.found) >= MOST_STRINGS:
                raise _too_much_text()
            self.found.append(cells.unescaped("".join(self._parts)))

    def text(self, text: str) -> None:
        if self._in_text:
            self._length += len(text)
            if self._length > MOST_TEXT:
                raise _too_much_text()
            self._parts.append(text)


def _too_much_text() -> Unreadable:
    return Unreadable("too_large", "The workbook holds too much text. Split it.")


def _strings(archive: Archive, path: str) -> list[str]:
    handler = _Strings()
    markup.run(archive.chunks(path), handler)
    return handler.found


class _Styles(markup.Handler):
    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.formats: list[int] = []
        self._in_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self.codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.formats.append(_whole(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False


def _date_styles(archive: Archive, path: str) -> frozenset[int]:
    handler = _Styles()
    markup.run(archive.chunks(path, MOST_STRUCTURE), handler)
    return frozenset(
        style
        for style, number in enumerate(handler.formats)
        if cells.shows_date(number, handler.codes.get(number))
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
