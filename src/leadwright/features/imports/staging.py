"""A file made ready to be staged, in the reading process: its rows in pieces, as the database keeps them.

Who stages them hands the pieces on as they come, without a row's object for each.
"""

import pickle
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from leadwright.features.imports.compact_json import compact
from leadwright.features.imports.judging import Opened, Way
from leadwright.features.imports.mapping.chosen import letters, marks
from leadwright.features.imports.parsed import ParsedFile, ParsedRow, Problem, Verdict

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


class Words(NamedTuple):
    """A row in the words of whoever takes it in, as JSON: a form, facts, custom fields, a person."""

    form: str
    facts: str
    custom: str
    person: str


Says = Callable[[Mapping[str, Any], str | None], Words]
"""Puts a row's cleaned fields and its country into words."""
_NO_WORDS: Final = Words("{}", "[]", "{}", "null")


class Row(NamedTuple):
    """A row as a piece of the import holds it. What is made of several values stands as JSON."""

    verdict: str
    needs_person: bool
    source_row: int
    sheet: str | None
    cells: str
    fields: str
    country: str | None
    problems: str
    key: str
    form: str | None
    facts: str | None
    custom: str | None
    person: str | None


class Packed(NamedTuple):
    """A piece between processes: its verdicts, which may still change, and the rest, pickled once."""

    verdicts: list[str]
    others: bytes


COLUMNS: Final = {
    name: {"needs_person": "boolean[]", "source_row": "int[]"}.get(name, "text[]")
    for name in Row._fields
}
"""The columns of a piece: a list each, with an element for each row."""
NONE: Final = r"\N"


def to_stage(left_out: Sequence[str], says: Says | None) -> Way[Packed]:
    """Rows for a piece. Without `says` who takes them in puts them into words; rejected ones need none."""

    def write(row: ParsedRow) -> Row:
        values = row.values
        if left_out:
            values = {key: value for key, value in values.items() if key not in left_out}
        words: Sequence[str | None] = (None,) * len(Words._fields)
        if says is not None:
            words = _NO_WORDS if row.verdict == "rejected" else says(values, row.country_code)
        return Row(
            row.verdict,
            bool(row.problems) and any(one.reason != "unknown_product" for one in row.problems),
            row.source_row,
            row.sheet,
            compact(row.cells),
            compact(values),
            row.country_code,
            _problems(row.problems),
            row.key,
            *words,
        )

    return Way(lambda rows: packed([write(row) for row in rows]), _mend)


def _mend(some: Packed, at: int, verdict: Verdict) -> None:
    some.verdicts[at] = verdict


def _problems(problems: Sequence[Problem]) -> str:
    if not problems:
        return "[]"
    return compact(
        [
            {
                "field": one.field,
                "reason": one.reason,
                "severity": one.severity,
                "message": one.message,
            }
            for one in problems
        ]
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the rows, in order, by their columns. `verdicts`: how many have which.

    Each column is one text, a line for each row: the driver hands on a text as it is, and looks at every
    element of a list twice. JSON has no line's end inside.
    """

    first_row: int
    verdicts: Mapping[str, int]
    columns: Mapping[str, str | None]


def packed(rows: Sequence[Row]) -> Packed:
    """Rows as `to_stage` writes them, ready for the way."""
    verdicts, *others = zip(*rows, strict=True)
    of_row = zip(Row._fields[1:], others, strict=True)
    columns: dict[str, str | None] = {name: _lines(of) for name, of in of_row}
    if rows[0].form is None:
        columns |= dict.fromkeys(Words._fields)
    return Packed(list(verdicts), pickle.dumps(columns, pickle.HIGHEST_PROTOCOL))


def piece(first_row: int, some: Packed) -> Piece:
    """What was packed, unpacked; `first_row`: the index of its first."""
    others = pickle.loads(some.others)  # noqa: S301 -- packed by a process of ours
    columns = {"verdict": "\n".join(some.verdicts), **others}
    return Piece(first_row, dict(Counter(some.verdicts)), columns)


def _lines(values: Sequence[Any]) -> str:
    """A line for each, `NONE` for None; what no text of PostgreSQL may hold (NUL, halves of letters) goes."""
    if type(values[0]) is not str or None in values:
        values = [NONE if one is None else str(one) for one in values]
    whole = "\n".join(values)
    if whole.count("\n") >= len(values):  # a sheet's name may have lines
        whole = "\n".join([one.replace("\n", " ") for one in values])
    if "\\u0000" in whole:
        whole = _NUL.sub(r"\1", whole)
    try:
        whole.encode()
    except UnicodeEncodeError:
        whole = whole.encode("utf-8", "replace").decode()
    return whole


def lines_as_list(name: str) -> str:
    """SQL: the list that the lines of a parameter make."""
    return rf"string_to_array(:{name}, chr(10), '{NONE}')"
