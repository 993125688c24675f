"""What the learners see of a column: numbers with gaps, or levels. Nothing here knows the label."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from leadwright.features.prediction.decimals import has_comma
from leadwright.features.prediction.training.kinds import Kind, Typed
from leadwright.features.prediction.training.table import Codes, Flags, Floats, Ints

_DAY: Final = 86400.0


@dataclass(frozen=True)
class Numbers:
    """One number a row, NaN where there is none; `comma`: texts of it have a decimal comma."""

    source: str
    label: str
    rows: Floats
    comma: bool = False


@dataclass(frozen=True)
class Levels:
    """One of `names` a row; level 0 means no value."""

    source: str
    label: str
    names: list[str]
    rows: Codes


Input = Numbers | Levels


def inputs_of(typed: Typed) -> list[Input]:
    """The inputs a column gives."""
    if typed.kind is Kind.NUMBER and typed.numbers is not None:
        rows = typed.numbers[typed.column.codes]
        return [Numbers(typed.name, typed.name, rows, has_comma(_present(typed)))]
    if typed.kind is Kind.DATE and typed.numbers is not None:
        return _calendar(typed, typed.numbers)
    if typed.kind is Kind.TEXT:
        return _size_of_text(typed)
    return [_levels(typed)]


def _present(typed: Typed) -> list[str]:
    column = typed.column
    here = (column.counts > 0) & ~column.missing_values
    return [column.values[place] for place in np.flatnonzero(here)]


def whole_number(typed: Typed) -> Floats | None:
    """The column as one ordered number a row, for looking at it alone."""
    return None if typed.numbers is None else typed.numbers[typed.column.codes]


def _levels(typed: Typed) -> Levels:
    """Levels that differ by case or white space alone are one."""
    column = typed.column
    missing = column.missing_values
    known: dict[str, int] = {"": 0}
    codes = np.zeros(len(column.values), dtype=np.int32)
    names = [""]
    for place, value in enumerate(column.values):
        if missing[place]:
            continue
        folded = " ".join(value.casefold().split())
        if folded not in known:
            known[folded] = len(names)
            names.append(value)
        codes[place] = known[folded]
    return Levels(typed.name, typed.name, names, codes[column.codes])


def _calendar(typed: Typed, seconds: Floats) -> list[Input]:
    """The turn of week, day and year; the date itself says nothing about days to come."""
    codes = typed.column.codes
    days = np.floor(seconds / _DAY)
    found: list[Input] = [
        Numbers(typed.name, f"{typed.name}: day of the week", ((days + 3) % 7)[codes]),
        Numbers(typed.name, f"{typed.name}: day of the year", (days % 365.25)[codes]),
    ]
    hours = (seconds % _DAY) / 3600
    if np.nanmax(hours) > 0:
        found.append(Numbers(typed.name, f"{typed.name}: hour", np.floor(hours)[codes]))
    return found


def _size_of_text(typed: Typed) -> list[Input]:
    column = typed.column
    missing = column.missing_values
    letters = np.array([float(len(value)) for value in column.values])
    words = np.array([float(len(value.split())) for value in column.values])
    letters[missing] = words[missing] = np.nan
    return [
        Numbers(typed.name, f"{typed.name}: length", letters[column.codes]),
        Numbers(typed.name, f"{typed.name}: words", words[column.codes]),
    ]


def take(one: Input, rows: Flags | Ints) -> Input:
    """The same input for some rows."""
    if isinstance(one, Numbers):
        return Numbers(one.source, one.label, one.rows[rows], one.comma)
    return Levels(one.source, one.label, one.names, one.rows[rows])
