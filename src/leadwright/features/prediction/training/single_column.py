"""What one column tells by itself: the guard against columns that know the outcome."""

from typing import Final

import numpy as np

from leadwright.features.prediction.training.folds import SEED, dealt
from leadwright.features.prediction.training.inputs import Levels, inputs_of, whole_number
from leadwright.features.prediction.training.kinds import Kind, Typed
from leadwright.features.prediction.training.measures import auc_of
from leadwright.features.prediction.training.table import Flags, Floats, Ints

LEAK: Final = 0.90
_FOLDS: Final = 5
_BINS: Final = 40
_WORDS: Final = 4_000


def alone_auc(typed: Typed, won: Floats, groups: Ints) -> float:
    """Out-of-fold AUC of the column alone, in whichever direction."""
    fold = dealt(groups, won > 0, _FOLDS, SEED + 7)
    if typed.kind is Kind.TEXT:
        return _within(_by_words(typed, won, fold), won, fold)
    numbers = whole_number(typed)
    if numbers is None:
        (levels,) = inputs_of(typed)
        return _within(_by_means(_codes(levels), won, fold), won, fold)
    binned = _by_means(_bins(numbers), won, fold)
    known = np.isfinite(numbers)
    best = _within(binned, won, fold)
    for place in (-np.inf, np.inf):
        rising = auc_of(np.where(known, numbers, place), won)
        best = max(best, rising, 1 - rising)
    return best


def _codes(levels: object) -> Ints:
    if not isinstance(levels, Levels):
        raise TypeError("a column of words gives levels")
    return levels.rows.astype(np.int64)


def _within(score: Floats, won: Floats, fold: Ints) -> float:
    """The mean of the folds' AUCs: pooled, the folds' base rates would order the rows backwards."""
    parts = [
        auc_of(score[fold == k], won[fold == k])
        for k in range(_FOLDS)
        if 0 < won[fold == k].sum() < (fold == k).sum()
    ]
    return float(np.mean(parts)) if parts else 0.5


def _bins(numbers: Floats) -> Ints:
    """Few distinct numbers stay apart, many are cut into equal shares; gaps are a bin."""
    known = np.isfinite(numbers)
    seen = np.unique(numbers[known])
    if len(seen) > _BINS:
        shares = np.linspace(0, 1, _BINS + 1)[1:]
        seen = np.unique(np.quantile(numbers[known], shares, method="higher"))
    bins = np.searchsorted(seen, np.where(known, numbers, np.inf))
    return np.where(known, bins, len(seen) + 1).astype(np.int64)


def _by_means(codes: Ints, won: Floats, fold: Ints) -> Floats:
    """Each row's level by the outcomes of that level in the other folds, drawn to the base."""
    size = int(codes.max()) + 1
    score = np.empty(len(won))
    for k in range(_FOLDS):
        test = fold == k
        base = won[~test].mean()
        wins = np.bincount(codes[~test], won[~test], minlength=size)
        rows = np.bincount(codes[~test], minlength=size)
        score[test] = ((wins + 2 * base) / (rows + 2))[codes[test]]
    return score


def _by_words(typed: Typed, won: Floats, fold: Ints) -> Floats:
    """Each row's text by its words' outcomes in the other folds (naive Bayes)."""
    text, word, size = _words(typed)
    codes = typed.column.codes
    texts = len(typed.column.values)
    score = np.empty(len(won))
    for k in range(_FOLDS):
        test = fold == k
        wins = np.bincount(codes[~test], won[~test], minlength=texts)
        rows = np.bincount(codes[~test], minlength=texts).astype(np.float64)
        wins_of = np.bincount(word, wins[text], minlength=size) + 0.5
        lost_of = np.bincount(word, (rows - wins)[text], minlength=size) + 0.5
        weight = np.log(wins_of / (wins.sum() + 1)) - np.log(lost_of / (rows - wins).sum())
        score[test] = np.bincount(text, weight[word], minlength=texts)[codes[test]]
    return score


def _words(typed: Typed) -> tuple[Ints, Ints, int]:
    known: dict[str, int] = {}
    pairs = [
        (place, known.setdefault(word, len(known)))
        for place, value in enumerate(typed.column.values)
        for word in set(value.casefold().split()[:200])
    ]
    text = np.array([pair[0] for pair in pairs], dtype=np.int64)
    word = np.array([pair[1] for pair in pairs], dtype=np.int64)
    counts = np.bincount(word, minlength=len(known))
    common = counts >= np.sort(counts)[-min(_WORDS, len(counts))]
    return text[common[word]], word[common[word]], len(known)


def missing_tells(missing: Flags, won: Floats) -> float | None:
    """How many times likelier a win is when the value is there (or gone); None if that is chance."""
    share = missing.mean()
    if not 0.02 <= share <= 0.98:
        return None
    there, gone = ~missing, missing
    counts = [(won[side] == want).sum() + 0.5 for side in (there, gone) for want in (1, 0)]
    log_odds = float(np.log(counts[0] * counts[3] / (counts[1] * counts[2])))
    noise = float(np.sqrt(sum(1 / count for count in counts)))
    return float(np.exp(log_odds)) if abs(log_odds) > max(np.log(3), 4 * noise) else None
