"""What addresses tell of the columns beside them: `b.kern@kern-bau.de` beside `Britta | Kern | Kern Bau`."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from leadwright.domain.mail_hosts import FREE
from leadwright.features.imports.cleaning.text import folded, shown, tidy
from leadwright.features.imports.mapping.columns import Column
from leadwright.features.imports.reading.sheet import Cell

_ADDRESS: Final = re.compile(r"([^@\s<(\[]+)@([\w-]+(?:\.[\w-]+)*)\.\w{2,}")
_ASKED: Final = 100
SPELT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l"})
_NUMBERS: Final = frozenset({"phone", "office", "mobile", "home"})
Cells = Mapping[int, Sequence[Cell]]


def first_names(columns: list[Column], cells: Cells) -> None:
    """Both halves of the names where no header names the first one: by the addresses or as names in use.

    A last name that a header names says where the other half is looked for.
    """
    fields = {column.field for column in columns}
    lasts = [one for one in columns if one.field in {"last_name", "full_name"}]
    if "first_name" in fields or any(one.decided or one.profile.full_name >= 0.3 for one in lasts):
        return
    words = [one for one in columns if _is_open(one) and one.profile.person_words >= 0.8]
    pairs = [
        (first, last)
        for last in lasts or words
        for first in words
        if first is not last and abs(first.index - last.index) <= (3 if lasts else 1)
    ]
    told = [(_told(first, last, columns, cells), first, last) for first, last in pairs]
    if not told:
        return
    share, first, last = max(told, key=lambda one: (one[0], one[1].profile.given, -one[1].index))
    if share >= 0.5 or (lasts and first.profile.given >= 0.4):
        first.field, first.confidence = "first_name", 0.6
        last.confidence = last.confidence if last.field == "last_name" else 0.6
        last.field = "last_name"


def company(columns: list[Column], cells: Cells) -> None:
    """The firm where no header names it: the hosts are called like it."""
    if any(column.field == "company" for column in columns):
        return
    for column in columns:
        if not (_is_open(column) and column.profile.coded < 0.5 and column.profile.count > 1):
            continue
        told = [
            _joined(value)[:40].startswith(host)
            for value, _, host in _pairs(column, columns, cells)
        ]
        if sum(told) * 2 > column.profile.count:
            column.field, column.confidence = "company", 0.6
            return


def _is_open(column: Column) -> bool:
    """No header says what it is, or says numbers where there are none (`Rufn.` over `Greta`)."""
    denied = column.meaning is None or column.meaning.name in _NUMBERS
    return column.field is None and denied and not column.decided


def _told(first: Column, last: Column, columns: list[Column], cells: Cells) -> float:
    """In which share of the rows the word in front of the @ is made of both, or of one and a letter."""
    seen = right = 0
    surnames = cells.get(last.index, ())
    for at, (given, local, _) in enumerate(_pairs(first, columns, cells, every=True)):
        one, other = _joined(given), _joined(shown(surnames[at])) if at < len(surnames) else ""
        if one and other and local:
            seen += 1
            right += local in {
                one + other,
                one[0] + other,
                other + one,
                other + one[0],
                one + other[0],
            }
    return right / seen if seen else 0.0


def _pairs(
    column: Column, columns: list[Column], cells: Cells, *, every: bool = False
) -> list[tuple[str, str, str]]:
    """Values beside the letters in front of and behind the @; a host of everybody's says nothing."""
    address = next((one for one in columns if one.field == "email"), None)
    if address is None:
        return []
    found = []
    for value, cell in list(
        zip(cells.get(column.index, ()), cells.get(address.index, ()), strict=False)
    )[:_ASKED]:
        match = _ADDRESS.search(shown(cell))
        local, host = (_joined(match[1]), match[2].lower()) if match else ("", "")
        name = _joined(host.rsplit(".", 1)[-1])
        is_own = len(name) > 3 and match is not None and not _is_free(match[0])
        if every or (is_own and tidy(shown(value))):
            found.append((tidy(shown(value)), local, name))
    return found


def _is_free(address: str) -> bool:
    return address.rpartition("@")[2].lower() in FREE


def _joined(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", folded(text.lower().translate(SPELT)))
