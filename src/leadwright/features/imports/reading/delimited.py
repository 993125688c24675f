"""CSV, TSV and their kin: the delimiter, the quotes and the broken lines of text files."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from leadwright.features.imports.reading import fixed_width
from leadwright.features.imports.reading.encodings import STRANGE, decoded
from leadwright.features.imports.reading.sheet import (
    ERRORS,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Fault,
    FileRefused,
    Held,
    Sheet,
    too_many_rows,
    trimmed,
)

_DELIMITERS: Final = (",", ";", "\t", "|", "^", "\x1f", "~", ":")
_SEP: Final = re.compile(r'\s*"?sep=(.)"?[,;\t]*\s*', re.IGNORECASE)
_PROTECTED: Final = re.compile(r'="(.*)"', re.DOTALL)
_LINE_ENDS: Final = re.compile(r"\r\r\n|\r\n|\r|\u2028|\u0085|\x0b|\x0c")
_SWALLOWED: Final = 30
_SEEN: Final = 200
_CONTROLS: Final = tuple(map(chr, (*range(9), *range(14, 31), 127)))
_CUT_EVENLY: Final = 1.2
"""Of `_evenness`: nearly all lines have the same two fields, or more."""


Record = tuple[int, list[str]]
Mark = tuple[bool, int]
"""Of a line: whether its quotes stay open, and how many delimiters it has."""

_NULL: Final = re.compile(
    r"(?:(?<=[,;\t|])|^)\\N(?=[,;\t|]|\r?$)", re.MULTILINE
)  # a database's nothing


def read(data: bytes) -> list[Sheet]:
    """The one sheet of a text file."""
    text = as_text(data)
    del data  # the largest files are held once
    return [read_text(text)]


def as_text(data: bytes) -> str:
    """Decoded, with one kind of line end; bytes that are no text raise FileRefused."""
    text = decoded(data)
    # To look whether a letter is there at all takes the twentieth of counting it.
    strange = sum(text.count(one) for one in _CONTROLS if one in text)
    if strange > max(20, len(text) // 200):
        raise FileRefused(
            "binary_content",
            "The file is named like a text file but holds something else (a picture, a program, a"
            " workbook). Save the list as .xlsx or CSV and drop that here.",
        )
    return _one_line_end(text.replace("\x00", ""))


def _one_line_end(text: str) -> str:
    if "\r\r\n" in text or any(odd in text for odd in "\u2028\u0085\x0b\x0c"):
        return _LINE_ENDS.sub("\n", text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(text: str) -> Sheet:
    """A sheet from decoded text."""
    told, start = _told(text)
    body = text[start:]
    delimiter = told or sniffed(body)
    offset = text[:start].count("\n")
    laid_out = [] if told else _laid_out(body, delimiter)
    records, faults = (laid_out, {}) if laid_out else _records(body, delimiter)
    records = _unwrapped(records)
    sheet = Sheet(None, [])
    width = _width(records)
    short = _cut_short(records, width, ends=text.endswith("\n"))
    strange = _strange(records) if STRANGE in text else frozenset()
    for number, fields in records:
        cells: list[Cell] = trimmed(
            [
                value
                if value and value[0] not in "=#" and len(value) <= LONGEST_CELL
                else _cell(value)
                for value in fields[:MOST_COLUMNS]
            ]
        )
        if not cells:
            continue
        row = number + offset
        sheet.rows.append((row, cells))
        if number in faults:
            sheet.row_faults[row] = faults[number]
        elif width > 1 and len(cells) > width:
            sheet.row_faults[row] = "too_many_fields"
        elif number in short:
            sheet.row_faults[row] = "truncated_row"
        elif number in strange:
            sheet.row_faults[row] = "unclear"
        if len(sheet.rows) > MOST_ROWS:
            raise too_many_rows()
    return sheet


def _strange(records: list[Record]) -> frozenset[int]:
    """The records in which letters may be others than we read, their marks taken off."""
    found = []
    for number, fields in records:
        if any(STRANGE in value for value in fields):
            fields[:] = [value.replace(STRANGE, "") for value in fields]
            found.append(number)
    return frozenset(found)


def _laid_out(text: str, delimiter: str) -> list[Record]:
    """The lines of a list without a delimiter, cut where its columns begin; none where it has one."""
    head = text[:120_000]
    begins = fixed_width.starts(head.split("\n"))
    if not begins or _evenness(head, delimiter) >= _CUT_EVENLY:
        return []
    return [
        (number, fixed_width.fields(line, begins))
        for number, line in enumerate(text.split("\n"), 1)
    ]


def spread(sheet: Sheet) -> Sheet:
    """The sheet as it is, or the cells of one whose first column holds whole lines of a CSV."""
    lines = {number: cells[0] for number, cells in sheet.rows[:_SEEN] if len(cells) == 1}
    head = [line for line in lines.values() if isinstance(line, str) and "\n" not in line]
    if len(head) < 2 or len(head) < 0.9 * min(len(sheet.rows), _SEEN):
        return sheet
    delimiter = sniffed("\n".join(head))
    counts = Counter(len(fields) for fields in csv.reader(head, delimiter=delimiter))
    often, times = counts.most_common(1)[0]
    if delimiter not in {",", ";", "\t", "|"} or often < 3 or times < 0.8 * len(head):
        return sheet
    made = replace(sheet, rows=[], merges=(), row_faults={})
    for number, cells in sheet.rows:
        line = cells[0] if len(cells) == 1 and isinstance(cells[0], str) else None
        fields = next(csv.reader([line], delimiter=delimiter), []) if line else None
        kept = cells if fields is None else trimmed([_cell(text.strip()) for text in fields])
        if kept:
            made.rows.append((number, kept))
    return made


def _cut_short(records: list[Record], width: int, *, ends: bool) -> set[int]:
    """Rows with fewer fields than all others; where many have fewer, empty ones were left out."""
    full = [number for number, fields in records if len(fields) >= width]
    short = [
        number
        for number, fields in records
        if 1 < len(fields) < width and _filled(fields) > 1 and full and number > full[0]
    ]
    if len(short) <= max(1, len(full) // 10) and len(full) >= 2:
        return set(short)
    if ends:
        return set()
    last = max((number for number, fields in records if any(fields)), default=0)
    return {last} & set(short)


def _filled(fields: list[str]) -> int:
    return len(fields) - fields.count("")


def _told(text: str) -> tuple[str | None, int]:
    """Excel's own line `sep=;` says the delimiter and is no row."""
    first, newline, _ = text.partition("\n")
    found = _SEP.fullmatch(first)
    if found is None and first.strip().lower() == "sep=":
        return "\t", len(first) + 1
    return (found.group(1), len(first) + len(newline)) if found else (None, 0)


def sniffed(text: str) -> str:
    """The delimiter that cuts the first lines most evenly."""
    head = text[:120_000]
    if len(text) > len(head):
        head = head.rpartition("\n")[0]
    best, delimiter = 0.0, ","
    for candidate in _DELIMITERS:
        score = _evenness(head, candidate)
        if score > best:
            best, delimiter = score, candidate
    return delimiter


def _evenness(head: str, delimiter: str) -> float:
    if delimiter not in head:
        return 0.0
    widths = [len(fields) for _, fields in _parsed(head, delimiter)[:300] if any(fields)]
    counted = Counter(width for width in widths if width > 1)
    if not counted:
        return 0.0
    width, times = max(counted.items(), key=lambda one: one[1] * min(one[0], 12) ** 0.5)
    near = sum(n for w, n in counted.items() if abs(w - width) <= 1)
    share = (times + 0.3 * (near - times)) / len(widths)
    favour = {"~": 0.5, "^": 0.7, ":": 0.15}.get(delimiter, 1.0)
    return float(share * favour * min(width, 12) ** 0.5)


def _parsed(text: str, delimiter: str) -> list[Record]:
    csv.field_size_limit(1 << 30)
    escape = "\\" if '\\"' in text and '""' not in text else None
    if escape:
        text = _NULL.sub("", text)
    reader = csv.reader(
        _lines(text),
        delimiter=delimiter,
        escapechar=escape,
        skipinitialspace=_spaced(text, delimiter),
    )
    return list(enumerate(_shared(reader), 1))


def _lines(text: str) -> Iterable[str]:
    if "\r" in text:
        return io.StringIO(text, newline="")
    return _cut(text)  # the other takes four bytes for each letter


def _cut(text: str) -> Iterator[str]:
    start = 0
    while end := text.find("\n", start) + 1:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _shared(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows; what a column says over and over is one object in all of them."""
    held = Held()
    for number, fields in enumerate(rows):
        if len(fields) > len(held.keep):
            held.widen(len(fields))
        held.next_row(number)
        made = [kept(value, value) for kept, value in zip(held.keep, fields, strict=False)]
        yield made if len(fields) <= MOST_COLUMNS else made + fields[MOST_COLUMNS:]


def _spaced(text: str, delimiter: str) -> bool:
    """`a, "b, c"`: a quote after a space opens a field all the same."""
    return f'{delimiter} "' in text[:20_000]


def _records(text: str, delimiter: str) -> tuple[list[Record], dict[int, str]]:
    records = _parsed(text, delimiter)
    if '"' not in text:
        return records, {}
    width = _width(records)
    for _, fields in records:
        if _swallowed(fields, delimiter, width):
            return _mended(text, delimiter, width)
    return records, {}


def _swallowed(fields: list[str], delimiter: str, width: int) -> bool:
    """A quote that nobody closed eats the lines after it."""
    for value in fields:
        if "\n" not in value:
            continue
        lines = value.split("\n")
        alike = sum(line.count(delimiter) >= max(1, width - 2) for line in lines[1:])
        if alike >= 1 or len(lines) > _SWALLOWED:
            return True
    return False


def _mended(text: str, delimiter: str, width: int) -> tuple[list[Record], dict[int, str]]:
    """Line by line, where quotes cannot be trusted; a quote closed on a later line still counts."""
    records: list[Record] = []
    faults: dict[int, str] = {}
    lines = text.split("\n")
    marks = [(line.count('"') % 2 == 1, line.count(delimiter)) for line in lines]
    at = 0
    while at < len(lines):
        taken = _closed(lines, marks, at, delimiter, width) if marks[at][0] else 1
        number = len(records) + 1
        piece = "\n".join(lines[at : at + taken])
        if taken > 1:
            fields = _parsed(piece, delimiter)[0][1]
        elif marks[at][0]:
            faults[number] = "malformed"
            fields = [part.strip().strip('"') for part in piece.split(delimiter)]
        else:
            fields = next(csv.reader([piece], delimiter=delimiter), [])
        records.append((number, fields))
        at += taken
    if records and records[-1] == (len(records), []):
        records.pop()
    return records, faults


def _closed(lines: list[str], marks: list[Mark], at: int, delimiter: str, width: int) -> int:
    """How many lines a record takes whose quotes stay open: more than one only where they close soon."""
    for more in range(1, min(_SWALLOWED, len(lines) - at)):
        odd, delimiters = marks[at + more]
        if delimiters >= width - 1 and not odd:
            return 1
        if odd:
            piece = "\n".join(lines[at : at + more + 1])
            cut = _parsed(piece, delimiter)
            return more + 1 if len(cut) == 1 and len(cut[0][1]) <= width else 1
    return 1


def _unwrapped(records: list[Record]) -> list[Record]:
    """Lines that were quoted as a whole once more: `"a,b,c"`."""
    lone = [fields[0] for _, fields in records if len(fields) == 1 and fields[0].strip()]
    if len(lone) < 2 or len(lone) < 0.8 * sum(any(fields) for _, fields in records):
        return records
    inner = sniffed("\n".join(lone))
    widths = Counter(line.count(inner) for line in lone)
    if widths.most_common(1)[0][0] == 0 or inner == ":":
        return records
    return [
        (number, next(csv.reader([fields[0]], delimiter=inner)) if len(fields) == 1 else fields)
        for number, fields in records
        if fields
    ]


def _width(records: list[Record]) -> int:
    counted = Counter(len(fields) for _, fields in records if len(fields) > 1 and any(fields))
    if not counted:
        return 1
    told = Counter(len(fields) for _, fields in records if _filled(fields) > 2)
    counted = told or counted  # titles and totals above and below say nothing of the width
    top = max(counted.values())
    usual = max(width for width, times in counted.items() if times == top)
    first = next(len(fields) for _, fields in records if len(fields) > 1 and any(fields))
    return first if first > usual and counted[first] > 1 else usual


def _cell(value: str) -> Cell:
    if value.startswith("="):
        protected = _PROTECTED.fullmatch(value)
        if protected:
            return protected.group(1)
    if value in ERRORS:
        return Fault("formula_error", value)
    return value[:LONGEST_CELL] or None
