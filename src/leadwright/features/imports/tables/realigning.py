"""Rows of a text file with a separator too many: `Ro, Inc` without quotes is one cell again."""

import re
from collections.abc import Sequence
from itertools import combinations

from leadwright.features.imports.cleaning.countries import code_of
from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.imports.cleaning.text import shown
from leadwright.features.imports.mapping.plan import Plan
from leadwright.features.imports.reading.sheet import Cell, filled

_EMAIL = re.compile(r"\S+@\S+\.\w+")


def realigned(cells: Sequence[Cell], width: int, plan: Plan, catalogue: Catalogue) -> list[Cell]:
    """The cells with neighbours joined so that addresses, numbers and products stand in their columns."""
    extra = len(cells) - width
    if not 1 <= extra <= 2 or width < 2:
        return list(cells)
    best, most = list(cells), _fits(cells, plan, catalogue)
    for cuts in combinations(range(len(cells) - 1), extra):
        joined = _joined(cells, cuts)
        fits = _fits(joined, plan, catalogue)
        if fits > most:
            best, most = joined, fits
    return best


def _joined(cells: Sequence[Cell], cuts: Sequence[int]) -> list[Cell]:
    made: list[Cell] = []
    for n, cell in enumerate(cells):
        if n - 1 in cuts and made:
            made[-1] = f"{shown(made[-1]).rstrip()}, {shown(cell).strip()}"
        else:
            made.append(cell)
    return made


def _fits(cells: Sequence[Cell], plan: Plan, catalogue: Catalogue) -> int:
    """How many cells hold what their column is for."""
    fits = 0
    for name, mapped in plan.columns.items():
        for index in mapped.indices:
            text = (
                shown(cells[index]).strip() if index < len(cells) and filled(cells[index]) else ""
            )
            fits += _fit(name, text, catalogue) if text else 0
    return fits


def _fit(name: str, text: str, catalogue: Catalogue) -> int:
    address = _EMAIL.search(text) is not None
    digits = sum(char.isdecimal() for char in text)
    good = {
        "email": address and "," not in text,
        "phone": digits >= 6 and not address and "," not in text,
        "captured_at": digits >= 4 and not address,
        "product_interest": bool(catalogue.read(text).values) and not catalogue.read(text).stranger,
        "country": code_of(text) is not None,
    }
    if name in good:
        return 3 if good[name] else -3
    return -2 if address else 0
