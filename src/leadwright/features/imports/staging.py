"""A parsed file made ready to be staged, in the reading process: its rows as the database takes them.

Who stages them hands the pieces on as they are, without a row's object for each.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from leadwright.features.imports.parsed import ParsedFile, ParsedRow
from leadwright.features.imports.two_processes import in_two

LEAVE_OUT = "leave_out"
"""Where a person maps a column that is to be left out."""
_PIECE = 2_000
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)


@dataclass(frozen=True, slots=True)
class Ready:
    """`parsed` without its rows; how many there are; the rows in pieces, each a JSON list.

    `left_out`: the fields of columns that a person does not want, which no row has any more.
    """

    parsed: ParsedFile
    rows: int
    pieces: Sequence[bytes]
    left_out: Sequence[str]


def make_ready(parsed: ParsedFile, remembered: Mapping[str, Sequence[str]]) -> Ready:
    """The file, ready to be staged."""
    unwanted = set(remembered.get(LEAVE_OUT, ()))
    left_out = [
        name
        for name, one in parsed.custom_columns.items()
        if one.headers and set(one.headers) <= unwanted
    ]

    def written(rows: Sequence[ParsedRow]) -> list[bytes]:
        starts = range(0, len(rows), _PIECE)
        return [_piece(rows[start : start + _PIECE], left_out) for start in starts]

    pieces = in_two(written, parsed.rows)
    return Ready(replace(parsed, rows=[]), len(parsed.rows), pieces, left_out)


def _piece(rows: Sequence[ParsedRow], left_out: Sequence[str]) -> bytes:
    # NUL can stand in a cell and in no text of PostgreSQL.
    text = _JSON.encode([_row(row, left_out) for row in rows]).replace("\\u0000", "")
    return text.encode("utf-8", "replace")


def _row(row: ParsedRow, left_out: Sequence[str]) -> dict[str, Any]:
    values = row.values
    if left_out:
        values = {key: value for key, value in values.items() if key not in left_out}
    return {
        "row_index": row.row_index,
        "source_row": row.source_row,
        "sheet": row.sheet,
        "cells": row.cells,
        "fields": values,
        "country": row.country_code,
        "problems": [
            {
                "field": one.field,
                "reason": one.reason,
                "severity": one.severity,
                "message": one.message,
            }
            for one in row.problems
        ],
        "key": row.key,
        "verdict": row.verdict,
    }
