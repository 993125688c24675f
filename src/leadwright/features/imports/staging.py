"""A file made ready to be staged, in the reading process: its rows in pieces, as the database keeps them.

Who stages them hands the pieces on as they come, without a row's object for each.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadwright.features.imports.compact_json import compact
from leadwright.features.imports.judging import Opened, Way
from leadwright.features.imports.mapping.chosen import letters, marks
from leadwright.features.imports.parsed import ParsedFile, ParsedRow, Verdict

LEAVE_OUT = "leave_out"
"""Where a person maps a column that is to be left out."""
MENDED_COLUMNS = ("Reason", "Row in the file")
"""What a workbook of rows to mend has beside the file's own columns; no lead's when it comes back."""
_NUL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


@dataclass(frozen=True, slots=True)
class Ready:
    """`parsed` without its rows, and how many there are.

    `left_out`: the fields of columns that a person does not want, which no row has any more.
    """

    parsed: ParsedFile
    rows: int
    left_out: Sequence[str]


def ready(opened: Opened, remembered: Mapping[str, Sequence[str]]) -> Ready:
    """What is known before the rows are."""
    unwanted = set(remembered.get(LEAVE_OUT, ()))
    headers = {header for one in opened.parsed.custom_columns.values() for header in one.headers}
    if headers.issuperset(MENDED_COLUMNS):
        unwanted.update(MENDED_COLUMNS)
    called = marks(opened.parsed.headers)
    left_out = [
        name
        for name, one in opened.parsed.custom_columns.items()
        if any(_mark(called, index) in unwanted for index in one.indices)
    ]
    return Ready(opened.parsed, opened.rows, left_out)


def _mark(called: Sequence[str], index: int) -> str:
    """Columns further out than any header have none."""
    return called[index] if index < len(called) else f"#{letters(index)}"


def to_stage(left_out: Sequence[str]) -> Way[str]:
    """A row as a JSON object of the staging statement, its verdict first."""
    return Way(_writer(left_out), mended)


def mended(row: str, verdict: Verdict) -> str:
    """The row with another verdict, which stands before anything that came with the file."""
    return row.replace('"verdict":"new"', f'"verdict":"{verdict}"', 1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the rows as a JSON list, in order. `verdicts`: how many have which."""

    first_row: int
    verdicts: Mapping[str, int]
    rows: bytes


def piece(first_row: int, rows: Sequence[str]) -> Piece:
    """A piece of rows as `to_stage` writes them."""
    text = f"[{','.join(rows)}]"
    if "\\u0000" in text:  # NUL can stand in a cell and in no text of PostgreSQL
        text = _NUL.sub(r"\1", text)
    verdicts = Counter(row.split('"', 4)[3] for row in rows)
    return Piece(first_row, dict(verdicts), text.encode("utf-8", "replace"))


def _writer(left_out: Sequence[str]) -> Callable[[ParsedRow], str]:
    def write(row: ParsedRow) -> str:
        values = row.values
        if left_out:
            values = {key: value for key, value in values.items() if key not in left_out}
        problems = [
            {
                "field": one.field,
                "reason": one.reason,
                "severity": one.severity,
                "message": one.message,
            }
            for one in row.problems
        ]
        return compact(
            {
                "verdict": row.verdict,
                "row_index": row.row_index,
                "source_row": row.source_row,
                "sheet": row.sheet,
                "cells": row.cells,
                "fields": values,
                "country": row.country_code,
                "problems": problems,
                "key": row.key,
            }
        )

    return write
