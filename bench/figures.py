"""Percentiles, medians, spread and slope: the only arithmetic the benches do."""

from collections.abc import Sequence
from math import ceil
from statistics import linear_regression, median


def percentile(ordered: Sequence[float], share: float) -> float:
    """Nearest rank over values that are sorted already; 0 for none."""
    if not ordered:
        return 0.0
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> dict[str, float]:
    """The median of repeats with the smallest and largest beside it."""
    return {"median": median(values), "min": min(values), "max": max(values)}


def summary(milliseconds: list[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {
        "p50_ms": percentile(ordered, 0.50),
        "p95_ms": percentile(ordered, 0.95),
        "p99_ms": percentile(ordered, 0.99),
        "max_ms": ordered[-1] if ordered else 0.0,
    }


def slope(points: Sequence[tuple[float, float]]) -> float:
    """By how much y rises for each x along the straight line that fits best; 0 for fewer than two."""
    if len(points) < 2:
        return 0.0
    return linear_regression([x for x, _ in points], [y for _, y in points]).slope
