"""Champion and challenger on the model page: both arms, what is proven, the trials of before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leadwright.features.prediction import judging
from leadwright.features.prediction.arms import Arm
from leadwright.features.prediction.judging import Counted, Judged, Verdict
from leadwright.features.prediction.models import PredictionModel, PredictionTrial

_VERDICTS = {
    Verdict.EARLY: ("", "Too early to say"),
    Verdict.OPEN: ("", "Not told apart yet"),
    Verdict.BETTER: ("good", "Challenger is better"),
    Verdict.WORSE: ("bad", "Challenger is worse"),
}
_ENDS = {
    ("promoted", "hand"): "Challenger chosen by hand",
    ("promoted", "rule"): "Challenger chosen by its rule",
    ("stopped", "hand"): "Stopped, the champion stayed",
    ("stopped", "champion_left"): "Ended: another version, or none, was chosen",
}
SHARES = tuple((str(share), f"{share} %") for share in judging.SHARES)
WINDOWS = tuple((str(days), f"{days} days") for days in judging.WINDOWS)
FLOORS = tuple((str(floor), f"{floor} settled leads each") for floor in judging.FLOORS)


@dataclass(frozen=True)
class ArmView:
    """One arm. `x`, `low` and `high` are per cents, for the picture."""

    word: str
    number: int
    leads: int
    marked: str
    settled: int
    reached: int
    rate: str
    between: str
    x: float
    low: float
    high: float
    all_settled: int
    all_rate: str


@dataclass(frozen=True)
class TrialView:
    """A trial with its figures."""

    arms: tuple[ArmView, ...]
    share: int
    window_days: int
    floor: int
    promotes_itself: bool
    started_at: datetime
    ended_at: datetime | None
    ended: str
    tone: str
    verdict: str
    apart: str
    is_like: bool
    challenger_id: str


@dataclass(frozen=True)
class TrialsView:
    """`could`: versions that can be put up now, as (id, words)."""

    has_champion: bool
    running: TrialView | None
    past: tuple[TrialView, ...]
    could: tuple[tuple[str, str], ...]
    shares: tuple[tuple[str, str], ...] = SHARES
    windows: tuple[tuple[str, str], ...] = WINDOWS
    floors: tuple[tuple[str, str], ...] = FLOORS


def trials_view(
    found: Sequence[tuple[PredictionTrial, Judged]], versions: Sequence[PredictionModel]
) -> TrialsView:
    """All trials, and what could be tried."""
    numbers = {row.id: row.number for row in versions}
    shown = [_trial(trial, judged, numbers) for trial, judged in found]
    champion = next((row for row in versions if row.state == "in_use"), None)
    return TrialsView(
        has_champion=champion is not None,
        running=next((one for one in shown if one.ended_at is None), None),
        past=tuple(one for one in shown if one.ended_at is not None),
        could=()
        if champion is None
        else tuple(
            (str(row.id), f"Version {row.number}, AUC {row.report['auc']:.3f}")
            for row in versions
            if row.state in {"ready", "retired"}
            and row.report
            and row.target == champion.target
            and row.sha256 != champion.sha256
        ),
    )


def _trial(trial: PredictionTrial, judged: Judged, numbers: dict[UUID, int]) -> TrialView:
    tone, verdict = _VERDICTS[judged.verdict]
    low, high = judged.apart
    arms = (
        _arm("Champion", numbers[trial.champion_id], judged.champion, judged.rates[Arm.CHAMPION]),
        _arm(
            "Challenger",
            numbers[trial.challenger_id],
            judged.challenger,
            judged.rates[Arm.CHALLENGER],
        ),
    )
    return TrialView(
        arms=arms,
        share=trial.share,
        window_days=trial.window_days,
        floor=trial.floor,
        promotes_itself=trial.promotes_itself,
        started_at=trial.started_at,
        ended_at=trial.ended_at,
        ended=_ENDS.get((trial.state, trial.ended_how or ""), ""),
        tone=tone,
        verdict=verdict,
        apart=f"{100 * low:+.1f} to {100 * high:+.1f} points".replace("-", "−"),
        # Of a handful each, shares differ by luck alone, and nothing is said of them anyway.
        is_like=judged.is_like or judged.verdict is Verdict.EARLY,
        challenger_id=str(trial.challenger_id),
    )


def _arm(word: str, number: int, one: Counted, rate: tuple[float, float]) -> ArmView:
    low, high = rate
    return ArmView(
        word=word,
        number=number,
        leads=one.leads,
        marked=f"{one.marked:,} ({_percent(one.share)})" if one.leads else "0",
        settled=one.settled.n,
        reached=one.settled.won,
        rate=_percent(one.settled.rate) if one.settled.n else "–",
        between=f"{_percent(low)} to {_percent(high)}",
        x=round(100 * one.settled.rate, 1),
        low=round(100 * low, 1),
        high=round(100 * high, 1),
        all_settled=one.everybody.n,
        all_rate=_percent(one.everybody.rate) if one.everybody.n else "–",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
