"""The grades of a card as a table to fill in: cuts in its head, a letter in each field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from leadwright.domain.values import Grade
from leadwright.features.scoring.cards.scorecards import Grading

AXES = ("fit", "interest")
LEAST_BANDS, MOST_BANDS = 1, 8
LETTERS = tuple(grade.value for grade in Grade)
_WORST = LETTERS[-1]
_CUTS = {
    "fit": "Cuts of fit are whole numbers from 0 to 100 that fall, such as 70, 45, 20.",
    "interest": "Cuts of interest are whole numbers from 0 to 100 that fall, such as 65, 40, 15.",
}


@dataclass(frozen=True)
class GradeTable:
    """The table as it stands in the form; the last band of each axis has no cut. `wrong`: fields to mend."""

    fit: tuple[str, ...]
    interest: tuple[str, ...]
    grades: tuple[tuple[str, ...], ...]
    wrong: frozenset[str] = frozenset()
    may_add: tuple[str, ...] = ()
    may_drop: tuple[str, ...] = ()


def typed_of(grading: Grading) -> dict[str, str]:
    """The fields of a kept table."""
    typed = {f"fit-cut-{n}": str(cut) for n, cut in enumerate(grading.fit_cuts)}
    typed |= {f"interest-cut-{n}": str(cut) for n, cut in enumerate(grading.interest_cuts)}
    for row, grades in enumerate(grading.grades):
        typed |= {f"grade-{row}-{column}": one.value for column, one in enumerate(grades)}
    return typed


def table_of(typed: Mapping[str, str]) -> GradeTable:
    """The table of the form."""
    fit, interest = _cuts(typed, "fit"), _cuts(typed, "interest")
    counts = dict(zip(AXES, (len(fit), len(interest)), strict=True))
    return GradeTable(
        fit=fit,
        interest=interest,
        grades=_grades(typed, len(fit) + 1, len(interest) + 1),
        wrong=frozenset(_problems(typed)[1]),
        may_add=tuple(axis for axis in AXES if counts[axis] + 1 < MOST_BANDS),
        may_drop=tuple(axis for axis in AXES if counts[axis] + 1 > LEAST_BANDS),
    )


def value_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """What a card keeps of it, as plain data; checked when the card is read."""
    table = table_of(typed)
    return {
        "fit_cuts": [_whole(cut) for cut in table.fit],
        "interest_cuts": [_whole(cut) for cut in table.interest],
        "grades": [list(row) for row in table.grades],
    }


def problem_of(typed: Mapping[str, str]) -> str:
    """What is wrong with the table, in a sentence; "" where it can be kept."""
    return _problems(typed)[0]


def pressed(typed: Mapping[str, str], do: str) -> dict[str, str] | None:
    """The form with a band more or less; None for another button."""
    verb, _, axis = do.partition("-band-")
    if axis not in AXES or verb not in {"add", "drop"}:
        return None
    table, changed = table_of(typed), dict(typed)
    cuts = _cuts(typed, axis)
    if verb == "drop" and axis in table.may_drop:
        changed.pop(f"{axis}-cut-{len(cuts) - 1}")
    elif verb == "add" and axis in table.may_add:
        last = _whole(cuts[-1]) if cuts else 100
        changed[f"{axis}-cut-{len(cuts)}"] = str(last // 2) if isinstance(last, int) else ""
        for at in range(MOST_BANDS):  # the new lowest band begins with the grades of the one above
            new, above = (len(cuts) + 1, at), (len(cuts), at)
            if axis == "interest":
                new, above = new[::-1], above[::-1]
            changed[f"grade-{new[0]}-{new[1]}"] = typed.get(f"grade-{above[0]}-{above[1]}", _WORST)
    return changed


def _cuts(typed: Mapping[str, str], axis: str) -> tuple[str, ...]:
    found = []
    for n in range(MOST_BANDS - 1):
        if f"{axis}-cut-{n}" not in typed:
            break
        found.append(typed[f"{axis}-cut-{n}"].strip()[:10])
    return tuple(found)


def _grades(typed: Mapping[str, str], rows: int, columns: int) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(_letter(typed.get(f"grade-{row}-{column}", "")) for column in range(columns))
        for row in range(rows)
    )


def _letter(given: str) -> str:
    return given if given in LETTERS else _WORST


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else text or "none"


def _problems(typed: Mapping[str, str]) -> tuple[str, set[str]]:
    """The first thing that is wrong in words, and the fields it is about."""
    for axis in AXES:
        wrong = _unordered(_cuts(typed, axis))
        if wrong:
            return _CUTS[axis], {f"{axis}-cut-{n}" for n in wrong}
    fit, interest = _cuts(typed, "fit"), _cuts(typed, "interest")
    return _worse(_grades(typed, len(fit) + 1, len(interest) + 1))


def _unordered(cuts: Sequence[str]) -> list[int]:
    read = [_whole(cut) for cut in cuts]
    wrong = [n for n, cut in enumerate(read) if not isinstance(cut, int) or cut > 100]
    if wrong:
        return wrong
    whole = [int(cut) for cut in cuts]
    return [n for n in range(1, len(whole)) if whole[n] >= whole[n - 1]]


def _worse(grades: Sequence[Sequence[str]]) -> tuple[str, set[str]]:
    """A field that is better than one with more fit, or with more interest."""
    for row, column in product(range(len(grades)), range(len(grades[0]))):
        here = grades[row][column]
        if row and here < grades[row - 1][column]:
            words = (
                f"Grade {here} stands below grade {grades[row - 1][column]}, which has more fit."
            )
            return f"{words} A better band must not have a worse grade.", {
                f"grade-{row}-{column}", f"grade-{row - 1}-{column}",
            }  # fmt: skip
        if column and here < grades[row][column - 1]:
            words = f"Grade {here} stands beside grade {grades[row][column - 1]}, which has more interest."
            return f"{words} A better band must not have a worse grade.", {
                f"grade-{row}-{column}", f"grade-{row}-{column - 1}",
            }  # fmt: skip
    return "", set()
