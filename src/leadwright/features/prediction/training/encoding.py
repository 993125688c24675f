"""Inputs as the matrices of the two learners; everything that is learned comes from training rows."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]  # ships no types

from leadwright.features.prediction.training.inputs import Input, Levels, Numbers
from leadwright.features.prediction.training.table import Codes, Floats, Ints

MOST_LEVELS: Final = 2_000
BINS: Final = 10


@dataclass(frozen=True)
class LevelCode:
    """Which levels have a place of their own: `place[level]`; 0 = no value, 1 = rare or new."""

    place: Codes
    places: int


@dataclass(frozen=True)
class NumberCode:
    """Cuts into bins, centre and spread for the straight part; places after the cuts: missing."""

    cuts: Floats
    centre: float
    spread: float


@dataclass(frozen=True)
class Encoding:
    """What was learned about each input from the training rows."""

    inputs: list[Input]
    codes: list[LevelCode | NumberCode]

    @property
    def categorical(self) -> list[int]:
        """Which columns of the trees' matrix hold levels."""
        return [place for place, one in enumerate(self.inputs) if isinstance(one, Levels)]

    def for_trees(self, rows: Ints) -> Floats:
        """One column an input: numbers as they are, levels by their place."""
        matrix = np.empty((len(rows), len(self.inputs)), dtype=np.float64)
        for place, (one, code) in enumerate(zip(self.inputs, self.codes, strict=True)):
            if isinstance(one, Levels) and isinstance(code, LevelCode):
                matrix[:, place] = code.place[one.rows[rows]]
            else:
                matrix[:, place] = one.rows[rows]
        return matrix

    def for_logistic(self, rows: Ints, straight: float = 1.0) -> sparse.csr_matrix:
        """One column a level or bin, and a straight part for each number.

        `straight`: how readily a number is read as a line and not bin by bin.
        """
        blocks = [
            _hot(one, code, rows)
            if isinstance(code, LevelCode)
            else _bent(one, code, rows, straight)
            for one, code in zip(self.inputs, self.codes, strict=True)
        ]
        return sparse.hstack(blocks, format="csr", dtype=np.float64)


def learn_encoding(inputs: list[Input], rows: Ints, most_levels: int = MOST_LEVELS) -> Encoding:
    """Look at the training rows' values, not at their outcomes. Of levels the commonest have a place."""
    codes: list[LevelCode | NumberCode] = [
        _level_code(one, rows, most_levels) if isinstance(one, Levels) else _number_code(one, rows)
        for one in inputs
    ]
    return Encoding(inputs, codes)


def _level_code(one: Levels, rows: Ints, most: int) -> LevelCode:
    counts = np.bincount(one.rows[rows], minlength=len(one.names))
    least = max(3, min(10, len(rows) // 100))
    common = np.argsort(-counts[1:], kind="stable")[:most] + 1
    common = common[counts[common] >= least]
    place = np.ones(len(one.names), dtype=np.int32)
    place[0] = 0
    place[common] = np.arange(2, len(common) + 2, dtype=np.int32)
    return LevelCode(place, len(common) + 2)


def _number_code(one: Numbers, rows: Ints) -> NumberCode:
    seen = one.rows[rows]
    seen = seen[np.isfinite(seen)]
    if not len(seen):
        return NumberCode(np.array([]), 0.0, 1.0)
    shares = np.linspace(0, 1, BINS + 1)[1:-1]
    cuts = np.unique(np.quantile(seen, shares, method="higher"))
    cuts = cuts[cuts > seen.min()]
    squeezed = _squeeze(seen)
    spread = float(squeezed.std())
    return NumberCode(cuts, float(squeezed.mean()), spread if spread > 0 else 1.0)


def _squeeze(values: Floats) -> Floats:
    """Long tails pulled in, sign kept."""
    return np.sign(values) * np.log1p(np.abs(values))


def _hot(one: Input, code: LevelCode, rows: Ints) -> sparse.csr_matrix:
    places = code.place[one.rows[rows]]
    return _ones(places, code.places)


def _bent(one: Input, code: NumberCode, rows: Ints, lean: float) -> sparse.csr_matrix:
    values = one.rows[rows]
    known = np.isfinite(values)
    bins = np.searchsorted(code.cuts, values, side="right")
    bins[~known] = len(code.cuts) + 1
    straight = np.where(known, (_squeeze(np.where(known, values, 0)) - code.centre), 0.0)
    straight = np.clip(straight / code.spread, -4, 4)
    return sparse.hstack(
        [_ones(bins, len(code.cuts) + 2) / lean, sparse.csr_matrix(straight[:, None]) * lean],
        format="csr",
    )


def _ones(places: Codes | Ints, width: int) -> sparse.csr_matrix:
    count = len(places)
    return sparse.csr_matrix((np.ones(count), (np.arange(count), places)), shape=(count, width))
