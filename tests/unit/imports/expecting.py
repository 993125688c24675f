"""What a file should become, in few words, and the comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.imports.parsed import HeaderRow, ParsedFile, refused
from leadwright.features.imports.parsing import parse
from leadwright.features.imports.reading.opening import open_file
from leadwright.features.imports.reading.sheet import FileRefused

CATALOGUE = Catalogue(["A1", "A2"])


@dataclass(frozen=True)
class Want:
    """Expectations; what is left out is not looked at. `columns` gives indices, `problems` triples."""

    rows: int = -1
    header_row: HeaderRow | None = None
    sheet: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    not_mapped: tuple[str, ...] = ()
    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    source_rows: list[int] | None = None
    problems: list[tuple[int, str, str]] | None = None
    verdicts: list[str] | None = None
    duplicates: list[tuple[int, int]] | None = None
    error_kind: str | tuple[str, ...] | None = None


def read(path: Path) -> ParsedFile:
    """Read in this process, for speed: the limits have tests of their own."""
    try:
        return parse(path.name, open_file(path), CATALOGUE)
    except FileRefused as refusal:
        return refused(path.name, refusal.kind, refusal.message)


def check(parsed: ParsedFile, want: Want) -> None:
    if want.error_kind:
        kinds = (want.error_kind,) if isinstance(want.error_kind, str) else want.error_kind
        assert parsed.error_kind in kinds, (parsed.error_kind, len(parsed.rows))
        assert parsed.message
        assert len(parsed.message) > 30
        return
    assert parsed.readable, (parsed.error_kind, parsed.message)
    found = {name: list(mapped.indices) for name, mapped in parsed.columns.items()}
    for name, indices in want.columns.items():
        assert found.get(name) == ([indices] if isinstance(indices, int) else indices), (
            name,
            found,
        )
    for name in want.not_mapped:
        assert name not in found, found
    left = [(one.source_row, one.kind, one.text) for one in parsed.left_out]
    if want.rows >= 0:
        assert len(parsed.rows) == want.rows, ([row.source_row for row in parsed.rows], left, found)
    for name in ("header_row", "sheet"):
        if getattr(want, name) is not None:
            assert getattr(parsed, name) == getattr(want, name), (name, getattr(parsed, name), left)
    for index, values in want.values.items():
        got = parsed.rows[index].values
        assert {name: got.get(name) for name in values} == values, parsed.rows[index].problems
    _check_rows(parsed, want)


def _check_rows(parsed: ParsedFile, want: Want) -> None:
    problems = [
        (row.row_index, problem.field, problem.reason)
        for row in parsed.rows
        for problem in row.problems
    ]
    if want.problems is not None:
        assert problems == want.problems
    if want.source_rows is not None:
        assert [row.source_row for row in parsed.rows] == want.source_rows
    if want.verdicts is not None:
        assert [row.verdict for row in parsed.rows] == want.verdicts, problems
    if want.duplicates is not None:
        assert parsed.duplicates_within == want.duplicates
