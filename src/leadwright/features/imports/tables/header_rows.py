"""Finding the headers: by their words, and by how the cells below them differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from leadwright.features.imports.cleaning.text import shown, tidy
from leadwright.features.imports.mapping.headers import meaning_of
from leadwright.features.imports.parsed import HeaderRow
from leadwright.features.imports.reading.sheet import Cell, Sheet, filled

_LOOKED_AT: Final = 60
_ASKED: Final = 120  # cells of a row whose words are looked up: sheets of a thousand columns exist
_LONGEST: Final = 400  # of a cell, to tell rows apart
_EMAIL: Final = re.compile(r"\S+@\S+\.\w{2,}")
_DATA: Final = re.compile(r"\+?[\d\s()./:-]{3,}|\d{4}年.*")

Row = tuple[int, list[Cell]]


@dataclass(slots=True)
class Heading:
    """The headers of a sheet: `row` as the dry run shows it, texts by column, and how sure."""

    row: HeaderRow
    texts: dict[int, str]
    body_from: int
    score: float


def find_heading(sheet: Sheet) -> Heading:
    """The sheet's headers; `row` 0 where there are none."""
    rows = sheet.rows[:_LOOKED_AT]
    scores = [_score(rows, at) for at in range(len(rows))]
    best = max(range(len(rows)), key=lambda at: (round(scores[at], 3), -at), default=None)
    if best is None or scores[best] < 1.0:
        return Heading(0, {}, _first_data(rows), 0.0)
    return _with_neighbours(sheet, _first_like(rows, best), scores)


def _first_like(rows: Sequence[Row], best: int) -> int:
    """The headers where they stand first: a list in groups repeats them above each."""
    texts = texts_of(rows[best][1])
    at = next(at for at, (_, cells) in enumerate(rows) if texts_of(cells) == texts)
    below = texts_of(rows[at + 1][1]) if at + 1 < len(rows) else {}
    return at + 1 if _announces(texts, below) else at


def _announces(texts: dict[int, str], below: dict[int, str]) -> bool:
    """`# fields: date, name, mail` above `date, name, mail`: the headers are those below."""
    if len(below) < 2 or texts.keys() != below.keys():
        return False
    (first, told), *others = texts.items()
    longer = told != below[first] and told.endswith(below[first])
    return longer and all(text == below[n] for n, text in others)


def texts_of(cells: Sequence[Cell]) -> dict[int, str]:
    """The filled cells as text, by column."""
    return {n: text for n, cell in enumerate(cells) if (text := tidy(shown(cell)[:_LONGEST]))}


def _score(rows: Sequence[Row], at: int) -> float:
    texts = texts_of(rows[at][1])
    if not texts or any(len(text) > 150 for text in texts.values()):
        return 0.0
    dataish = sum(is_data(cell) for cell in rows[at][1])
    known = [
        found
        for text in islice(texts.values(), _ASKED)
        if not _EMAIL.search(text) and (found := meaning_of(text))
    ]
    worth = sum(one.confidence * (0.6 if one.name == "other" else 1.0) for one in known)
    contrast = _contrast(rows, at)
    alone = at == 0 and all(len(texts_of(cells)) == 1 for _, cells in rows)
    if len(texts) == 1 and (
        len(known) != 1 or known[0].confidence < 0.9 or not (contrast or alone)
    ):
        return 0.0
    if len(known) < 2 and not contrast and not alone:
        return 0.0
    share = len(known) / min(len(texts), _ASKED)
    score = worth * (0.5 + share / 2) + contrast - 1.6 * dataish
    if (
        (len(texts) > 1 or alone)
        and at + 1 < len(rows)
        and len(texts) >= len(texts_of(rows[at + 1][1])) - 1
    ):
        score += 0.4  # as wide as the row below: unknown words may be headers too
    return score if dataish < len(texts) / 2 else 0.0


def is_data(cell: Cell) -> bool:
    """Whether a cell holds what no header is: an address, a number, a date."""
    if cell is None or not filled(cell):
        return False
    if not isinstance(cell, str):
        return True
    text = cell[:_LONGEST].strip()
    return _EMAIL.search(text) is not None or _DATA.fullmatch(text) is not None


def _contrast(rows: Sequence[Row], at: int) -> float:
    """Columns where words stand over data."""
    below = rows[at + 1 : at + 7]
    columns = 0
    for n, cell in enumerate(rows[at][1]):
        if not filled(cell) or is_data(cell):
            continue
        data = sum(is_data(cells[n]) for _, cells in below if n < len(cells))
        columns += data * 2 >= max(1, len(below))
    return min(columns, 3) * 0.7


def _first_data(rows: Sequence[Row]) -> int:
    """Where the table begins that has no headers: at the first row with an address or a number."""
    widest = max((len(texts_of(cells)) for _, cells in rows), default=0)
    for at, (_, cells) in enumerate(rows):
        wide = len(texts_of(cells)) >= max(2, widest // 2) or widest < 2
        if wide and any(is_data(cell) for cell in cells):
            return at
    return 0


def _with_neighbours(sheet: Sheet, best: int, scores: list[float]) -> Heading:
    """One row of headers, or two: groups above the names, or names that go on below."""
    rows = sheet.rows
    number, cells = rows[best]
    if best and rows[best - 1][0] == number - 1 and _is_group_row(sheet, best - 1):
        return _joined(sheet, best - 1, best, scores[best])
    if best + 1 < len(rows) and rows[best + 1][0] == number + 1 and _goes_on(sheet, best):
        return _joined(sheet, best, best + 1, scores[best])
    return Heading(number, texts_of(cells), best + 1, scores[best])


def _is_group_row(sheet: Sheet, at: int) -> bool:
    number, cells = sheet.rows[at]
    texts = texts_of(cells)
    width = len(sheet.rows[at + 1][1])
    if any(is_data(cell) for cell in cells) or any(len(text) > 40 for text in texts.values()):
        return False
    if _announces(texts, texts_of(sheet.rows[at + 1][1])):
        return False
    spans = [m for m in sheet.merges if m[0] == number and 0 < m[3] - m[1] < width - 1]
    down = [m for m in sheet.merges if m[0] == number and m[2] == number + 1]
    if spans or down:
        return len(texts) >= 2
    inside = sum(1 for n in texts if n < width)
    return len(texts) >= 2 and inside == len(texts) and any(meaning_of(t) for t in texts.values())


def _goes_on(sheet: Sheet, at: int) -> bool:
    """Whether the row below is more of the headers: only words, known ones, and not a person."""
    number, upper = sheet.rows[at]
    _, lower = sheet.rows[at + 1]
    above, below = texts_of(upper), texts_of(lower)
    if not below or any(is_data(cell) for cell in lower):
        return False
    if all(above.get(n, "").casefold() == text.casefold() for n, text in below.items()):
        return False
    if _are_under_groups(above, below):
        return True
    known = sum(
        (found := meaning_of(t)) is not None and found.confidence > 0.9 for t in below.values()
    )
    down = [m for m in sheet.merges if m[0] == number and m[2] == number + 1]
    across = [m for m in sheet.merges if m[0] == number and m[3] > m[1] and m[2] == number]
    if down or across:
        return known >= 1 and known * 2 >= len(below)
    gaps = sum(n not in above for n in below)
    return (
        known >= 2
        and (known * 3 >= len(below) * 2 or gaps * 2 >= len(below))
        and known >= 0.5 * len(below)
    )


def _are_under_groups(above: dict[int, str], below: dict[int, str]) -> bool:
    """`A1 | A2` below `Products |`, nothing below the other headers: what a group's columns are called."""
    gaps = {n for n in below if n not in above}
    groups = {n for n in below if n in above and n + 1 in gaps}
    last = max(above)
    apart = len({text.casefold() for text in below.values()}) == len(below)
    inside = all(n < last or n - 1 in gaps | groups for n in gaps)
    return bool(gaps and groups) and below.keys() == gaps | groups and inside and apart


def _joined(sheet: Sheet, first: int, second: int, score: float) -> Heading:
    upper_number, upper_cells = sheet.rows[first]
    number, lower_cells = sheet.rows[second]
    lower = texts_of(lower_cells)
    width = max(len(lower_cells), len(upper_cells))
    upper = _spread(sheet, upper_number, texts_of(upper_cells), width)
    texts = {}
    for n in range(width):
        above, below = upper.get(n, ""), lower.get(n, "")
        texts[n] = _both(above, below, sum(text == below for text in lower.values()) > 1)
    texts = {n: text for n, text in texts.items() if text}
    return Heading((upper_number, number), texts, second + 1, score)


def _spread(sheet: Sheet, number: int, texts: dict[int, str], width: int) -> dict[int, str]:
    """A group's name over all its columns: as merged, else up to the next group."""
    merged = {m[1]: m[3] for m in sheet.merges if m[0] == number}
    spread: dict[int, str] = {}
    current = ""
    for n in range(width):
        if n in texts:
            current = texts[n]
            end = merged.get(n, width if not merged else n)
        if current and n <= end:
            spread[n] = current
    return spread


def _both(above: str, below: str, twice: bool) -> str:
    if not above or not below:
        return below or above
    alone = meaning_of(below)
    if above.endswith(("?", "？")) and alone is not None and alone.name == "other":
        return above  # `What is your name?` over `Open-Ended Response`
    if twice or alone is None or alone.name in {"name", "title", "other", "contact"}:
        return f"{above} {below}"
    return below
