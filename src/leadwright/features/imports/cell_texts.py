"""What a single cell says, as text: at most as long as its field may be, without what programs put there."""

from collections.abc import Sequence
from typing import Final

from leadwright.features.imports.cleaning.text import said, shown, tidy_lines, without_marks
from leadwright.features.imports.parsed import Problem
from leadwright.features.imports.problems import problem
from leadwright.features.imports.reading.sheet import Cell, Fault

LENGTHS: Final = {
    "first_name": 100, "last_name": 100, "full_name": 200, "company": 200, "job_title": 200, "country": 100,
    "event": 200, "source": 200, "owner": 200, "notes": 20_000,
}  # fmt: skip


def custom(index: int, cells: Sequence[Cell], _found: list[Problem]) -> str | None:
    return tidy_lines(shown(cell_at(cells, index))) or None


def plain(cells: Sequence[Cell], index: int, field: str, found: list[Problem]) -> str:
    """A cell of plain text; words for nothing are nothing, faults and overlong texts are told."""
    cell = cell_at(cells, index)
    if isinstance(cell, Fault):
        found.append(problem(field, cell.reason, "flag", cell.text))
        return ""
    text = said(shown(cell)) if cell is not None else ""
    if not text:
        return ""
    if text[0] == "'" or text[-1] == ")":
        text = without_marks(text)
    if text.startswith("=") and len(text) > 2:
        found.append(problem(field, "formula_not_calculated", "flag", text))
        return ""
    if len(text) > LENGTHS[field]:
        found.append(problem(field, "too_long", "flag", text))
        return text[: LENGTHS[field]].rstrip()
    return text


def rounded(digits: str) -> bool:
    """A long number that ends in zeros was written as 4.91512E+12 once, and its digits are gone."""
    return len(digits) >= 11 and digits.endswith("000000")


def cell_at(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if index < len(cells) else None


def text_at(cells: Sequence[Cell], index: int) -> str:
    return shown(cell_at(cells, index)).strip()
