"""Tables next to each other in a sheet, under the same headers: two days, forms in two columns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from leadwright.features.imports.cleaning.text import shown, tidy
from leadwright.features.imports.mapping.headers import meaning_of, plain
from leadwright.features.imports.reading.sheet import Cell, Sheet, filled
from leadwright.features.imports.tables.header_rows import Heading, Row

_CALLED: Final = frozenset(
    {"first_name", "last_name", "full_name", "last_first", "name", "contact"}
)
_ADDRESS: Final = "@"
_LOOKED_AT: Final = 200
_FEWEST_LABELS: Final = 3

Block = Mapping[int, int]
"""A further table's columns -> those of the first that say the same."""


def below_each_other(sheet: Sheet, heading: Heading) -> tuple[Sheet, Block] | None:
    """The sheet with a row of each table next to the first below that one's; None where there is one.

    And the columns that are empty now, with those of the first table that say the same.
    """
    body = sheet.rows[heading.body_from :]
    blocks = _blocks(heading.texts, body)
    if not blocks:
        return None
    rows = sheet.rows[: heading.body_from]
    for number, cells in body:
        rows += [(number, row) for row in _apart(cells, blocks) if any(map(filled, row))]
    return replace(sheet, rows=rows), {at: first for one in blocks for at, first in one.items()}


def _blocks(texts: Mapping[int, str], body: Sequence[Row]) -> list[Block]:
    """The further tables: each begins with the first one's first header and has an address and a name."""
    if len(texts) < 2 * 2 or len(words := {n: plain(text) for n, text in texts.items()}) < 2 * 2:
        return []
    starts = [n for n, word in words.items() if word == words[min(words)]]
    if len(starts) < 2:
        return []
    first = {words[n]: n for n in sorted(words, reverse=True) if n < starts[1]}
    if not _says_who(first) or len(first) < starts[1] - starts[0] - _gap(words, starts[1]):
        return []
    found: list[Block] = []
    for start, end in zip(starts[1:], [*starts[2:], max(words) + 1], strict=True):
        here = [n for n in range(start, end) if n in words]
        if any(words[n] not in first for n in here) or not _says_who({words[n]: n for n in here}):
            return []
        found.append({n: first[words[n]] for n in here})
    return found if all(_are_others(body, texts, block) for block in found) else []


def _gap(words: Mapping[int, str], start: int) -> int:
    """Columns without a header before a table."""
    gap = 0
    while start - 1 - gap not in words:
        gap += 1
    return gap


def _says_who(words: Mapping[str, int]) -> bool:
    said = {found.name for word in words if (found := meaning_of(word))}
    return "email" in said and bool(said & _CALLED)


def _are_others(body: Sequence[Row], texts: Mapping[int, str], block: Block) -> bool:
    """Whether the addresses there are not those of the first table in the same row."""
    at = next(n for n in block if (found := meaning_of(texts[n])) and found.name == "email")
    pairs = [(_text(cells, at), _text(cells, block[at])) for _, cells in body[:_LOOKED_AT]]
    told = [here != there for here, there in pairs if _ADDRESS in here]
    return bool(told) and all(told)


def _text(cells: Sequence[Cell], at: int) -> str:
    return tidy(shown(cells[at])) if at < len(cells) else ""


def _apart(cells: list[Cell], blocks: Sequence[Block]) -> list[list[Cell]]:
    first = min(n for block in blocks for n in block)
    rows = [cells[:first]]
    for block in blocks:
        row: list[Cell] = [None] * (1 + max(block.values()))
        for here, there in block.items():
            row[there] = cells[here] if here < len(cells) else None
        rows.append(row)
    return rows


def labels_below_each_other(sheet: Sheet) -> Sheet:
    """Forms in two columns (`Name: | Ann | | Name: | Bob`) one below the other; else the sheet itself."""
    head = sheet.rows[:_LOOKED_AT]
    starts = _label_columns(head)
    if len(starts) < 2:
        return sheet
    rows: list[Row] = []
    for form in _runs(sheet.rows):
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            rows += [
                (n, part) for n, cells in form if any(map(filled, part := [*cells[start:end]]))
            ]
    return replace(sheet, rows=rows)


def _label_columns(rows: Sequence[Row]) -> list[int]:
    """The columns that hold the same labels line by line, nearly all of them words for a field."""
    labels = [
        {n: plain(cell) for n, cell in enumerate(cells) if isinstance(cell, str) and len(cell) < 40}
        for _, cells in rows
    ]
    lines = [(min(line), line) for line in labels if line and _is_known(line[min(line)])]
    first = min((start for start, _ in lines), default=0)
    lines = [line for line in lines if line[0] == first]
    if len(lines) < _FEWEST_LABELS or len(lines) * 2 < len(rows):
        return []
    again = [
        n
        for n in range(first + 2, max(max(line) for _, line in lines) + 1)
        if sum(line.get(n) == line[first] for _, line in lines) >= 0.8 * len(lines)
    ]
    return [first, *again] if len({line[first] for _, line in lines}) >= _FEWEST_LABELS else []


def _is_known(label: str) -> bool:
    found = meaning_of(label)
    return found is not None and found.confidence >= 0.7


def _runs(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that follow each other without an empty one between."""
    runs: list[list[Row]] = []
    for number, cells in rows:
        if not runs or number > runs[-1][-1][0] + 1:
            runs.append([])
        runs[-1].append((number, cells))
    return runs
