"""The shape of a parsed file as JSON: the dry run's answer."""

from collections.abc import Mapping
from typing import Any

from leadwright.features.imports.parsed import Mapped, ParsedFile, ParsedRow


def as_json(parsed: ParsedFile) -> dict[str, Any]:
    """What `leadwright import --dry-run --json` prints for a file."""
    header = parsed.header_row
    return {
        "file": parsed.file,
        "readable": parsed.readable,
        "error_kind": parsed.error_kind,
        "message": parsed.message,
        "sheet": parsed.sheet,
        "header_row": list(header) if isinstance(header, tuple) else header,
        "rows": len(parsed.rows),
        "columns": {name: _mapped(one, parsed.origins) for name, one in parsed.columns.items()},
        "custom_columns": {
            name: _mapped(one, parsed.origins) for name, one in parsed.custom_columns.items()
        },
        "rows_detail": [_row(row) for row in parsed.rows],
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
