"""What cells say, worked out once for each text: most columns say the same over and over."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from leadwright.features.imports.parsed import Problem
from leadwright.features.imports.reading.sheet import Cell

_MOST: Final = 8_192
_LONGEST: Final = 200

Read = Callable[[Sequence[Cell], list[Problem]], Any]


class CellReading(NamedTuple):
    """A field's value and what is wrong with it."""

    value: Any
    problems: tuple[Problem, ...]


class Remembered:
    """A field whose value hangs on nothing but the cells of its own columns.

    Rows share what they say alike, lists too: nobody may change them. Only texts are remembered:
    1, 1.0 and TRUE are one key and three values.
    """

    __slots__ = ("_indices", "_read", "known", "only")

    def __init__(self, read: Read, indices: Sequence[int]) -> None:
        self._read = read
        self._indices = tuple(indices)
        self.only = indices[0] if len(indices) == 1 else -1
        self.known: dict[Any, CellReading] = {}

    def of(self, cells: Sequence[Cell]) -> CellReading:
        """What this row's cells say."""
        if self.only < 0:
            return self._of_several(cells)
        cell = cells[self.only] if self.only < len(cells) else None
        said = self.known.get(cell)
        if said is None:
            said = self._fresh(cells)
            if len(self.known) < _MOST and _is_short(cell):
                self.known[cell] = said
        return said

    def _of_several(self, cells: Sequence[Cell]) -> CellReading:
        key = tuple([cells[n] if n < len(cells) else None for n in self._indices])
        said = self.known.get(key) if all(map(_is_short, key)) else self._fresh(cells)
        if said is None:
            said = self._fresh(cells)
            if len(self.known) < _MOST:
                self.known[key] = said
        return said

    def _fresh(self, cells: Sequence[Cell]) -> CellReading:
        found: list[Problem] = []
        value = self._read(cells, found)
        return CellReading(value, tuple(found))


def _is_short(cell: Cell) -> bool:
    return cell is None or (type(cell) is str and len(cell) < _LONGEST)
