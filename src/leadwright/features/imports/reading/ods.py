"""OpenDocument spreadsheets (.ods, and .fods as one XML file) by our own reading of their XML."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from leadwright.features.imports.reading.guarded_xml import local, parse
from leadwright.features.imports.reading.number_formats import plain_number
from leadwright.features.imports.reading.package import Package, encrypted
from leadwright.features.imports.reading.sheet import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    UNCALCULATED,
    Cell,
    Fault,
    Sheet,
    filled,
    too_many_rows,
    trimmed,
)

_ERROR: Final = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)|Err:\d{3}")
_TIME: Final = re.compile(r"PT(\d+)H(\d+)M(\d+)")


def read(package: Package) -> list[Sheet]:
    """All sheets of a document."""
    manifest = "meta-inf/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise encrypted()
    return read_xml(package.chunks("content.xml"))


def read_xml(chunks: Iterable[bytes]) -> list[Sheet]:
    """All sheets of a document's content."""
    reader = _Content()
    parse(chunks, reader)
    return reader.sheets


class _Content:
    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: Sheet | None = None
        self._merges: list[tuple[int, int, int, int]] = []
        self._row = 0
        self._repeat_row = 1
        self._cells: list[Cell] = []
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._paragraphs = 0
        self._aside = 0
        self._link = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        begin = getattr(self, "_start_" + name.replace("-", "_"), None)
        if begin is not None:
            begin({local(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        finish = getattr(self, "_end_" + name.replace("-", "_"), None)
        if finish is not None:
            finish()

    def text(self, data: str) -> None:
        if self._cell is not None and self._paragraphs and not self._aside:
            self._text.append(data)

    def _start_style(self, given: dict[str, str]) -> None:
        self._style = given.get("name", "")

    def _start_table_properties(self, given: dict[str, str]) -> None:
        if given.get("display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, given: dict[str, str]) -> None:
        hidden = given.get("style-name") in self._hidden_styles
        self._sheet = Sheet(given.get("name"), [], visible=not hidden)
        self._merges = []
        self._row = 0

    def _end_table(self) -> None:
        if self._sheet is not None:
            self._sheet.merges = self._merges
            self.sheets.append(self._sheet)
        self._sheet = None

    def _start_table_row(self, given: dict[str, str]) -> None:
        self._repeat_row = _times(given, "number-rows-repeated")
        self._cells = []

    def _end_table_row(self) -> None:
        cells = trimmed(self._cells)
        if cells and self._sheet is not None:
            for n in range(min(self._repeat_row, MOST_ROWS + 1)):
                self._sheet.rows.append((self._row + 1 + n, list(cells)))
            if len(self._sheet.rows) > MOST_ROWS:
                raise too_many_rows()
        self._row += self._repeat_row

    def _start_table_cell(self, given: dict[str, str]) -> None:
        if self._aside:
            return
        self._cell, self._text, self._paragraphs, self._link = given, [], 0, ""
        down, across = _times(given, "number-rows-spanned"), _times(given, "number-columns-spanned")
        if (down > 1 or across > 1) and len(self._merges) < 20_000:
            row, column = self._row + 1, len(self._cells)
            self._merges.append((row, column, row + down - 1, column + across - 1))

    _start_covered_table_cell = _start_table_cell

    def _end_table_cell(self) -> None:
        if self._cell is None:
            return
        value = _value(self._cell, "".join(self._text)[:LONGEST_CELL], self._link)
        times = _times(self._cell, "number-columns-repeated")
        room = MOST_COLUMNS - len(self._cells)
        self._cells.extend([value if filled(value) else None] * max(0, min(times, room)))
        self._cell = None

    def _end_covered_table_cell(self) -> None:
        self._text = []  # what a merged cell hides is not shown to anybody
        if self._cell is not None:
            self._cell = {
                key: value for key, value in self._cell.items() if key.endswith("repeated")
            }
        self._end_table_cell()

    def _start_p(self, _given: dict[str, str]) -> None:
        if self._cell is not None and not self._aside:
            if self._paragraphs:
                self._text.append("\n")
            self._paragraphs += 1

    def _start_s(self, given: dict[str, str]) -> None:
        self.text(" " * min(_times(given, "c"), 100))

    def _start_tab(self, _given: dict[str, str]) -> None:
        self.text("\t")

    def _start_line_break(self, _given: dict[str, str]) -> None:
        self.text("\n")

    def _start_a(self, given: dict[str, str]) -> None:
        self._link = given.get("href", "")

    def _start_annotation(self, _given: dict[str, str]) -> None:
        self._aside += 1

    def _end_annotation(self) -> None:
        self._aside -= 1


def _times(given: dict[str, str], name: str) -> int:
    text = given.get(name, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 9 else 1


def _value(given: dict[str, str], text: str, link: str) -> Cell:  # noqa: PLR0911 -- one a kind
    kind = given.get("value-type", "")
    if _ERROR.fullmatch(text.strip()):
        return Fault("formula_error", text.strip())
    if "formula" in given and not kind and not text:
        return UNCALCULATED
    if kind in {"float", "currency", "percentage"}:
        return _number(given.get("value", ""), text)
    if kind == "date":
        return _date(given.get("date-value", ""), text)
    if kind == "time":
        return _clock(given.get("time-value", ""), text)
    if kind == "boolean":
        return given.get("boolean-value") == "true"
    if link.lower().startswith("mailto:") and "@" not in text:
        return link
    return text or given.get("string-value") or None


def _number(raw: str, shown: str) -> Cell:
    """The number; its digits as shown where they have leading zeros or a plus."""
    digits = shown.strip()
    if re.fullmatch(r"[0+][\d ]+", digits) and digits != "0":
        return digits
    return plain_number(raw)


def _date(raw: str, shown: str) -> Cell:
    try:
        if "T" not in raw:
            return date.fromisoformat(raw)
        told = datetime.fromisoformat(raw).replace(tzinfo=None)
        rounded = told + timedelta(microseconds=500_000)  # 09:29:59.999 is how some write half past
        midnight = not (rounded.hour or rounded.minute or rounded.second)
        return rounded.date() if midnight else rounded.replace(microsecond=0)
    except ValueError:
        return shown or raw


def _clock(raw: str, shown: str) -> Cell:
    found = _TIME.match(raw)
    if found is None:
        return shown or raw
    hours, minutes, seconds = (int(part) for part in found.groups())
    return f"{hours:02}:{minutes:02}:{seconds:02}"
