"""The spreadsheet on the landing page promises what the reader does."""

from pathlib import Path

from leadwright.features.imports.parsed import ParsedFile
from leadwright.features.imports.reader import read_file
from leadwright.web.screens.public_site.sheet_example import SHEET


def _read(folder: Path) -> ParsedFile:
    """The cells of the example, as a file."""
    heads = [column.header for column in SHEET.columns]
    blank = [""] * (SHEET.header_row - 2)
    lines = [SHEET.title, *blank, ";".join(heads), *(";".join(row.cells) for row in SHEET.rows)]
    file = folder / "standbesucher.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return read_file(file)


def test_each_line_is_judged_as_the_page_says(tmp_path: Path) -> None:
    found = _read(tmp_path)
    assert [(row.source_row, row.verdict) for row in found.rows] == [
        (row.number, row.verdict) for row in SHEET.rows
    ]
    marta, chidi, giulia, jana, _ = found.rows
    assert marta.values["full_name"] == "Marta Keller"
    assert chidi.values["product_interest"] == ["A2"]
    assert giulia.values["full_name"] == "Giulia Rossi"
    assert giulia.values["email"] == "giulia.rossi@vela.example"
    assert giulia.values["captured_at"] == "2026-11-14"
    assert [problem.reason for problem in jana.problems] == ["unknown_product"]


def test_each_column_is_taken_for_what_the_page_says_and_as_surely(tmp_path: Path) -> None:
    found = _read(tmp_path)
    taken = {
        mapped.headers[0]: (field.replace("_", " "), round(100 * mapped.confidence))
        for field, mapped in found.columns.items()
    }
    assert taken == {c.header: (c.field, c.confidence) for c in SHEET.columns}


def test_the_summary_counts_the_lines() -> None:
    assert SHEET.summary == "5 people: 3 new, 1 to review, 1 rejected"
