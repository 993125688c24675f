"""One list as LibreOffice, SheetJS and ExcelJS save it: every program's file becomes the same people."""

from pathlib import Path

import pytest
from tests.unit.imports.expecting import Want, check, read

FILES = sorted((Path(__file__).parent / "files").iterdir())
WANT = Want(
    rows=4,
    header_row=2,
    columns={"first_name": 0, "last_name": 1, "email": 2, "phone": 3, "company": 4}
    | {"product_interest": 5, "captured_at": 6},
    values={
        0: {"first_name": "Anna", "phone": "+4930901820", "captured_at": "2026-03-14T09:30:00"},
        1: {"last_name": "Größe", "product_interest": ["A1", "A2"]},
        2: {"first_name": "花子", "last_name": "佐藤", "captured_at": "2026-03-15T14:05:00"},
        3: {"first_name": "Łukasz", "company": "Żak Sp. z o.o."},
    },
    problems=[],
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_one_list_saved_by_any_program_becomes_the_same_people(path: Path) -> None:
    check(read(path), WANT)
