"""What a file became: columns with their meaning, rows with values, problems and a verdict.

Plain values that go through a pipe: the reader makes them in a process of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

FIELDS: Final = (
    "first_name last_name full_name email phone company job_title country product_interest event"
    " notes captured_at source owner tags"
).split()

Severity = Literal["reject", "flag"]
Verdict = Literal["new", "merged", "review", "rejected"]
HeaderRow = int | tuple[int, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a row; `field` is "*" where it is the whole row."""

    field: str
    reason: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """The columns that make one field, best first. `indices` are the sheet's (A = 0)."""

    headers: tuple[str, ...]
    indices: tuple[int, ...]
    confidence: float


@dataclass(slots=True)
class ParsedRow:
    """A person's row. `cells` is what the file says, column by column; `key` a hash of `values`."""

    row_index: int
    source_row: int
    sheet: str | None
    cells: tuple[str, ...]
    values: dict[str, Any]
    problems: tuple[Problem, ...]
    verdict: Verdict
    country_code: str | None
    key: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of the sheet that is no person: a title, a total, a footer, a repeated header."""

    source_row: int
    kind: str
    text: str


@dataclass(slots=True)
class ParsedFile:
    """A whole file. Where `readable` is false only `file`, `error_kind` and `message` say something.

    `origins`: where the table was turned, its columns -> the sheet's. `further`: columns of further people in
    a row, each of whom has one of their own -> the first one's, like which they are read.
    """

    file: str
    readable: bool
    error_kind: str | None = None
    message: str | None = None
    sheet: str | None = None
    header_row: HeaderRow | None = None
    headers: tuple[str, ...] = ()
    columns: dict[str, Mapped] = field(default_factory=dict)
    custom_columns: dict[str, Mapped] = field(default_factory=dict)
    rows: list[ParsedRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    duplicates_within: list[tuple[int, int]] = field(default_factory=list)
    duplicates_possible: list[tuple[int, int]] = field(default_factory=list)
    origins: dict[int, int] = field(default_factory=dict)
    further: Mapping[int, int] = field(default_factory=dict)


def refused(file: str, error_kind: str, message: str) -> ParsedFile:
    """The orderly answer to a file that cannot be read."""
    return ParsedFile(file, readable=False, error_kind=error_kind, message=message)
