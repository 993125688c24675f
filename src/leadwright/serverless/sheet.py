"""One worksheet's XML turned into rows of text."""

from dataclasses import dataclass, field

from leadwright.serverless import cells, markup
from leadwright.serverless.faults import Unreadable
from leadwright.serverless.markup import Attributes

MOST_CELL = 40_000  # Excel stops at 32,767 characters


@dataclass
class Row:
    """`broken` names the columns whose cell could not be read, with the reason."""

    number: int
    values: dict[int, str] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)


class SheetReader(markup.Handler):
    def __init__(self, strings: list[str], date_styles: frozenset[int], *, is_1904: bool) -> None:
        self._strings = strings
        self._date_styles = date_styles
        self._is_1904 = is_1904
        self._done: list[Row] = []
        self._row = Row(0)
        self._column = -1
        self._type = "n"
        self._style = ""
        self._parts: list[str] = []
        self._length = 0
        self._in_value = False
        self._aside = 0
        self._has_formula = False

    def taken(self) -> list[Row]:
        """The rows finished since the last call."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._open_cell(attributes)
        elif name in ("v", "t"):
            self._in_value = not self._aside
        elif name == "row":
            number = attributes.get("r", "")
            following = self._row.number + 1
            self._row = Row(int(number) if number.isdecimal() and len(number) < 9 else following)
            self._column = -1
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._aside += 1

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._in_value = False
        elif name == "c":
            self._close_cell()
        elif name == "row":
            if self._row.values or self._row.broken:
                self._done.append(self._row)
        elif name == "rPh":
            self._aside -= 1

    def text(self, text: str) -> None:
        if not self._in_value:
            return
        self._length += len(text)
        if self._length > MOST_CELL:
            raise Unreadable(
                "unsafe", f"A cell in row {self._row.number} is longer than any can be."
            )
        self._parts.append(text)

    def _open_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        column = cells.column(reference) if reference else self._column + 1
        if column is None or column >= cells.MOST_COLUMNS:
            raise Unreadable("corrupt", f"Row {self._row.number} goes beyond the last column.")
        self._column = column
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._parts, self._length, self._has_formula = [], 0, False

    def _close_cell(self) -> None:
        raw = "".join(self._parts)
        if not raw:
            if self._has_formula and self._type != "str":
                self._row.broken[self._column] = "formula_not_calculated"
            return
        if self._type == "e":
            self._row.broken[self._column] = "formula_error"
            return
        text = self._read(raw)
        if text is None:
            self._row.broken[self._column] = "impossible_date"
        elif text.strip():
            self._row.values[self._column] = text

    def _read(self, raw: str) -> str | None:
        if self._type == "s":
            return self._shared(raw)
        if self._type in ("inlineStr", "str"):
            return cells.unescaped(raw)
        if self._type == "b":
            return "yes" if raw in ("1", "true") else "no"
        if self._type == "d":
            return raw.removesuffix("T00:00:00")
        if self._style.isdecimal() and int(self._style) in self._date_styles:
            return cells.date(raw, is_1904=self._is_1904)
        return cells.number(raw)

    def _shared(self, raw: str) -> str:
        if raw.isdecimal() and len(raw) < 9 and int(raw) < len(self._strings):
            return self._strings[int(raw)]
        raise Unreadable(
            "corrupt", f"Row {self._row.number} points to a text that the workbook lacks."
        )
