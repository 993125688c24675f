"""What a person decided about a file's columns, and how a decision finds its column again."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from leadwright.features.imports.mapping.columns import Column
from leadwright.features.imports.parsed import FIELDS

Chosen = Mapping[str, Sequence[str]]
"""Field -> the marks of its columns. A field that is none of ours keeps its column as a custom one."""
_UNNAMED: Final = re.compile(r"Column (\d+)")


def marks(headers: Sequence[str]) -> list[str]:
    """What decisions call the columns: by their headers, and by their place where that does not tell.

    A second column under the same header has its letter too, one without any has nothing else. A
    workbook of rows to mend says `Column 3` over those.
    """
    seen: set[str] = set()
    made = []
    for index, header in enumerate(headers):
        words = " ".join(header.split())
        unnamed = _UNNAMED.fullmatch(words)
        if not words or (unnamed and int(unnamed[1]) == index + 1):
            made.append(f"#{letters(index)}")
        else:
            made.append(f"{words} #{letters(index)}" if words.casefold() in seen else words)
            seen.add(words.casefold())
    return made


def decide(columns: Sequence[Column], chosen: Chosen) -> None:
    """Let the columns be what a person said. Fields given to others are taken from the rest."""
    fields: dict[str, list[str]] = {}
    for name, places in chosen.items():
        for mark in places:
            fields.setdefault(mark.casefold(), []).append(name)
    texts = {column.index: column.header for column in columns}
    places = marks([texts.get(index, "") for index in range(max(texts, default=-1) + 1)])
    for column in columns:
        wanted = fields.get(places[column.index].casefold())
        if wanted is not None:
            _take(column, sorted(wanted, key=lambda name: name != "email"))
        elif column.field in chosen:
            column.field = column.also = None


def _take(column: Column, wanted: Sequence[str]) -> None:
    """The time of day beside its day stays one: together they say when."""
    ours = [name for name in wanted if name in FIELDS]
    clock = column.field == "clock" and "captured_at" in ours
    column.field = "clock" if clock else ours[0] if ours else None
    column.also = ours[1] if len(ours) > 1 else None
    column.confidence, column.decided = 1.0, True


def letters(index: int) -> str:
    """A column's name in a sheet: A, B, …, AA."""
    made = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        made = chr(65 + rest) + made
    return made
