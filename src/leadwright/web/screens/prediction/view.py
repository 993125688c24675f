"""What the model page shows: the gate, one version's figures and curves, and all versions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from leadwright.features.prediction.models import PredictionModel
from leadwright.features.prediction.points import from_text
from leadwright.features.prediction.rules import Gate, Target
from leadwright.features.scoring.blending import Mode
from leadwright.web.screens.prediction.drift import DriftView
from leadwright.web.screens.prediction.inputs import Steps, input_name, steps_of
from leadwright.web.screens.prediction.mode import ModeView
from leadwright.web.screens.prediction.trial import TrialsView
from leadwright.web.screens.prediction.verdict import Verdict, verdict_of
from leadwright.web.screens.replays.models import ModelChoice, of_version

TARGETS = {
    Target.QUALIFIED: "Qualified by sales",
    Target.WON: "Won",
}
LEARNERS = {"logistic": "Logistic regression", "additive": "Gradient boosting, one split a tree"}
STATES = {
    "training": ("new", "Training"),
    "ready": ("new", "Ready"),
    "in_use": ("good", "Chosen"),
    "retired": ("", "Set aside"),
    "failed": ("bad", "Failed"),
}
_WHY_OUT = {
    "leak": "alone it tells the outcome",
    "identifier": "names a lead and says nothing about it",
    "constant": "the same for every lead",
    "empty": "never known",
    "protected": "a personal trait",
    "proxy": "stands in for a personal trait",
    "text": "free text",
    "date": "a date",
    "time": "only orders the leads",
}
_FEW = 200
_TALLEST = 180


@dataclass(frozen=True)
class Figure:
    """One measure: the model's value and interval, the rules' with theirs, and what chance gives."""

    name: str
    definition: str
    value: str
    between: str
    rules: str
    rules_between: str
    chance: str


@dataclass(frozen=True)
class Mark:
    """One bin of the reliability curve: where it stands in the picture, and in words."""

    x: float
    y: float
    size: float
    predicted: str
    observed: str
    rows: int


@dataclass(frozen=True)
class Bar:
    """One tenth of the leads, best first."""

    decile: int
    height: float
    lift: str
    rate: str


@dataclass(frozen=True)
class Version:
    """One row of the table of versions."""

    id: str
    number: int
    tone: str
    state: str
    word: str
    target: str
    outcomes: int
    auc: str
    created_at: datetime
    progress: str
    is_shown: bool


@dataclass(frozen=True)
class Shown:
    """One version, opened. `reached`: what a lead is that got there; `average`: the height of lift 1."""

    number: int
    id: str
    state: str
    target: str
    reached: str
    learner: str
    rows: int
    positives: int
    tested: int
    split: str
    sha256: str
    verdict: Verdict
    figures: tuple[Figure, ...]
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    average: float
    inputs: tuple[Steps, ...]
    in_a_blend: int
    excluded: tuple[tuple[str, str], ...]
    suspects: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    replay: ModelChoice | None


@dataclass(frozen=True)
class ModelContext:
    """The page."""

    url: str
    may_change: bool
    gates: tuple[tuple[str, str, Gate], ...]
    training: Version | None
    versions: tuple[Version, ...]
    shown: Shown | None
    drift: DriftView | None
    trials: TrialsView
    mode: ModeView
    conflict: str


def version_of(
    row: PredictionModel, shown: PredictionModel | None, challenger: UUID | None = None
) -> Version:
    """A row of the table. `challenger`: the version that is tried beside the chosen one."""
    tone, word = ("live", "Challenger") if row.id == challenger else STATES[row.state]
    auc = "" if row.report is None else f"{row.report['auc']:.3f}"
    return Version(
        id=str(row.id),
        number=row.number,
        tone=tone,
        state=row.state,
        word=word,
        target=TARGETS[Target(row.target)],
        outcomes=row.outcomes,
        auc=auc,
        created_at=row.created_at,
        progress=row.progress,
        is_shown=shown is not None and shown.id == row.id,
    )


def chosen(rows: Sequence[PredictionModel], asked: int | None) -> PredictionModel | None:
    """The version asked for, else the chosen one, else the newest that has figures."""
    with_figures = [row for row in rows if row.report is not None]
    for fits in (
        lambda row: row.number == asked,
        lambda row: row.state == "in_use",
        lambda _: True,
    ):
        found = next((row for row in with_figures if fits(row)), None)
        if found is not None:
            return found
    return None


def shown_of(row: PredictionModel, now: Mode) -> Shown | None:
    """A version with its figures; None for one that has none. `now`: how scores are made."""
    if row.report is None or row.model is None or row.sha256 is None:
        return None
    report = row.report
    return Shown(
        number=row.number,
        id=str(row.id),
        state=row.state,
        target=TARGETS[Target(row.target)],
        reached=Target(row.target).word,
        learner=LEARNERS.get(report["model"], report["model"]),
        rows=report["rows"],
        positives=report["positives"],
        tested=report["tested_rows"],
        split=report["split"],
        sha256=row.sha256,
        verdict=verdict_of(report),
        figures=figures_of(report, Target(row.target).word),
        marks=_marks(report),
        bars=_bars(report),
        average=round(_TALLEST / _top(report), 1),
        in_a_blend=Mode.BLEND.share_of(row.outcomes),
        inputs=steps_of(from_text(row.model, row.sha256)),
        excluded=tuple(
            (input_name(one["column"]), _WHY_OUT.get(one["reason"], one["reason"]))
            for one in report["excluded"]
            if one["reason"] != "time"
        ),
        suspects=tuple((input_name(one["column"]), one["why"]) for one in report["suspects"]),
        notes=(*_small(report["tested_rows"]), *report["notes"]),
        replay=None if row.state == "in_use" else of_version(row, now),
    )


def _small(tested: int) -> tuple[str, ...]:
    """What few tested leads mean."""
    if tested >= _FEW:
        return ()
    words = (
        f"Only {tested} leads were tested: go by the intervals, which are wide, more than by the"
        " figures. They narrow as more leads get an outcome."
    )
    return (words,)


def figures_of(report: dict[str, Any], reached: str) -> tuple[Figure, ...]:
    """Each measure beside the rules alone and chance, with what luck leaves open."""
    rules = report.get("rules_alone") or {}
    base = report["tested_positives"] / max(report["tested_rows"], 1)
    kinds = (
        (
            "auc",
            "AUC",
            f"The chance that a lead that was {reached} stands above one that was not.",
            "0.500",
        ),
        (
            "capture_30",
            f"{reached.capitalize()} in the best 30 %",
            f"Share of all {reached} leads that are among the best 30 %.",
            "0.300",
        ),
        (
            "lift_top_decile",
            "Lift of the best tenth",
            f"How often its leads were {reached}, against the average.",
            "1.000",
        ),
        ("brier", "Brier", "Mean squared error of the probability.", f"{base * (1 - base):.3f}"),
        ("log_loss", "Log-loss", "Punishes sure mistakes; lower is better.", _guess(base)),
        ("ece", "ECE", "Mean distance of probability and truth, ten bins.", ""),
    )
    return tuple(
        Figure(
            name=name,
            definition=definition,
            value=f"{report[key]:.3f}",
            between=_between(report, key),
            rules=f"{rules[key]:.3f}" if key in rules else "",
            rules_between=_between(rules, key) if key in rules else "",
            chance=chance,
        )
        for key, name, definition, chance in kinds
    )


def _between(report: dict[str, Any], key: str) -> str:
    low, high = report["intervals"][key]
    return f"{low:.3f} to {high:.3f}"


def _guess(base: float) -> str:
    """The log-loss of who says the base rate of every lead."""
    shares = [share for share in (base, 1 - base) if share > 0]
    return f"{-sum(share * math.log(share) for share in shares):.3f}"


def _marks(report: dict[str, Any]) -> tuple[Mark, ...]:
    most = max((one["rows"] for one in report["reliability"]), default=1)
    return tuple(
        Mark(
            x=round(200 * one["predicted"], 1),
            y=round(200 - 200 * one["observed"], 1),
            size=round(2.5 + 4.5 * (one["rows"] / most) ** 0.5, 1),
            predicted=f"{one['predicted']:.0%}",
            observed=f"{one['observed']:.0%}",
            rows=int(one["rows"]),
        )
        for one in report["reliability"]
    )


def _top(report: dict[str, Any]) -> float:
    """The lift of the tallest bar; the average has a place in the picture whatever they are."""
    return max((float(one["lift"]) for one in report["deciles"]), default=1.0) or 1.0


def _bars(report: dict[str, Any]) -> tuple[Bar, ...]:
    top = _top(report)
    return tuple(
        Bar(
            int(one["decile"]),
            round(_TALLEST * one["lift"] / top, 1),
            f"{one['lift']:.2f}",
            f"{one['rate']:.0%}",
        )
        for one in report["deciles"]
    )
