"""Lists without headers whose cells say themselves what they hold: `Name: Jan Koch`, in each row alike."""

import re
from collections.abc import Iterable
from typing import Final

from leadwright.features.imports.cleaning.text import shown, tidy
from leadwright.features.imports.mapping.headers import plain
from leadwright.features.imports.reading.sheet import Cell, Sheet, filled
from leadwright.features.imports.tables.header_rows import Heading

_LABELLED: Final = re.compile(r"\s*([^:：@/\d]{2,40}?)\s*[:：]\s*(?!//)(\S.*)?", re.DOTALL)
_LABELS_ALONE: Final = frozenset({"mailto", "tel", "http", "https"})
_FEWEST: Final = 2


def taken_out(sheet: Sheet, heading: Heading) -> Heading:
    """The labels as headers, and the cells without them; the same heading where there are none."""
    labels = {} if heading.texts else _labels(sheet)
    return _without(sheet, labels, heading.body_from) if labels else heading


def throughout(sheet: Sheet) -> Heading | None:
    """The same where several columns are labelled from the first row on, which then is no header."""
    labels = _labels(sheet)
    return _without(sheet, labels, 0) if len(labels) >= _FEWEST else None


def _labels(sheet: Sheet) -> dict[int, str]:
    width = max((len(cells) for _, cells in sheet.rows), default=0)
    return {n: label for n in range(width) if (label := _label(sheet, n))}


def _without(sheet: Sheet, labels: dict[int, str], body_from: int) -> Heading:
    for _, cells in sheet.rows:
        for n in labels.keys() & range(len(cells)):
            if found := _LABELLED.fullmatch(shown(cells[n])):
                cells[n] = found[2]
    return Heading(0, labels, body_from, 1.0)


def _label(sheet: Sheet, column: int) -> str | None:
    """What every filled cell of a column begins with."""
    return _common(cells[column] for _, cells in sheet.rows if column < len(cells))


def _common(cells: Iterable[Cell]) -> str | None:
    first, count = "", 0
    for cell in filter(filled, cells):
        found = _LABELLED.fullmatch(cell) if isinstance(cell, str) else None
        label = tidy(found[1]) if found else ""
        if not label or plain(label) in _LABELS_ALONE or plain(label) != plain(first or label):
            return None
        first, count = first or label, count + 1
    return first if count >= _FEWEST else None
