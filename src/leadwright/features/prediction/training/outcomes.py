"""Which rows are won and which are lost: the words of a label column."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.prediction.points import NOTHING
from leadwright.features.prediction.training.numbers import as_numbers
from leadwright.features.prediction.training.table import Column, Flags

_WON: Final = frozenset(
    "1 1.0 yes y true t won win closed_won converted conversion customer client success successful"
    " positive pos qualified purchased purchase bought buyer accepted accept subscribed good hot ja"
    " oui si sí sim tak gewonnen gagné gagne ganado ganhou vinto gewonnen wygrana wahr vrai".split()
)
_LOST: Final = frozenset(
    "0 0.0 -1 no n false f lost loss lose closed_lost unconverted failure failed fail negative neg"
    " unqualified disqualified rejected reject declined bad cold nein non não nao nie verloren"
    " perdu perdido falsch faux".split()
)
_UNDECIDED: Final = frozenset(
    "open pending new working in_progress unknown undecided nurture contacted active tbd"
    " to_be_determined ongoing waiting".split()
)


@dataclass(frozen=True)
class Label:
    """The outcome a row (1 won, 0 lost) for the rows that have one."""

    positive: str
    how: str
    decided: Flags
    won: Flags


def read_label(column: Column, positive: str | None) -> Label:
    """Tell won from lost; say by which value, and how it was chosen."""
    counts = column.counts
    values = [
        code
        for code, value in enumerate(column.values)
        if counts[code] and value.casefold() not in NOTHING - {"none", "nil"}
    ]
    texts = [column.values[code] for code in values]
    if len(values) < 2:
        only = f"only the value {texts[0]!r}" if texts else "no value at all"
        raise _refused(
            column,
            f"it has {only}",
            "A model needs rows with both outcomes: add rows, or name another --label.",
        )
    if positive is not None:
        left: set[int] = set()
        chosen, how = _named(column, values, positive), "as asked"
    else:
        chosen, how, left = _guessed(column, values)
    decided = np.zeros(len(column.values), dtype=bool)
    decided[[code for code in values if code not in left]] = True
    won = np.zeros(len(column.values), dtype=bool)
    won[chosen] = True
    shown = column.values[chosen[0]]
    return Label(shown, how, decided[column.codes], won[column.codes])


def _named(column: Column, values: list[int], positive: str) -> list[int]:
    wanted = positive.strip()
    ways = (
        lambda text: text == wanted,
        lambda text: text.casefold() == wanted.casefold(),
        lambda text: _same_number(text, wanted),
    )
    for same in ways:
        found = [code for code in values if same(column.values[code])]
        if found:
            return found
    shown = ", ".join(repr(column.values[code]) for code in values[:12])
    raise Invalid(
        f"No row of {column.name!r} has the value {positive!r}. Its values are: {shown}.",
        code="positive",
        problems=(
            FieldProblem("positive", f"{positive!r} does not occur", f"Use one of: {shown}."),
        ),
    )


def _same_number(one: str, other: str) -> bool:
    first, second = as_numbers([one, other])
    return bool(math.isfinite(first) and first == second)


def _guessed(column: Column, values: list[int]) -> tuple[list[int], str, set[int]]:
    words = {code: _word(column.values[code]) for code in values}
    won = [code for code in values if words[code] in _WON]
    lost = [code for code in values if words[code] in _LOST]
    if won and lost and len(won) + len(lost) == len(values):
        return won, "known words for won and lost", set()
    left = {code for code in values if words[code] in _UNDECIDED}
    rest = [code for code in values if code not in won and code not in lost and code not in left]
    spoken = won and not any(each[:1].isdigit() for each in words.values())
    if spoken and (lost or rest) and (len(won) == 1 or not rest) and len(values) <= 20:
        how = "a known word for won; every other decided value counts as lost"
        return won, how, left if lost or rest else set()
    if len(values) == 2 and lost:
        return [code for code in values if code not in lost], "the other is a word for lost", set()
    if len(values) == 2:
        return _of_two(column, values)
    shown = ", ".join(repr(column.values[code]) for code in values[:12])
    raise _refused(
        column,
        f"it has {len(values)} different values ({shown}{', ...' if len(values) > 12 else ''})",
        "Say which one is the good outcome with --positive VALUE; all others count as the bad one.",
    )


def _of_two(column: Column, values: list[int]) -> tuple[list[int], str, set[int]]:
    numbers = as_numbers([column.values[code] for code in values])
    if np.isfinite(numbers).all():
        return [values[int(np.argmax(numbers))]], "the larger of two numbers", set()
    counts = column.counts
    rarer = min(values, key=lambda code: (counts[code], column.values[code]))
    return [rarer], "the rarer of two values: use --positive if this is wrong", set()


def _word(text: str) -> str:
    return "_".join(text.casefold().replace("-", " ").replace("_", " ").split())


def _refused(column: Column, why: str, remedy: str) -> Invalid:
    problem = FieldProblem("label", why, remedy)
    message = f"The column {column.name!r} cannot be the label: {why}. {remedy}"
    return Invalid(message, code="label", problems=(problem,))
