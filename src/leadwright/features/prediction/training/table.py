"""A table as text, each column as the list of its distinct values and one code a row.

Coding while reading keeps large files small in memory and lets everything after it look at each
distinct value once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadwright.features.prediction.points import NOTHING

Codes = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """One column: `values[codes[row]]` is the cell, stripped; code 0 is always the empty text."""

    name: str
    values: list[str]
    codes: Codes

    @property
    def counts(self) -> Ints:
        """How many rows have each value."""
        return np.bincount(self.codes, minlength=len(self.values))

    @property
    def missing_values(self) -> Flags:
        """Which of the values mean that nothing is known."""
        return np.array([value.casefold() in NOTHING for value in self.values])

    @property
    def missing(self) -> Flags:
        """Which rows have no value."""
        return self.missing_values[self.codes]

    def take(self, rows: Flags | Ints) -> "Column":
        """The same column for some rows."""
        return Column(self.name, self.values, self.codes[rows])


@dataclass(frozen=True)
class Table:
    """Columns of one length, and what had to be put up with while reading."""

    columns: list[Column]
    rows: int
    notes: list[str]

    def take(self, rows: Flags | Ints) -> "Table":
        """The table with some of its rows."""
        kept = [column.take(rows) for column in self.columns]
        return Table(kept, len(kept[0].codes) if kept else 0, self.notes)
