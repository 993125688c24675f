"""Lists in a short notation: cells between ` | ` become a workbook, everything else is a CSV as it stands.

`%% name` begins a sheet, `<` joins a cell with its left neighbour, `^` with the one above, `#7` is a number,
`@2026-03-14` a date and `¶` a new line in a cell. A first line `@@ ods` says which program writes it (see
`ugly_forms`), `@@ csv cp1250 crlf` in which letters and line ends. After `--- ` stand the columns that are
wanted, then rows by index; `-` is nothing, `problems=field:reason+...` and `verdict=` ask for those.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from tests.unit.imports.ugly_forms import FORMS, Grid

from leadwright.features.imports.parsed import ParsedFile, ParsedRow

LINE_ENDS = {"crlf": "\r\n", "cr": "\r"}


def lists(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Name, body and wishes of each list in a file."""
    for block in path.read_text("utf-8").split("### ")[1:]:
        name, _, rest = block.partition("\n")
        body, _, wishes = rest.partition("\n--- ")
        yield name.strip(), body, wishes.strip("\n").split("\n")


def write(body: str, folder: Path) -> Path:
    form: list[str] = []
    if body.startswith("@@ "):
        first, _, body = body.partition("\n")
        form = first.split()[1:]
    if form[:1] == ["csv"] or (not form and " | " not in body):
        return _write_text(body, folder / "list.csv", form[1:])
    sheets = _grids(body)
    if form:
        name, build = FORMS[form[0]]
        build(sheets, folder / name)
        return folder / name
    return _by_openpyxl(sheets, folder / "list.xlsx")


def _write_text(body: str, path: Path, form: list[str]) -> Path:
    ends = next((LINE_ENDS[word] for word in form if word in LINE_ENDS), "\n")
    letters = next((word for word in form if word not in LINE_ENDS), "utf-8")
    path.write_bytes(f"{body}\n".replace("\n", ends).encode(letters))
    return path


def _grids(body: str) -> list[Grid]:
    sheets: list[Grid] = []
    for line in body.split("\n"):
        if line.startswith("%% "):
            sheets.append(Grid(line[3:]))
            continue
        if not sheets:
            sheets.append(Grid("Sheet"))
        texts = [text.strip() for text in line.split(" | ")] if line.strip(" |") else []
        _join(sheets[-1], texts)
        sheets[-1].rows.append([_cell(text) for text in texts])
    return sheets


def _join(grid: Grid, texts: list[str]) -> None:
    number = len(grid.rows)
    for column, text in enumerate(texts):
        if text == "^":
            grid.joined.append((number - 1, column, number, column))
        elif text == "<" and texts[column - 1] != "<":
            end = next((n for n in range(column, len(texts)) if texts[n] != "<"), len(texts))
            grid.joined.append((number, column - 1, number, end - 1))


def _by_openpyxl(sheets: list[Grid], path: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for grid in sheets:
        sheet = book.create_sheet(grid.title)
        for n, row in enumerate(grid.rows, 1):
            for m, value in enumerate(row, 1):
                if value != "":
                    sheet.cell(n, m, value)
        for top, left, bottom, right in grid.joined:
            sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
    book.save(path)
    return path


def _cell(text: str) -> Any:
    if text in ("<", "^", ""):
        return ""
    if text[0] == "#" and text[1:2].isdigit():
        return float(text[1:]) if "." in text else int(text[1:])
    if text[0] == "@" and text[1:2].isdigit():
        return datetime.fromisoformat(text[1:])
    return text.replace("¶", "\n")


def differences(parsed: ParsedFile, wishes: list[str]) -> list[str]:
    """What is not as wanted, one line each."""
    if not parsed.readable:
        return [f"refused: {parsed.error_kind}"]
    found = []
    for name, want in _pairs(wishes[0]):
        if name == "rows":
            got = str(len(parsed.rows))
        elif name == "header":
            got = str(parsed.header_row)
        elif name == "duplicates":
            got = "+".join(f"{a}-{b}" for a, b in parsed.duplicates_within) or "-"
        else:
            mapped = parsed.columns.get(name)
            got = ",".join(map(str, mapped.indices)) if mapped else "-"
        found += [] if got == want else [f"{name}: {got} is not {want}"]
    for line in wishes[1:]:
        index, _, rest = line.partition(" ")
        row = parsed.rows[int(index)] if int(index) < len(parsed.rows) else None
        for name, want in _pairs(rest):
            told = _told(row, name) if row else ""
            found += [] if (told or "-") == want else [f"{index}.{name}: {told} is not {want}"]
    return found


def _told(row: ParsedRow, name: str) -> str:
    if name == "problems":
        return "+".join(f"{one.field}:{one.reason}" for one in row.problems)
    if name == "source_row":
        return str(row.source_row)
    value = row.verdict if name == "verdict" else row.values.get(name)
    return ",".join(value) if isinstance(value, list) else str(value or "")


def _pairs(text: str) -> list[list[str]]:
    made: list[list[str]] = []
    for word in text.split(" "):
        if "=" in word:
            made.append(word.split("=", 1))
        else:
            made[-1][1] += f" {word}"
    return made
