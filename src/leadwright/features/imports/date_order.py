"""Whether 03/04 is in March or in April, asked of the rest of the file where its own column is silent.

Another column of dates settles it, then the words of the headers, the titles above them, then where the
people are (a list of Americans alone is written month first, a list without any is not), then numbers
with a decimal comma.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from leadwright.features.imports.cleaning.countries import code_of
from leadwright.features.imports.cleaning.dates import Order, column_order
from leadwright.features.imports.cleaning.phones import written_american
from leadwright.features.imports.cleaning.text import shown
from leadwright.features.imports.mapping.plan import Plan
from leadwright.features.imports.reading.sheet import Cell

_SAMPLE: Final = 500
_LONGEST: Final = 60
_DAY: Final = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b")
_COMMA: Final = re.compile(r"[-+]?(?:\d{1,3}(?:[. ]\d{3})*|\d+),\d{1,2}(?: ?[€%])?")
_POINT: Final = re.compile(r"[-+$]?(?:\d{1,3}(?:,\d{3})*|\d+)\.\d{1,2}(?: ?[$%])?")
_OTHER_WAYS: Final = frozenset("US CA PH JP CN KR TW HU LT MN".split())  # not day, month, year


def of_file(
    people: Sequence[Sequence[Cell]], plan: Plan, titles: Iterable[str] = ()
) -> Order | None:
    """The order of a file's dates, from everything but the column of dates itself.

    `titles` stand above the list: a report's says when it was made.
    """
    rows = people[:: len(people) // _SAMPLE + 1]
    columns = _texts(rows, {*plan.indices("captured_at")})
    told = {order for texts in columns.values() if (order := column_order(texts))}
    if len(told) == 1:
        return told.pop()
    if plan.day_first:
        return "dmy"
    made = column_order({day for title in titles for day in _DAY.findall(title)})
    return made or _by_place(rows, plan) or _by_calls(rows, plan) or _by_numbers(columns, plan)


def _texts(rows: Sequence[Sequence[Cell]], without: set[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for cells in rows:
        for n, cell in enumerate(cells):
            if (
                isinstance(cell, str)
                and n not in without
                and cell[:1].isdigit()
                and len(cell) < _LONGEST
            ):
                found.setdefault(n, set()).add(cell.strip())
    return found


def _by_place(rows: Sequence[Sequence[Cell]], plan: Plan) -> Order | None:
    codes = {
        code
        for cells in rows
        for n in plan.indices("country")
        if n < len(cells) and isinstance(cells[n], str) and (code := code_of(str(cells[n])))
    }
    if codes == {"US"}:
        return "mdy"
    return "dmy" if codes and not codes & _OTHER_WAYS else None


def _by_calls(rows: Sequence[Sequence[Cell]], plan: Plan) -> Order | None:
    """Where nearly all numbers are written as in the United States, dates are too."""
    texts = [
        text
        for cells in rows
        for n in plan.numbers()
        if n < len(cells) and (text := shown(cells[n]).strip())
    ]
    american = sum(written_american(text) for text in texts)
    return "mdy" if american and american >= 0.8 * len(texts) else None


def _by_numbers(columns: dict[int, set[str]], plan: Plan) -> Order | None:
    told = [
        text
        for n, texts in columns.items()
        if n not in {*plan.indices("phone"), *plan.indices("product_interest")}
        for text in texts
    ]
    commas = sum(_COMMA.fullmatch(text) is not None for text in told)
    points = sum(_POINT.fullmatch(text) is not None for text in told)
    return "dmy" if commas >= 2 and not points else None
