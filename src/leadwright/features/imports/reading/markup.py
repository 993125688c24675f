"""Spreadsheets that are web pages or Excel 2003 XML, usually under the name .xls."""

from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Final

from leadwright.features.imports.reading.encodings import STRANGE, decoded
from leadwright.features.imports.reading.guarded_xml import local, parse
from leadwright.features.imports.reading.number_formats import plain_number
from leadwright.features.imports.reading.sheet import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    UNCALCULATED,
    Cell,
    Fault,
    Sheet,
    too_many_rows,
    trimmed,
)

_BREAKS: Final = frozenset({"br", "p", "div", "li"})


def read_html(data: bytes) -> list[Sheet]:
    """Every table of a page that has rows, as a sheet."""
    reader = _Tables()
    reader.feed(decoded(data).replace(STRANGE, ""))
    reader.close()
    reader.finish()
    return [one for one in reader.sheets if one.rows]


def read_mhtml(data: bytes) -> list[Sheet]:
    """A page saved with its parts in one file (Excel's “single file web page”)."""
    sheets = []
    for part in message_from_bytes(data, policy=policy.default).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                sheets += read_html(content)
    return sheets


class _Tables(HTMLParser):
    """Outer tables as sheets; a table in a cell is part of the cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[Sheet] = []
        self._depth = 0
        self._sheet: Sheet | None = None
        self._row: list[Cell] | None = None
        self._number = 0
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._hanging: dict[int, tuple[int, Cell]] = {}
        self._mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._mute += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._sheet, self._number, self._hanging = Sheet(None, []), 0, {}
        elif self._depth == 1 and tag == "tr":
            self._end_row()
            self._row = []
            self._number += 1
        elif self._depth == 1 and tag in {"td", "th"}:
            self._end_cell()
            self._cell = []
            given = dict(attrs)
            self._span = (_span(given.get("colspan")), _span(given.get("rowspan")))
        elif tag in _BREAKS and self._cell:
            self._cell.append("\n")
        elif tag == "a" and self._cell is not None:
            href = dict(attrs).get("href") or ""
            if href.lower().startswith("mailto:"):
                self._cell.append(f"{href[7:].partition('?')[0]} ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._mute = max(0, self._mute - 1)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self.finish()
            self._depth = max(0, self._depth - 1)
        elif self._depth == 1 and tag in {"td", "th"}:
            self._end_cell()
        elif self._depth == 1 and tag == "tr":
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._mute:
            self._cell.append(data)

    def finish(self) -> None:
        """The table ends, closed or not."""
        self._end_row()
        if self._sheet is not None:
            self.sheets.append(self._sheet)
        self._sheet = None

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self._cell).split("\n"))
        text = "\n".join(line for line in lines if line)[:LONGEST_CELL]
        self._cell = None
        self._fill_from_above()
        at = len(self._row)
        across, down = self._span
        if down > 1:
            self._hanging[at] = (down - 1, text or None)
        self._row.append(text or None)
        self._row.extend([None] * (min(across, MOST_COLUMNS) - 1))

    def _fill_from_above(self) -> None:
        row = self._row if self._row is not None else []
        while len(row) in self._hanging:
            left, value = self._hanging.pop(at := len(row))
            row.append(value)
            if left > 1:
                self._hanging[at] = (left - 1, value)

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None and self._sheet is not None:
            self._fill_from_above()
            cells = trimmed(self._row[:MOST_COLUMNS])
            if cells:
                self._sheet.rows.append((self._number, cells))
            if len(self._sheet.rows) > MOST_ROWS:
                raise too_many_rows()
        self._row = None


def _span(text: str | None) -> int:
    return max(1, min(int(text), 1_000)) if text and text.isdecimal() else 1


def read_excel_2003(data: bytes) -> list[Sheet]:
    """Excel's XML of 2003 (“XML Spreadsheet”)."""
    reader = _Excel2003()
    parse([data], reader)
    return reader.sheets


class _Excel2003:
    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._sheet = Sheet(None, [])
        self._row = 0
        self._cells: list[Cell] = []
        self._kind = ""
        self._text: list[str] | None = None
        self._formula = False
        self._merges: list[tuple[int, int, int, int]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        given = {local(key): value for key, value in attributes.items()}
        if name == "Worksheet":
            self._sheet = Sheet(given.get("Name"), [])
            self._row, self._merges = 0, []
            self.sheets.append(self._sheet)
        elif name == "Row":
            self._row = _number(given.get("Index")) or self._row + 1
            self._cells = []
        elif name == "Cell":
            self._start_cell(given)
        elif name == "Data":
            self._kind, self._text = given.get("Type", "String"), []

    def _start_cell(self, given: dict[str, str]) -> None:
        at = _number(given.get("Index"))
        if at:
            self._cells.extend([None] * min(at - 1 - len(self._cells), MOST_COLUMNS))
        self._formula = "Formula" in given
        across, down = _number(given.get("MergeAcross")), _number(given.get("MergeDown"))
        if across or down:
            start = len(self._cells)
            self._merges.append((self._row, start, self._row + down, start + across))
        self._cells.append(UNCALCULATED if self._formula else None)
        self._cells.extend([None] * min(across, MOST_COLUMNS))

    def text(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def end(self, name: str) -> None:
        if name == "Data" and self._text is not None and self._cells:
            self._cells[-1] = _typed("".join(self._text), self._kind)
            self._text = None
        elif name == "Visible":
            return
        elif name == "Row":
            cells = trimmed(self._cells[:MOST_COLUMNS])
            if cells:
                self._sheet.rows.append((self._row, cells))
            if len(self._sheet.rows) > MOST_ROWS:
                raise too_many_rows()
        elif name == "Worksheet":
            self._sheet.merges = self._merges


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else 0


def _typed(text: str, kind: str) -> Cell:
    if kind == "Number":
        return plain_number(text)
    if kind == "Boolean":
        return text == "1"
    if kind == "Error":
        return Fault("formula_error", text)
    return text or None
