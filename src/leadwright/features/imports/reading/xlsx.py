"""XLSX and XLSM by our own reading of their XML: formulas, merges, links and hidden sheets included.

Large sheets without formulas go through calamine, which is faster and knows less (`binary.py`).
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from leadwright.features.imports.reading import number_formats
from leadwright.features.imports.reading.guarded_xml import Attributes, local, parse
from leadwright.features.imports.reading.package import Package
from leadwright.features.imports.reading.sheet import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    UNCALCULATED,
    Cell,
    Fault,
    FileRefused,
    Sheet,
    too_many_rows,
    trimmed,
)

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FAR: Final = re.compile(rb'\br="[A-Z]{3}\d')
_ROW: Final = re.compile(rb'<row [^>]*?\br="(\d{1,8})"')
_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,4})\$?(\d{1,8})")


@dataclass(slots=True)
class Workbook:
    """What the sheets of a workbook share."""

    package: Package
    strings: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    date_1904: bool = False
    recalculates: bool = False


def read(package: Package) -> list[Sheet]:
    """All worksheets of a workbook, in the order of their tabs."""
    home = _main_part(package)
    book, listed = _open(package, home)
    targets = relations(package, home)
    sheets = []
    for name, state, relation in listed:
        kind, target = targets.get(relation, ("", ""))
        if kind and not kind.endswith("/worksheet"):
            continue
        if not target or target not in package:
            raise FileRefused("corrupt", f"The sheet “{name}” is named in the file but not in it.")
        sheets.append(_read_sheet(book, target, name, visible=state == "visible"))
    return sheets


def _main_part(package: Package) -> str:
    for kind, target in relations(package, "").values():
        if kind.endswith("/officeDocument") and target in package:
            return target
    return "xl/workbook.xml"


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """A part's relations: id -> (type, the part it leads to, or the address when external)."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package:
        return {}
    found = Attributes("Relationship")
    parse(package.chunks(path), found)
    made = {}
    for _, one in found.found:
        target = one.get("Target", "").replace("\\", "/")
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        made[one.get("Id", "")] = (one.get("Type", ""), target)
    return made


def _open(package: Package, home: str) -> tuple[Workbook, list[tuple[str, str, str]]]:
    found = Attributes("workbookPr", "sheet", "calcPr")
    parse(package.chunks(home), found)
    book = Workbook(package)
    listed = []
    for element, one in found.found:
        if element == "workbookPr":
            book.date_1904 = one.get("date1904", "0") in {"1", "true"}
        elif element == "calcPr":
            book.recalculates = one.get("fullCalcOnLoad", "0") in {"1", "true"}
        else:
            listed.append((one.get("name", ""), one.get("state", "visible"), one.get("id", "")))
    for kind, target in relations(package, home).values():
        if target in package and kind.endswith("/sharedStrings"):
            reader = _Strings()
            parse(package.chunks(target), reader)
            book.strings = reader.made
        elif target in package and kind.endswith("/styles"):
            book.kinds = _kinds(package, target)
    return book, listed


def _kinds(package: Package, part: str) -> list[str]:
    reader = _Styles()
    parse(package.chunks(part), reader)
    return [number_formats.kind_of(one, reader.codes.get(one)) for one in reader.used]


class _Styles:
    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.used: list[int] = []
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            self.codes[_int(attributes.get("numFmtId"))] = code
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self.used.append(_int(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False

    def text(self, data: str, /) -> None:
        """Nothing to do."""


def _int(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


class _Strings:
    """The shared strings; how Japanese words are read aloud (`rPh`) is no part of them."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._aloud = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "t":
            self._in_text = not self._aloud
        elif name == "rPh":
            self._aloud = True
        elif name == "si":
            self._parts = []

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._aloud = False
        elif name == "si":
            self.made.append(unescaped("".join(self._parts)))

    def text(self, data: str) -> None:
        if self._in_text:
            self._parts.append(data)


def unescaped(text: str) -> str:
    """`_x000D_` and its like as the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda m: chr(int(m.group(1), 16)), text)


def _read_sheet(book: Workbook, part: str, name: str, *, visible: bool) -> Sheet:
    reader = _Cells(book)
    parse(book.package.chunks(part), reader)
    sheet = Sheet(name, reader.rows, visible=visible, date_1904=book.date_1904)
    sheet.merges = [span for text in reader.merges if (span := _span(text))]
    if reader.links:
        _follow_links(sheet, reader.links, relations(book.package, part))
    return sheet


def _span(text: str) -> tuple[int, int, int, int] | None:
    first, _, last = text.partition(":")
    start, end = position(first), position(last or first)
    return (*start, *end) if start and end else None


def position(reference: str) -> tuple[int, int] | None:
    """`B3` -> (3, 1)."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found.group(2)), column(found.group(1))) if found else None


def column(letters: str) -> int:
    """`A` -> 0, `AA` -> 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _follow_links(
    sheet: Sheet, links: list[tuple[str, str, str]], targets: dict[str, tuple[str, str]]
) -> None:
    """An address behind a cell's words (`mailto:`) takes their place where they hold none."""
    rows = dict(sheet.rows)
    for reference, relation, location in links:
        address = targets.get(relation, ("", ""))[1] or location
        place = position(reference.partition(":")[0])
        if place is None or not address.lower().startswith("mailto:"):
            continue
        cells = rows.get(place[0], [])
        if place[1] < len(cells) and "@" not in str(cells[place[1]] or ""):
            cells[place[1]] = address


class _Cells:
    """The cells of a sheet. Where references are missing, cells follow each other."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.rows: list[tuple[int, list[Cell]]] = []
        self.merges: list[str] = []
        self.links: list[tuple[str, str, str]] = []
        self._row = 0
        self._cells: list[Cell] = []
        self._column = -1
        self._type = ""
        self._kind = ""
        self._buffer: list[str] | None = None
        self._value: str | None = None
        self._formula = False
        self._aloud = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "t"}:
            self._buffer = None if self._aloud else []
        elif name == "row":
            given = attributes.get("r", "")
            self._row = int(given) if given.isdecimal() else self._row + 1
            self._cells, self._column = [], -1
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aloud = True
        elif name == "mergeCell" and len(self.merges) < 20_000:
            self.merges.append(attributes.get("ref", ""))
        elif name == "hyperlink" and len(self.links) < 100_000:
            plain = {local(key): value for key, value in attributes.items()}
            self.links.append(
                (plain.get("ref", ""), plain.get("id", ""), plain.get("location", ""))
            )

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        place = position(reference) if reference else None
        self._column = place[1] if place else self._column + 1
        self._type = attributes.get("t", "n")
        style = attributes.get("s", "0")
        index = int(style) if style.isdecimal() else 0
        self._kind = self.book.kinds[index] if index < len(self.book.kinds) else ""
        self._value, self._formula = None, False

    def text(self, data: str) -> None:
        if self._buffer is not None:
            self._buffer.append(data)

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            if self._buffer is not None:
                self._value = (self._value or "") + "".join(self._buffer)
            self._buffer = None
        elif name == "c":
            self._end_cell()
        elif name == "rPh":
            self._aloud = False
        elif name == "row":
            if trimmed(self._cells):
                self.rows.append((self._row, self._cells))
            self._cells = []
            if len(self.rows) > MOST_ROWS:
                raise too_many_rows()

    def _end_cell(self) -> None:
        made = self._cell()
        if made is None or self._column >= MOST_COLUMNS:
            return
        missing = self._column - len(self._cells)
        if missing >= 0:
            self._cells.extend([None] * missing)
            self._cells.append(made)
        else:
            self._cells[self._column] = made

    def _cell(self) -> Cell:  # noqa: PLR0911 -- one a kind
        value, kind = self._value, self._type
        if self._formula and self._uncalculated(value):
            return UNCALCULATED
        if value is None or value == "":
            return None
        if kind == "s":
            index = int(value) if value.strip().isdecimal() else -1
            return self.book.strings[index] if 0 <= index < len(self.book.strings) else None
        if kind in {"str", "inlineStr", "d"}:
            return unescaped(value[:LONGEST_CELL])
        if kind == "b":
            return value.strip() == "1" or value.strip().lower() == "true"
        if kind == "e":
            return Fault("formula_error", value)
        return number_formats.as_cell(value.strip(), self._kind, date_1904=self.book.date_1904)

    def _uncalculated(self, value: str | None) -> bool:
        if self._type == "str":
            return value is None
        if value is None or not value.strip():
            return True
        # programs that cannot calculate write a zero and ask to be calculated on opening
        return self._type == "n" and value.strip() == "0" and self.book.recalculates


def plain(chunks: Iterator[bytes]) -> bool:
    """Whether a sheet holds no formulas, no links and no cell far out on its own.

    Only our own reading sees the first; for the last the faster one would fill millions of empty ones.
    """
    last, rows, highest = b"", 0, 0
    for chunk in chunks:
        piece = last + chunk
        if b"<f" in piece or b":f>" in piece or b"<hyperlink" in piece or _FAR.search(piece):
            return False
        numbers = _ROW.findall(piece)
        rows += len(numbers)
        highest = int(numbers[-1]) if numbers else highest
        last = chunk[-40:]
    return highest <= 2 * rows + 1_000
