"""Workbooks that go out: rows to mend, and an example to begin with. Text stays text in them."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from leadwright.features.imports.models import Import, ImportRow
from leadwright.features.imports.staging import MENDED_COLUMNS

MOST_ROWS = 100_000
_EXAMPLE = (
    ("First name", "Last name", "Email", "Phone", "Company", "Job title", "Product interest", "Notes"),
    ("Ada", "Sample", "ada.sample@example.com", "+44 20 7946 0018", "Sample Ltd", "Head of IT", "A1",
     "Wants to see it next week"),
    ("Jonas", "Muster", "jonas.muster@example.com", "+49 30 901820", "Muster GmbH", "Einkauf", "A2", ""),
)  # fmt: skip


def to_mend(found: Import, rows: Sequence[ImportRow]) -> bytes:
    """The rows as they came with why they did not go in, in the file's own columns."""
    headers = list(found.shape.get("headers", ()))
    width = max([len(headers), *(len(row.cells) for row in rows)], default=0)
    names = [
        headers[at] if at < len(headers) and headers[at] else f"Column {at + 1}"
        for at in range(width)
    ]
    lines = [[*names, *MENDED_COLUMNS]]
    for row in rows:
        cells = [str(row.cells[at]) if at < len(row.cells) else "" for at in range(width)]
        lines.append([*cells, " ".join(map(_reason, row.problems)), str(row.source_row)])
    return _written(lines)


def _reason(problem: Mapping[str, str]) -> str:
    """One problem, after the field it is about; `*` is the whole row."""
    field = problem["field"].replace("_", " ").capitalize()
    return problem["message"] if field == "*" else f"{field}: {problem['message']}"


def example() -> bytes:
    """A workbook with the usual columns and two people who do not exist."""
    return _written(_EXAMPLE)


def _written(lines: Sequence[Sequence[str]]) -> bytes:
    """Every cell as text: what begins like a formula stays what it is."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Leads")
    bold = book.add_format({"bold": True})
    for number, line in enumerate(lines):
        for at, cell in enumerate(line):
            sheet.write_string(number, at, cell[:32_000], bold if number == 0 else None)
    sheet.freeze_panes(1, 0)
    if lines:
        sheet.set_column(0, max(len(lines[0]) - 1, 0), 22)
    book.close()
    return out.getvalue()
