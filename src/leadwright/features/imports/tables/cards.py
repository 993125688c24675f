"""Lists that stand upright: a label and its value on each line, one person below or beside the other."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from leadwright.features.imports.cleaning.text import shown, tidy
from leadwright.features.imports.mapping.headers import meaning_of, plain
from leadwright.features.imports.reading.sheet import Cell, Sheet, filled
from leadwright.features.imports.tables.header_rows import Heading

_LOOKED_AT: Final = 400
_FIRST: Final = 14
_MOST_LABELS: Final = 150
_MOST_PEOPLE: Final = 500
_LONGEST_LABEL: Final = 40
_INLINE: Final = re.compile(r"([^:：@\d]{2,40}?)\s*[:：]\s*(\S.*)", re.DOTALL)
_WHO: Final = frozenset({"first_name", "last_name", "full_name", "name", "company", "contact"})
_NUMBERS: Final = frozenset({"phone", "office", "mobile", "home"})

Line = tuple[int, str, int, Cell]
"""Row number, label, column of the value, value."""


@dataclass(slots=True)
class Upright:
    """The same people as a table. `origins` says which of the sheet's columns a column came from."""

    sheet: Sheet
    heading: Heading
    origins: dict[int, int] = field(default_factory=dict)
    titles: list[tuple[int, str]] = field(default_factory=list)


def turned(sheet: Sheet) -> Upright | None:
    """The sheet as a table where it stands upright, else None."""
    head = sheet.rows[:_LOOKED_AT]
    if len(head) < 3 or not _begins_upright(head[:_FIRST]) or _are_all_labels(head[0][1]):
        return None
    lines = [line for number, cells in head if (line := _line(number, cells))]
    known = Counter(plain(label) for _, label, _, _ in lines if _means(label))
    if known.total() < max(3, 0.6 * len(lines)) or len(known) < 3 or not lines:
        return None
    pairs = sum(_is_pair(cells) for _, cells in head)
    if pairs >= 0.8 * len(head) and _believable([(label, [cell]) for _, label, _, cell in lines]):
        return _from_cards(sheet)
    if len(sheet.rows) > _MOST_LABELS:
        return None
    across = [(label, [c for c in cells[at:] if filled(c)]) for label, at, cells in _across(head)]
    if max(known.values()) == 1 and len(across) >= 0.6 * len(head) and _believable(across):
        return _from_columns(sheet)
    return None


def _begins_upright(rows: Sequence[tuple[int, list[Cell]]]) -> bool:
    """Whether most of the first rows begin with a label: nearly all sheets are done with here."""
    lines = [line for number, cells in rows if (line := _line(number, cells))]
    return sum(_means(label) is not None for _, label, _, _ in lines) >= max(3, 0.4 * len(rows))


def _are_all_labels(cells: Sequence[Cell]) -> bool:
    """`Name | E-mail | Phone`: beside a card's label stands a value, not the next label."""
    texts = [tidy(shown(cell)[:200]) for cell in cells if filled(cell)]
    return len(texts) > 2 and len({_means(text) for text in texts} - {None}) == len(texts)


def _line(number: int, cells: Sequence[Cell]) -> Line | None:
    """`E-Mail: | a@b.example`, or both in one cell."""
    at = next((n for n, cell in enumerate(cells) if filled(cell)), None)
    if at is None or not isinstance(first := cells[at], str):
        return None
    value = next((n for n in range(at + 1, len(cells)) if filled(cells[n])), None)
    if value is not None:
        label = tidy(first[:200]).rstrip(" :：*")
        return (number, label, value, cells[value]) if 0 < len(label) <= _LONGEST_LABEL else None
    inline = _INLINE.fullmatch(first[:5_000].strip())
    return (number, tidy(inline[1]), at, inline[2]) if inline else None


def _is_pair(cells: Sequence[Cell]) -> bool:
    return sum(filled(cell) for cell in cells) <= 2


def _means(label: str) -> str | None:
    found = meaning_of(label)
    return found.name if found is not None and found.confidence >= 0.7 else None


def _believable(lines: Sequence[tuple[str, Sequence[Cell]]]) -> bool:
    """Somebody is named, and what is labelled an address is one: values that happen to be words are not."""
    names = {_means(label) for label, _ in lines}
    emails = [shown(cell) for label, cells in lines if _means(label) == "email" for cell in cells]
    phones = [shown(cell) for label, cells in lines if _means(label) in _NUMBERS for cell in cells]
    if not names & _WHO or not (emails or phones):
        return False
    right = sum("@" in text for text in emails) + sum(
        sum(char.isdecimal() for char in text) >= 6 for text in phones
    )
    return right >= 0.6 * (len(emails) + len(phones))


def _from_cards(sheet: Sheet) -> Upright:
    labels: dict[str, int] = {}
    texts: dict[int, str] = {}
    made = Upright(Sheet(sheet.name, [], date_1904=sheet.date_1904), Heading(0, texts, 0, 1.0))
    for card in _cards(sheet, made):
        cells: list[Cell] = []
        for _, label, column, value in card:
            at = labels.setdefault(plain(label), len(labels))
            texts.setdefault(at, label)
            made.origins.setdefault(at, column)
            cells.extend([None] * (at + 1 - len(cells)))
            cells[at] = value if cells[at] is None else f"{shown(cells[at])}\n{shown(value)}"
        made.sheet.rows.append((card[0][0], cells))
    return made


def _cards(sheet: Sheet, made: Upright) -> list[list[Line]]:
    """Lines by person: a label that comes again begins the next one, a gap does where all cards have one."""
    cards: list[list[Line]] = []
    seen: set[str] = set()
    first, last = "", 0
    for number, cells in sheet.rows:
        line = _line(number, cells)
        if line is None or not re.search(r"\w", line[1]):
            _go_on(cards, number, cells, made)
            continue
        label = plain(line[1])
        gap = number > last + 1 and label == first
        if not cards or label in seen or gap:
            cards.append([])
            seen, first = set(), first or label
        cards[-1].append(line)
        seen.add(label)
        last = number
    return cards


def _go_on(cards: list[list[Line]], number: int, cells: Sequence[Cell], made: Upright) -> None:
    """A line without a label: more of the value above where it stands below it, else a title."""
    at = next(n for n, cell in enumerate(cells) if filled(cell))
    if cards and at == cards[-1][-1][2] and number == cards[-1][-1][0] + 1:
        _, label, column, _ = cards[-1][-1]
        cards[-1].append((number, label, column, cells[at]))
    else:
        made.titles.append((number, shown(cells[at])[:200]))


def _across(rows: Sequence[tuple[int, list[Cell]]]) -> list[tuple[str, int, list[Cell]]]:
    """Rows that begin with a label and go on with one value a person: label, first value's column, cells."""
    found = []
    start = min((n for _, cells in rows for n, cell in enumerate(cells) if filled(cell)), default=0)
    for _, cells in rows:
        label = cells[start] if start < len(cells) else None
        if isinstance(label, str) and _means(tidy(label[:200]).rstrip(" :：")):
            found.append((tidy(label).rstrip(" :："), start + 1, cells))
    return found


def _from_columns(sheet: Sheet) -> Upright:
    rows = [(number, cells) for number, cells in sheet.rows if any(map(filled, cells))]
    start = min(n for _, cells in rows for n, cell in enumerate(cells) if filled(cell))
    texts = {
        at: tidy(shown(cells[start])).rstrip(" :：")
        for at, (_, cells) in enumerate(rows)
        if start < len(cells) and filled(cells[start])
    }
    width = min(max(len(cells) for _, cells in rows), start + 1 + _MOST_PEOPLE)
    made = Upright(Sheet(sheet.name, [], date_1904=sheet.date_1904), Heading(0, texts, 0, 1.0))
    made.origins = dict.fromkeys(texts, start + 1)
    for n in range(start + 1, width):
        column = [cells[n] if n < len(cells) else None for _, cells in rows]
        if any(map(filled, column)):
            made.sheet.rows.append((n + 1, column))
    return made
