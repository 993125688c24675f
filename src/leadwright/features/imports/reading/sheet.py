"""A sheet as every reader gives it, and the refusal every reader knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

MOST_COLUMNS: Final = 1_000
MOST_PEOPLE: Final = 300_000
MOST_ROWS: Final = MOST_PEOPLE + 100  # titles, headers and totals stand beside them
LONGEST_CELL: Final = 40_000
_SHARED: Final = 4_096
_LOOK: Final = 256


class FileRefused(Exception):
    """A file that cannot be read: the kind for machines, the message for the person who sent it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def too_many_rows() -> FileRefused:
    """The refusal of a sheet that is longer than any list of leads."""
    return FileRefused(
        "too_large",
        f"The sheet has more than {MOST_PEOPLE:,} rows. Split it into smaller files and drop them here.",
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that holds no value: an error, a formula nobody calculated."""

    reason: Literal["formula_error", "formula_not_calculated"]
    text: str


UNCALCULATED: Final = Fault("formula_not_calculated", "a formula")
"""A formula whose result was never saved."""


# What Excel shows where a formula failed; text files bring the same words.
ERRORS: Final = frozenset(
    "#N/A #REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! #GETTING_DATA #SPILL! #CALC!".split()
)

Cell = str | int | float | bool | datetime | date | time | timedelta | Fault | None


@dataclass(slots=True)
class Sheet:
    """Rows that hold anything, in order: (row number from 1, cells from column A on).

    `merges` are (first row, first column, last row, last column), rows from 1, columns from 0.
    `row_faults` says what was wrong with a line of text: too many fields, cut short.
    """

    name: str | None
    rows: list[tuple[int, list[Cell]]]
    visible: bool = True
    merges: Sequence[tuple[int, int, int, int]] = ()
    row_faults: dict[int, str] = field(default_factory=dict)
    date_1904: bool = False


class Held:
    """The texts of a sheet's columns as one object each: most say the same over and over.

    `keep`: for each column what gives the object for a text, to be called with the text twice.
    """

    def __init__(self, columns: int = 0) -> None:
        self._known: list[dict[str, str]] = []
        self.keep: list[Callable[[str, str], str]] = []
        self.widen(columns)

    def widen(self, columns: int) -> None:
        """So many columns at least."""
        for _ in range(len(self.keep), min(columns, MOST_COLUMNS)):
            self._known.append({})
            self.keep.append(self._known[-1].setdefault)

    def next_row(self, number: int) -> None:
        """Now and then: columns that hold as many texts as they may take in no more."""
        if number % _LOOK == 0:
            for at, known in enumerate(self._known):
                if len(known) >= _SHARED:
                    self.keep[at] = known.get


def filled(value: Cell) -> bool:
    """Whether a cell says anything."""
    if value is None:
        return False
    return not isinstance(value, str) or bool(value.strip())


def trimmed(cells: list[Cell]) -> list[Cell]:
    """The cells without the empty ones at the end."""
    while cells and not filled(cells[-1]):
        cells.pop()
    return cells
