"""The drift of a version, in words and bars, for the model page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leadwright.features.prediction import drift
from leadwright.features.prediction.drift import Drift
from leadwright.features.prediction.models import PredictionDrift, PredictionModel
from leadwright.web.screens.lead.words import fact_words
from leadwright.web.screens.prediction.inputs import input_name

_WORDS = {
    "stable": ("", "Stable"),
    "moved": ("look", "Moved"),
    "drifted": ("bad", "Drifted"),
}
_SCALE = 0.5
"""The bar is full at twice the bound of "drifted"."""


@dataclass(frozen=True)
class DriftRow:
    """One row. `past`: the index day by day, the oldest first."""

    name: str
    psi: str
    width: float
    noise: str
    tone: str
    word: str
    says: str
    is_ringing: bool
    past: tuple[float, ...]


@dataclass(frozen=True)
class DriftView:
    """The table, or why there is none."""

    has_reference: bool
    at: datetime | None
    leads: int
    least: int
    rows: tuple[DriftRow, ...]
    bounds: tuple[float, float]


def drift_view(model: PredictionModel, past: Sequence[PredictionDrift]) -> DriftView:
    """What the last look found, with the looks before."""
    last = past[0] if past else None
    found = [] if last is None else [Drift.model_validate(one) for one in last.figures]
    series: dict[str, list[float]] = {}
    for day in reversed(past):
        for one in day.figures:
            series.setdefault(one["name"], []).append(one["psi"])
    return DriftView(
        has_reference=model.reference is not None,
        at=None if last is None else last.at,
        leads=0 if last is None else last.leads,
        least=drift.LEAST,
        rows=tuple(
            _row(
                one, tuple(series[one.name]), ringing=last is not None and one.name in last.alarmed
            )
            for one in found
        ),
        bounds=(100 * drift.MOVED / _SCALE, 100 * drift.DRIFTED / _SCALE),
    )


def _row(one: Drift, past: tuple[float, ...], *, ringing: bool) -> DriftRow:
    tone, word = _WORDS[one.word]
    is_noise = one.word == "stable" and one.psi > drift.MOVED
    return DriftRow(
        name="The predicted chance" if one.name == drift.CHANCE else input_name(one.name),
        psi=f"{one.psi:.3f}",
        width=round(min(one.psi / _SCALE, 1) * 100, 1),
        noise=f"{one.noise:.3f}",
        tone=tone,
        word=f"{word}, within chance" if is_noise else word,
        says=f"{fact_words(one.name, one.most, {})}: {_percent(one.then)} then, {_percent(one.now)} now",
        is_ringing=ringing,
        past=past,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
