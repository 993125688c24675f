"""Tables one below the other in a sheet: a walk-in list under the list, the staff's shifts under both.

A table begins after an empty line, or a title of its own, with a row of headers that are not those above.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from leadwright.features.imports.mapping.headers import meaning_of, plain
from leadwright.features.imports.reading.sheet import Cell, Sheet, filled
from leadwright.features.imports.tables.header_rows import is_data, texts_of

_LONGEST_HEADER: Final = 60
_MOST_ASKED: Final = 200
_TAIL: Final = 200
_ADDRESS: Final = re.compile(r"\S@\S+\.\w{2,}")

Row = tuple[int, list[Cell]]


def pieces(sheet: Sheet) -> list[Sheet]:
    """The sheet cut before each further table; nearly always the sheet itself."""
    starts = _starts(sheet.rows)
    if not starts:
        return [sheet]
    ends = [*starts[1:], len(sheet.rows)]
    parts = [sheet.rows[: starts[0]]]
    parts += [sheet.rows[a:b] for a, b in zip(starts, ends, strict=True)]
    return [replace(sheet, rows=part) for part in parts]


def _starts(rows: Sequence[Row]) -> list[int]:
    heads: list[dict[int, str]] = []
    starts: list[int] = []
    asked = 0
    for at in _after_gaps(rows):
        asked += 1
        if asked > _MOST_ASKED:
            break
        texts = {n: plain(text) for n, text in texts_of(rows[at][1]).items()}
        if not _words_only(rows[at][1], texts) or any(_same(texts, head) for head in heads):
            continue
        known = [found for text in texts.values() if (found := meaning_of(text))]
        sure = sum(one.confidence >= 0.9 for one in known)
        people = bool(heads) and _has_people(rows[starts[-1] if starts else 0 : at])
        plainly = sure >= 2 and sure * 2 >= len(texts)
        if people and at + 1 < len(rows) and (plainly or (sure and _nobody_left(rows[at + 1 :]))):
            starts.append(at)
        if plainly or people:
            heads.append(texts)
    return starts


def _after_gaps(rows: Sequence[Row]) -> list[int]:
    """Rows after an empty line, or after a title that stands alone in its row."""
    found = []
    for at, (number, cells) in enumerate(rows):
        before = rows[at - 1] if at else None
        if before is None or number > before[0] + 1 or _title_above(before[1], cells):
            found.append(at)
    return found


def _title_above(before: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    return len(before) < len(cells) and sum(map(filled, before)) == 1


def _words_only(cells: Sequence[Cell], texts: dict[int, str]) -> bool:
    return (
        len(texts) >= 2
        and not any(is_data(cell) for cell in cells)
        and all(0 < len(text) <= _LONGEST_HEADER for text in texts.values())
    )


def _same(texts: dict[int, str], head: dict[int, str]) -> bool:
    """The header above, repeated: most words in the same columns."""
    return sum(head.get(n) == text for n, text in texts.items()) * 2 > len(texts)


def _nobody_left(rows: Sequence[Row]) -> bool:
    return len(rows) <= _TAIL and not _has_people(rows)


def _has_people(rows: Sequence[Row]) -> bool:
    return any(
        isinstance(cell, str) and "@" in cell and _ADDRESS.search(cell[:400])
        for _, cells in rows
        for cell in cells
    )
