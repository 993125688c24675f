"""The people of a file, cleaned piece by piece and judged: what each says, and whether it was said before."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Final, Generic, TypeVar

from leadwright.features.imports.cleaning.text import shown
from leadwright.features.imports.compact_json import compact
from leadwright.features.imports.duplicates import Twins, Who, who
from leadwright.features.imports.parsed import ParsedFile, ParsedRow, Problem, Verdict
from leadwright.features.imports.problems import problem
from leadwright.features.imports.reading.sheet import Cell, Fault, Sheet
from leadwright.features.imports.row_values import Cleaner
from leadwright.features.imports.two_processes import in_turns
from leadwright.kernel.process import give_back

Written = TypeVar("Written")
_PIECE: Final = 1_000
"""As many as are taken in together."""
_GIVEN_BACK: Final = 4
"""Pieces after which memory goes back: to take it anew for each was the twentieth of the work."""


@dataclass(slots=True)
class Part:
    """One table's people, in its order: (row number, cells); None where a row was judged."""

    sheet: Sheet
    cleaner: Cleaner
    people: list[tuple[int, list[Cell]] | None]


@dataclass(slots=True)
class Opened:
    """A file whose columns are known: `parsed` has all but its rows and who is in it twice."""

    parsed: ParsedFile
    parts: Sequence[Part]

    @property
    def rows(self) -> int:
        """How many people there are."""
        return sum(len(part.people) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Way(Generic[Written]):
    """How rows go on: what is written of a piece of them; `mend` gives one, by its place, another verdict."""

    write: Callable[[Sequence[ParsedRow]], Written]
    mend: Callable[[Written, int, Verdict], None]


_Span = tuple[int, Part, int, int]
"""Index of its first row, its part, and from where to where in it."""
_Judged = tuple[Written, list[Who], list[Verdict]]


def judged(opened: Opened, way: Way[Written]) -> Iterator[Written]:
    """The rows in pieces of a thousand; after the last one `parsed` knows its duplicates."""
    done = count()

    def work(span: _Span) -> _Judged[Written]:
        if next(done) % _GIVEN_BACK == 0:
            give_back()  # what the pieces before took, in all sizes
        rows = list(_rows(span))
        return way.write(rows), [who(row.values) for row in rows], [row.verdict for row in rows]

    twins = Twins()
    for written, people, verdicts in in_turns(work, list(_spans(opened.parts))):
        for at, (one, verdict) in enumerate(zip(people, verdicts, strict=True)):
            other = twins.add(one)
            if other is not None and verdict == "new":
                way.mend(written, at, other)
        yield written
    parsed = opened.parsed
    parsed.duplicates_within, parsed.duplicates_possible = twins.pairs()


def _spans(parts: Sequence[Part]) -> Iterator[_Span]:
    before = 0
    for part in parts:
        for start in range(0, len(part.people), _PIECE):
            yield before + start, part, start, min(start + _PIECE, len(part.people))
        before += len(part.people)


def _rows(span: _Span) -> Iterator[ParsedRow]:
    first, part, start, stop = span
    for at in range(start, stop):
        if (told := part.people[at]) is not None:
            part.people[at] = None  # what is made of it takes its room
            yield _row(first + at - start, part, *told)


def _row(index: int, part: Part, number: int, cells: list[Cell]) -> ParsedRow:
    values, problems, region = part.cleaner.clean(cells)
    fault = part.sheet.row_faults.get(number)
    if fault:
        problems.append(problem("*", fault, "flag", "the row"))
    return ParsedRow(
        row_index=index,
        source_row=number,
        sheet=part.sheet.name,
        cells=tuple([cell if type(cell) is str else _as_said(cell) for cell in cells]),
        values=values,
        problems=tuple(problems),
        verdict=_verdict(problems),
        country_code=region,
        key=_key(values),
    )


def _as_said(cell: Cell) -> str:
    return cell.text if isinstance(cell, Fault) else shown(cell)


def _verdict(problems: Sequence[Problem]) -> Verdict:
    if not problems:
        return "new"
    return "rejected" if any(one.severity == "reject" for one in problems) else "review"


def _key(values: Mapping[str, object]) -> str:
    """The row by its values, wherever it stands: the same row twice makes nothing new."""
    said = [(name, value) for name in _sorted(tuple(values)) if (value := values[name])]
    return hashlib.blake2b(compact(said).encode("utf-8", "replace"), digest_size=16).hexdigest()


_sorted = lru_cache(64)(sorted)
