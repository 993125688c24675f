"""People over two lines under headers of two lines: name and firm above, address and number below."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from leadwright.features.imports.cleaning.text import shown
from leadwright.features.imports.mapping.headers import meaning_of
from leadwright.features.imports.reading.sheet import Cell, Sheet, filled
from leadwright.features.imports.tables.header_rows import Heading, Row, texts_of

_LOOKED_AT: Final = 60
_ADDRESS: Final = re.compile(r"\S@\S+\.\w{2,}")


def folded(sheet: Sheet, heading: Heading) -> tuple[Sheet, Heading, dict[int, int]] | None:
    """The sheet with each person in one row, and which column the further ones came from; else None."""
    if not isinstance(heading.row, tuple) or sheet.merges:
        return None
    at = heading.body_from - 2
    upper, lower = texts_of(sheet.rows[at][1]), texts_of(sheet.rows[at + 1][1])
    body = sheet.rows[heading.body_from :]
    column = _addresses(lower)
    if column is None or not _says_two_things(upper, lower) or not _alternate(body, column):
        return None
    width = 1 + max(*upper, *lower, *(len(cells) - 1 for _, cells in body))
    texts = upper | {width + n: text for n, text in lower.items()}
    rows = [*sheet.rows[: heading.body_from], *_joined(body, width)]
    origins = {width + n: n for n in range(width)}
    return replace(sheet, rows=rows), replace(heading, texts=texts), origins


def _addresses(lower: dict[int, str]) -> int | None:
    """The column whose lower header is the address."""
    return next(
        (n for n, text in lower.items() if (said := meaning_of(text)) and said.name == "email"),
        None,
    )


def _says_two_things(upper: dict[int, str], lower: dict[int, str]) -> bool:
    """Both lines name fields, and where both say something they say different ones."""
    above = {n: found.name for n, text in upper.items() if (found := meaning_of(text))}
    below = {n: found.name for n, text in lower.items() if (found := meaning_of(text))}
    apart = all(above[n] != below[n] for n in above.keys() & below.keys())
    return apart and len(above) >= 2 and len(below) >= 2 and bool(above.keys() & below.keys())


def _alternate(body: Sequence[Row], column: int) -> bool:
    """Whether every second line has an address where the lower header says so, and the others none."""
    looked = body[:_LOOKED_AT]
    pairs = list(zip(looked[::2], looked[1::2], strict=False))
    right = sum(not _has(one, column) and _has(two, column) for (_, one), (_, two) in pairs)
    return len(pairs) > 0 and right >= 0.8 * len(pairs)


def _has(cells: Sequence[Cell], column: int) -> bool:
    return column < len(cells) and _ADDRESS.search(shown(cells[column])[:400]) is not None


def _joined(body: Sequence[Row], width: int) -> list[Row]:
    """Lines in pairs; one that stands alone, a total or a footer, stays as it is."""
    made: list[Row] = []
    at = 0
    while at < len(body):
        number, cells = body[at]
        below = body[at + 1] if at + 1 < len(body) else None
        if below and below[0] == number + 1 and sum(map(filled, cells)) > 1:
            made.append((number, [*cells, *[None] * (width - len(cells)), *below[1]]))
            at += 2
        else:
            made.append((number, cells))
            at += 1
    return made
