"""Lists without a delimiter, whose columns stand below one another: what printers and old systems give."""

from collections.abc import Sequence
from typing import Final

_SEEN: Final = 200
_FEWEST_LINES: Final = 3
_FEWEST_COLUMNS: Final = 3
_WIDEST: Final = 2_000


def starts(lines: Sequence[str]) -> list[int]:
    """Where the columns begin, counted from 0; none where the lines are not laid out in columns."""
    seen = [line for line in lines[:_SEEN] if line.strip(" -=_+")]
    if len(seen) < _FEWEST_LINES or any("\t" in line or len(line) > _WIDEST for line in seen):
        return []
    width = max(map(len, seen))
    filled = [sum(line[at : at + 1].strip() != "" for line in seen) for at in range(width)]
    found = [
        at
        for at in range(width)
        if filled[at] * 2 >= len(seen) and not any(filled[max(0, at - 2) : at])
    ]
    return found if len(found) >= _FEWEST_COLUMNS else []


def fields(line: str, begins: Sequence[int]) -> list[str]:
    """A line's fields."""
    ends = (*begins[1:], None)
    return [line[at:end].strip() for at, end in zip(begins, ends, strict=True)]
