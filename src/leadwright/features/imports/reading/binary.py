"""XLS, XLSB and large XLSX by calamine, which runs in this process only: its limits are ours."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from leadwright.features.imports.reading.package import encrypted, truncated
from leadwright.features.imports.reading.sheet import (
    ERRORS,
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

_MOST_CELLS = 12_000_000


def read(path: Path, rewritten: IO[bytes] | None = None) -> list[Sheet]:
    """All worksheets; of `rewritten` in the file's place where that is given."""
    try:
        with rewritten or path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            listed = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
            return [
                _sheet(
                    book.get_sheet_by_name(one.name),
                    visible=one.visible == SheetVisibleEnum.Visible,
                )
                for one in listed
            ]
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, OSError, ValueError) as error:
        words = str(error).lower()
        if "password" in words or "encrypt" in words:
            raise encrypted() from error
        if "past end" in words or "end of stream" in words or "unexpected eof" in words:
            raise truncated() from error
        raise damaged() from error


def damaged() -> FileRefused:
    """The refusal of a workbook whose inside makes no sense."""
    return FileRefused(
        "corrupt",
        "The file is damaged and cannot be read. Open it in Excel or LibreOffice, save it again as"
        " .xlsx, and drop it here.",
    )


def _sheet(given: CalamineSheet, *, visible: bool) -> Sheet:
    sheet = Sheet(given.name, [], visible=visible)
    if given.start is None or given.end is None:
        return sheet
    rows, columns = given.total_height, given.total_width
    if rows * columns > _MOST_CELLS:
        raise too_many_rows()
    _, left = given.start
    held = Held(max(given.width, columns + 1))
    for number, values in enumerate(given.iter_rows(), 1):  # which begin with the blank ones above
        held.next_row(number)
        cells = trimmed([None] * left + _cells(values, held.keep))
        if cells:
            sheet.rows.append((number, cells[:MOST_COLUMNS]))
    if len(sheet.rows) > MOST_ROWS:
        raise too_many_rows()
    sheet.merges = [
        (top + 1, start, bottom + 1, end)
        for (top, start), (bottom, end) in (given.merged_cell_ranges or [])
    ]
    return sheet


def _cells(values: Sequence[object], keep: Sequence[Callable[[str, str], str]]) -> list[Cell]:
    """A row's cells; what stood above in its column is held once."""
    return [
        kept(value, value) if type(value) is str and value and value[0] != "#" else _cell(value)
        for value, kept in zip(values, keep, strict=False)
    ]


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return (Fault("formula_error", value) if value in ERRORS else value) or None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e18 else value
    if isinstance(value, datetime):
        return _whole_day(value)
    return value  # type: ignore[return-value]  # bool, int, date, time, timedelta


def _whole_day(value: datetime) -> Cell:
    if value.microsecond:
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    midnight = not (value.hour or value.minute or value.second)
    return date(value.year, value.month, value.day) if midnight else value
