"""Lists in a short notation: cells between ` | ` become a workbook, everything else is a CSV as it stands.

`%% name` begins a sheet, `<` joins a cell with its left neighbour, `^` with the one above, `#7` is a number
and `@2026-03-14` a date. After `--- ` stand the columns that are wanted, then rows by index; `-` is nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from leadwright.features.imports.parsed import ParsedFile


def lists(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Name, body and wishes of each list in a file."""
    for block in path.read_text("utf-8").split("### ")[1:]:
        name, _, rest = block.partition("\n")
        body, _, wishes = rest.partition("\n--- ")
        yield name.strip(), body, wishes.strip("\n").split("\n")


def write(body: str, folder: Path) -> Path:
    if " | " not in body:
        path = folder / "list.csv"
        path.write_text(body + "\n", "utf-8")
        return path
    book = openpyxl.Workbook()
    sheet = book.active
    number = 0
    for at, line in enumerate(body.split("\n")):
        if line.startswith("%% "):
            sheet = sheet if at == 0 else book.create_sheet()
            sheet.title, number = line[3:], 0
            continue
        number += 1
        if line.strip(" |"):
            _write_row(sheet, number, [text.strip() for text in line.split(" | ")])
    path = folder / "list.xlsx"
    book.save(path)
    return path


def _write_row(sheet: Worksheet, number: int, texts: list[str]) -> None:
    for column, text in enumerate(texts, 1):
        if text == "^":
            sheet.merge_cells(None, number - 1, column, number, column)
        elif text == "<" and texts[column - 2] != "<":
            end = next((n for n in range(column, len(texts)) if texts[n] != "<"), len(texts))
            sheet.merge_cells(None, number, column - 1, number, end)
        elif text and text != "<":
            sheet.cell(number, column, _cell(text))


def _cell(text: str) -> object:
    if text[0] == "#" and text[1:2].isdigit():
        return float(text[1:]) if "." in text else int(text[1:])
    return datetime.fromisoformat(text[1:]) if text[0] == "@" and text[1:2].isdigit() else text


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
        else:
            mapped = parsed.columns.get(name)
            got = ",".join(map(str, mapped.indices)) if mapped else "-"
        found += [] if got == want else [f"{name}: {got} is not {want}"]
    for line in wishes[1:]:
        index, _, rest = line.partition(" ")
        values = parsed.rows[int(index)].values if int(index) < len(parsed.rows) else {}
        for name, want in _pairs(rest):
            value = values.get(name)
            told = ",".join(value) if isinstance(value, list) else str(value or "")
            found += [] if (told or "-") == want else [f"{index}.{name}: {told} is not {want}"]
    return found


def _pairs(text: str) -> list[list[str]]:
    made: list[list[str]] = []
    for word in text.split(" "):
        if "=" in word:
            made.append(word.split("=", 1))
        else:
            made[-1][1] += f" {word}"
    return made
