"""The shapes that macros draw: small frozen values, already worded for the reader."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LedgerRow:
    """One reason of a score. `in_total` is its share of the score; `adjust` marks a clamp or a rounding."""

    words: str
    points: float
    in_total: float
    note: str = ""
    adjust: bool = False


@dataclass(frozen=True)
class LedgerPart:
    """A part of a score: its rows sum to `points`, of which `weight` per cent count."""

    name: str
    weight: int
    points: float
    in_total: float
    rows: tuple[LedgerRow, ...] = ()


@dataclass(frozen=True)
class PipelineStep:
    """One step of a run, on the time axis of its submission. Milliseconds."""

    name: str
    outcome: str
    started_ms: float
    ms: float


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened to a lead. `at` is an aware time; `symbol` names a Lucide icon."""

    symbol: str
    words: str
    at: datetime
    detail: str = ""
