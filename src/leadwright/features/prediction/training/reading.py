"""Any CSV file: its encoding, its delimiter, its header, its cells."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Final

import numpy as np

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.prediction.training.table import Column, Table

LARGEST: Final = 2 * 1024**3
_BOMS: Final = (
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OTHER_FORMATS: Final = (
    (b"PK\x03\x04", "a workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old workbook"),
    (b"\x1f\x8b", "a compressed file"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
)
_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 200_000
_LONGEST_CELL: Final = 50
_NAMED: Final = 5
_SIGN: Final = "\ufffd"
_BROKEN: Final = re.compile("[\udc80-\udcff]+")
_TITLES: Final = 30
"""Lines above the table at most: a title, a date, who exported it."""
_WHITE: Final = " \t\r\n\f\v\u00a0\ufeff\u200b"


def read_table(path: Path, wanted: str = "") -> Table:
    """The file as a table; `wanted` is a column it should have, by which its header is known.

    Raises `Invalid`, saying what is wrong with the file.
    """
    notes: list[str] = []
    text = _decode(_bytes(path), path.name, notes)
    csv.field_size_limit(min(len(text) + 1, 2**31 - 1))
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[-1], rest
    else:
        delimiter = _delimiter(text[:_SAMPLE])
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return _code(rows, path.name, notes, wanted)
    except csv.Error as error:
        raise _refused(path.name, f"it cannot be read as CSV ({error})") from error


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _refused(path.name, "it is a folder", "Name one CSV file.")
        if path.stat().st_size > LARGEST:
            raise _refused(path.name, "it is over 2 GB", "Train on a sample of its rows.")
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise _refused(str(path), f"it cannot be opened ({why})", "Check the path.") from error
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise _refused(path.name, "it is empty", "Give a CSV file with a header and rows.")
    for start, what in _OTHER_FORMATS:
        if data.startswith(start):
            raise _refused(path.name, f"it is {what}", "Save the table as CSV and try again.")
    return data


def _decode(data: bytes, name: str, notes: list[str]) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if data.startswith(codecs.BOM_UTF8):
        return _mended(data[len(codecs.BOM_UTF8) :].decode(errors="surrogateescape"), notes)
    start = data[:4000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > 0.4 * len(start[::2]) and min(even, odd) < 0.02 * len(start) + 1:
        encoding = "utf-16-be" if even > odd else "utf-16-le"
        return data.decode(encoding, errors="replace")
    if even + odd:
        raise _refused(name, "it holds binary data", "Save the table as CSV and try again.")
    return _eight_bit(data, notes)


def _eight_bit(data: bytes, notes: list[str]) -> str:
    """UTF-8, also with some broken bytes; Windows-1252 where more is broken than is UTF-8 beyond ASCII."""
    text = data.decode(errors="surrogateescape")
    broken = len(text) - len(_BROKEN.sub("", text))
    if not broken:
        return text
    of_ascii = len(data) - len(data.translate(None, bytes(range(128))))
    if broken <= len(text) - of_ascii - broken:
        return _mended(text, notes)
    notes.append(f"The file is no UTF-8 ({_places(text)}); it was read as Windows-1252.")
    return data.decode("cp1252", errors="replace")


def _mended(text: str, notes: list[str]) -> str:
    """Each broken place is one sign that says so."""
    if _BROKEN.search(text):
        notes.append(
            f"The file is UTF-8 and broken in places ({_places(text)}): {_SIGN} stands there."
        )
    return _BROKEN.sub(_SIGN, text)


def _places(text: str) -> str:
    """The first lines that hold a broken byte."""
    lines: list[int] = []
    line, at = 1, 0
    for each in _BROKEN.finditer(text):
        line, at = line + text.count("\n", at, each.start()), each.start()
        if line not in lines[-1:]:
            lines.append(line)
        if len(lines) > _NAMED:
            break
    named = ", ".join(str(each) for each in lines[:_NAMED])
    return f"line {named}{' and more' if len(lines) > _NAMED else ''}"


def _delimiter(sample: str) -> str:
    """The one that cuts the first lines into the most equal and the most numerous cells."""

    def regularity(delimiter: str) -> tuple[float, int]:
        lines = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        try:
            widths = [len(line) for _, line in zip(range(60), lines, strict=False) if line]
        except csv.Error:
            return (0.0, 0)
        if not widths:
            return (0.0, 0)
        width, often = Counter(widths).most_common(1)[0]
        return (often / len(widths) if width > 1 else 0.0, width)

    return max(_DELIMITERS, key=lambda each: (round(regularity(each)[0], 1), regularity(each)[1]))


def _code(rows: Iterable[list[str]], name: str, notes: list[str], wanted: str) -> Table:
    filled = (line for line in rows if any(cell.strip(_WHITE) for cell in line))
    first = list(islice(filled, _TITLES))
    if not first:
        raise _refused(name, "it has no header", "The first line must name the columns.")
    above = _above(first, wanted)
    if above:
        said = " ".join(" ".join(first[0]).split())[:60]
        notes.append(
            f"The header is below {above} other line{'s' if above > 1 else ''} ({said!r})."
        )
    names = _names(first[above], notes)
    lines = chain(first[above + 1 :], filled)
    width = len(names)
    known: list[dict[str, int]] = [{"": 0} for _ in names]
    codes: list[list[int]] = [[] for _ in names]
    short = long = 0
    for line in lines:
        if len(line) != width:
            short += len(line) < width
            long += any(cell.strip(_WHITE) for cell in line[width:])
            line = [*line[:width], *[""] * (width - len(line))]  # noqa: PLW2901 -- made to fit
        for cell, seen, column in zip(line, known, codes, strict=True):
            code = seen.get(cell)
            if code is None:
                code = seen[cell] = seen.setdefault(_clean(cell), len(seen))
            column.append(code)
    if not codes[0]:
        raise _refused(name, "it has a header and no rows", "Give at least some rows.")
    if any(cell.count("\n") > _LONGEST_CELL for seen in known for cell in seen):
        raise _refused(
            name,
            f"one cell holds more than {_LONGEST_CELL} lines",
            "A quotation mark opens there and none closes it: mend the file.",
        )
    _tell_odd_lines(short, long, notes)
    columns = [_column(*parts) for parts in zip(names, known, codes, strict=True)]
    return Table(columns, len(codes[0]), notes)


def _above(first: list[list[str]], wanted: str) -> int:
    """How many lines stand above the header: titles name no column that is asked for.

    Where no line has it, the header is the first that fills nearly as many cells as any other.
    """
    folded = _folded(wanted)
    for place, line in enumerate(first):
        if folded and folded in map(_folded, line):
            return place
    most = max(map(_filled, first))
    return next(place for place, line in enumerate(first) if 4 * _filled(line) >= 3 * most)


def _filled(line: list[str]) -> int:
    return sum(bool(cell.strip(_WHITE)) for cell in line)


def _folded(cell: str) -> str:
    return " ".join(_clean(cell).casefold().split())


def _clean(cell: str) -> str:
    return cell.replace("\x00", "").strip(_WHITE)


def _column(name: str, seen: dict[str, int], codes: list[int]) -> Column:
    """Codes made gapless: cells that differ by white space alone share one."""
    texts = {code: _clean(cell) for cell, code in seen.items()}
    order = {code: place for place, code in enumerate(texts)}
    gapless = np.zeros(max(texts) + 1, dtype=np.int32)
    for code, place in order.items():
        gapless[code] = place
    return Column(name, list(texts.values()), gapless[np.array(codes, dtype=np.int32)])


def _names(header: list[str], notes: list[str]) -> list[str]:
    while header and not header[-1].strip(_WHITE):
        header = header[:-1]
    names: list[str] = []
    for place, cell in enumerate(header, 1):
        name = " ".join(_clean(cell).split()) or f"column {place}"
        if name in names:
            twin = next(f"{name} ({n})" for n in range(2, 9999) if f"{name} ({n})" not in names)
            notes.append(f"Two columns are called {name}; the later one is {twin} here.")
            name = twin
        names.append(name)
    return names


def _tell_odd_lines(short: int, long: int, notes: list[str]) -> None:
    if short:
        notes.append(f"{short} rows have fewer cells than the header; the rest counts as empty.")
    if long:
        notes.append(f"{long} rows have more cells than the header; what is over was left out.")


def _refused(name: str, why: str, remedy: str = "Save the table as CSV (UTF-8).") -> Invalid:
    problem = FieldProblem("file", why, remedy)
    return Invalid(f"{name} cannot be used: {why}. {remedy}", code="file", problems=(problem,))
