"""Which rows train and which test: equal rows stay together, outcomes are spread evenly."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from leadwright.features.prediction.training.table import Codes, Flags, Floats, Ints

SEED: Final = 20260101


@dataclass(frozen=True)
class Fold:
    """Rows to train on and rows to test on."""

    train: Ints
    test: Ints


def groups_of_equal(codes: list[Codes]) -> Ints:
    """One number a row, the same for rows that are equal in all columns."""
    group = np.zeros(len(codes[0]), dtype=np.int64)
    for each in codes:
        pair = group * (int(each.max()) + 1) + each
        _, group = np.unique(pair, return_inverse=True)
    return group


def dealt(groups: Ints, won: Flags, folds: int, seed: int = SEED) -> Ints:
    """A fold number a row: groups whole, won and lost rows each spread as evenly as that allows."""
    sizes = np.bincount(groups)
    mostly_won = 2 * np.bincount(groups, weights=won) > sizes
    fold_of = np.empty(len(sizes), dtype=np.int64)
    order = np.random.default_rng(seed).permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    for outcome in (False, True):
        alike = order[mostly_won[order] == outcome]
        load = np.zeros(folds)
        for group in alike[sizes[alike] > 1]:
            lightest = int(np.argmin(load))
            fold_of[group] = lightest
            load[lightest] += sizes[group]
        single = alike[sizes[alike] == 1]
        fold_of[single] = _filled_up(load, len(single))
    return fold_of[groups]


def _filled_up(load: Floats, count: int) -> Ints:
    """Folds for `count` more rows, the emptiest first, until all are level."""
    level = np.sort(load)
    for full in range(len(load), 0, -1):
        height = (level[:full].sum() + count) / full
        if height >= level[full - 1]:
            break
    room = np.maximum(height - load, 0)
    edges = np.round(np.cumsum(room) / max(room.sum(), 1e-9) * count)
    return np.searchsorted(edges, np.arange(count), side="right").clip(max=len(room) - 1)


def k_folds(groups: Ints, won: Flags, folds: int, seed: int = SEED) -> list[Fold]:
    """Each row is tested once."""
    number = dealt(groups, won, folds, seed)
    return [Fold(np.flatnonzero(number != k), np.flatnonzero(number == k)) for k in range(folds)]


def time_fold(times: Floats, groups: Ints, later: float = 0.2) -> Fold:
    """The later part is tested; rows of one moment stay together, its equals leave the training."""
    order = np.sort(times)
    cuts = np.unique(order[[int(len(order) * (1 - later)), -1]])
    cut = cuts[0] if (times < cuts[0]).any() else cuts[-1]
    test = times >= cut
    again = np.zeros(int(groups.max()) + 1, dtype=bool)
    again[groups[test]] = True
    train = ~test & ~again[groups]
    return Fold(np.flatnonzero(train), np.flatnonzero(test))
