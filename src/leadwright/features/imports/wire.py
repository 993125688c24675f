"""The shape of a parsed file as JSON: the dry run's answer, whole or written down row by row."""

from collections.abc import Iterator, Mapping
from typing import Any

from leadwright.features.imports.compact_json import compact
from leadwright.features.imports.judging import Opened, Way, judged
from leadwright.features.imports.parsed import Mapped, ParsedFile, ParsedRow, Verdict


def as_json(parsed: ParsedFile) -> dict[str, Any]:
    """What `leadwright import --dry-run --json` prints for a file."""
    return {
        **_before(parsed, len(parsed.rows)),
        "rows_detail": [_row(row) for row in parsed.rows],
        **_after(parsed),
    }


def in_pieces(opened: Opened) -> Iterator[str]:
    """The same of a file whose rows are only now cleaned, a few thousand at a time."""
    parsed = opened.parsed
    yield f'{compact(_before(parsed, opened.rows))[:-1]},"rows_detail":['
    between = ""
    for rows in judged(opened, _WAY):
        yield between + ",".join(rows)
        between = ","
    yield f"],{compact(_after(parsed))[1:]}"


def _mend(rows: list[str], at: int, verdict: Verdict) -> None:
    """A row gets another verdict: in front of it stands only the sheet's name, its quotes escaped."""
    rows[at] = rows[at].replace('"verdict":"new"', f'"verdict":"{verdict}"', 1)


def _before(parsed: ParsedFile, rows: int) -> dict[str, Any]:
    header = parsed.header_row
    return {
        "file": parsed.file,
        "readable": parsed.readable,
        "error_kind": parsed.error_kind,
        "message": parsed.message,
        "sheet": parsed.sheet,
        "header_row": list(header) if isinstance(header, tuple) else header,
        "rows": rows,
        "columns": {name: _mapped(one, parsed.origins) for name, one in parsed.columns.items()},
        "custom_columns": {
            name: _mapped(one, parsed.origins) for name, one in parsed.custom_columns.items()
        },
    }


def _after(parsed: ParsedFile) -> dict[str, Any]:
    return {
        "left_out": [
            {"source_row": one.source_row, "kind": one.kind, "text": one.text}
            for one in parsed.left_out
        ],
        "duplicates_within": [list(pair) for pair in parsed.duplicates_within],
        "duplicates_possible": [list(pair) for pair in parsed.duplicates_possible],
    }


def _mapped(one: Mapped, origins: Mapping[int, int]) -> dict[str, Any]:
    return {
        "headers": list(one.headers),
        "indices": [origins.get(index, index) for index in one.indices],
        "confidence": round(one.confidence, 2),
    }


def _row(row: ParsedRow) -> dict[str, Any]:
    return {
        "row_index": row.row_index,
        "source_row": row.source_row,
        "sheet": row.sheet,
        "verdict": row.verdict,
        "values": row.values,
        "problems": [
            {
                "field": problem.field,
                "reason": problem.reason,
                "severity": problem.severity,
                "message": problem.message,
            }
            for problem in row.problems
        ],
    }


_WAY: Way[list[str]] = Way(lambda rows: [compact(_row(row)) for row in rows], _mend)
