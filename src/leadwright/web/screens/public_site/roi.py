"""What a faster answer could be worth: the visitor's own figures, a range, and the sum in the open.

`frontend/src/site/roi.ts` does the same arithmetic while the visitor types; this one serves the
first paint, shared links and visitors without JavaScript.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from leadwright.web.wording import percent, tenths, thousands

FULL_SCALE = 30.0  # per cent of uplift at the right end of the scale
NARROWEST = 0.006  # the bar stays visible when low and high are equal
LIMITS = {"leads": 1e7, "rate": 100.0, "value": 1e9, "low": FULL_SCALE, "high": FULL_SCALE}


@dataclass(frozen=True)
class Figures:
    """What the visitor sets. The starting values are ours, not a study's, and the page says so."""

    leads: float = 200
    rate: float = 4
    value: float = 6000
    low: float = 5
    high: float = 15


@dataclass(frozen=True)
class Worth:
    """The range, and each line of the sum that leads to it, ready to print."""

    leads: str
    rate: str
    value: str
    low_uplift: str
    high_uplift: str
    won: str
    base: str
    low: str
    high: str
    one: str
    low_year: str
    high_year: str
    x: str
    width: str
    ticks: tuple[str, str, str, str]


def read_figures(query: Mapping[str, str]) -> Figures:
    """Figures from the address; what cannot be read keeps its starting value."""
    start = Figures()
    read = {name: _number(query.get(name), limit) for name, limit in LIMITS.items()}
    figures = replace(start, **{name: value for name, value in read.items() if value is not None})
    return replace(figures, high=max(figures.low, figures.high))


def _number(text: str | None, limit: float) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return min(max(value, 0.0), limit) if math.isfinite(value) else None


def worth(figures: Figures) -> Worth:
    """Leads x rate x value x uplift, once for each end of the range."""
    won = figures.leads * figures.rate / 100
    base = won * figures.value
    low, high = base * figures.low / 100, base * figures.high / 100
    return Worth(
        leads=tenths(figures.leads),
        rate=tenths(figures.rate),
        value=tenths(figures.value),
        low_uplift=f"{figures.low:g} %",
        high_uplift=f"{figures.high:g} %",
        won=tenths(won),
        base=thousands(base),
        low=thousands(low),
        high=thousands(high),
        one=thousands(base / 100),
        low_year=thousands(low * 12),
        high_year=thousands(high * 12),
        x=percent(figures.low / FULL_SCALE),
        width=percent(max((figures.high - figures.low) / FULL_SCALE, NARROWEST)),
        ticks=(
            "0",
            thousands(base * FULL_SCALE / 300),
            thousands(base * FULL_SCALE / 150),
            thousands(base * FULL_SCALE / 100),
        ),
    )
