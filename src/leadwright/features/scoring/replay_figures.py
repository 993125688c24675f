"""What a replay adds up: who moves where, the thresholds crossed, and how the best would have turned out.

Pure. Figures are sums, so that a replay goes on where it stopped and keeps no row a lead.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field

from leadwright.domain.ids import LeadId
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.crossing import crossings, standing
from leadwright.features.scoring.ledger import Ledger, reasons

WEEKS = 8
BINS = 10
TOP = 0.3
MOST_MOVERS = 10
_MOST_REASONS = 4
_TELLS_NOTHING = {"Rounding", "An average lead here"}
"""Lines that are no reason: the same for every lead."""
_FEWEST = 40
_FEWEST_EACH = 10
_Z = 1.959963984540054


class Reason(BaseModel):
    """A line that differs, with its points in the total by either card."""

    label: str
    before: float
    after: float


class Mover(BaseModel):
    """A lead that moves, and why."""

    lead_id: UUID
    before: int
    after: int
    grade_before: str
    grade_after: str
    reasons: list[Reason]


class Raised(BaseModel):
    """How often one threshold was crossed upwards, week by week, the oldest first."""

    label: str
    old: list[int] = Field(default_factory=lambda: [0] * WEEKS)
    new: list[int] = Field(default_factory=lambda: [0] * WEEKS)


class Verdicts(BaseModel):
    """Decided leads by the total they had just before: (reached, rejected) each."""

    by_total: dict[int, tuple[int, int]] = Field(default_factory=dict)

    def add(self, total: int, *, reached: bool) -> None:
        good, bad = self.by_total.get(total, (0, 0))
        self.by_total[total] = (good + reached, bad + (not reached))

    @property
    def reached(self) -> int:
        return sum(good for good, _ in self.by_total.values())

    @property
    def rejected(self) -> int:
        return sum(bad for _, bad in self.by_total.values())


class Unseen(BaseModel):
    """Decided leads by how a model could be asked about them, and whose history was told late.

    `after`: newer than the training. `sisters`: asked of a sister that never saw them. `left_out`:
    nobody could be asked who had not learned from them. `told_late`: something that happened before
    the moment was recorded only after the outcome.
    """

    after: int = 0
    sisters: int = 0
    left_out: int = 0
    told_late: int = 0


class Figures(BaseModel):
    """All sums of a replay. `entered` and `left`: leads that only one of the two cards is for."""

    scored: int = 0
    risen: int = 0
    fallen: int = 0
    unchanged: int = 0
    entered: int = 0
    left: int = 0
    before: list[int] = Field(default_factory=lambda: [0] * BINS)
    after: list[int] = Field(default_factory=lambda: [0] * BINS)
    grades: dict[str, int] = Field(default_factory=dict)
    risers: list[Mover] = Field(default_factory=list)
    fallers: list[Mover] = Field(default_factory=list)
    raised: dict[str, Raised] = Field(default_factory=dict)
    verdicts_old: Verdicts = Field(default_factory=Verdicts)
    verdicts_new: Verdicts = Field(default_factory=Verdicts)
    unseen: Unseen = Field(default_factory=Unseen)


@dataclass(frozen=True, slots=True)
class Top:
    """How many of the best were reached, and the share with its interval of 95 %."""

    leads: int
    reached: float
    rate: float
    low: float
    high: float


def add_move(figures: Figures, lead_id: LeadId, old: Ledger | None, new: Ledger | None) -> None:
    """Count a lead's score by either card as of now; None: the card is not for it."""
    if old is not None:
        figures.before[_bin(old.total)] += 1
    if new is not None:
        figures.after[_bin(new.total)] += 1
    if old is None or new is None:
        figures.entered += new is not None
        figures.left += old is not None
        return
    figures.scored += 1
    figures.risen += new.total > old.total
    figures.fallen += new.total < old.total
    figures.unchanged += new.total == old.total
    step = f"{old.grade.value}{new.grade.value}"
    figures.grades[step] = figures.grades.get(step, 0) + 1
    if new.total > old.total:
        figures.risers = _best(figures.risers, lead_id, old, new)
    elif new.total < old.total:
        figures.fallers = _best(figures.fallers, lead_id, old, new)


def add_weeks(
    figures: Figures, card: Scorecard, totals: Sequence[tuple[int, int | None]], *, is_new: bool
) -> None:
    """Count what a lead's totals would have raised: (week, total) in order of time; None: not there yet.

    Where it stood first, before week 0, is where it began; a lead that came later began below.
    """
    for threshold in card.thresholds:
        named = figures.raised.setdefault(threshold.id, Raised(label=threshold.label))
        if is_new:
            named.label = threshold.label
    (_, first), *later = totals
    above = () if first is None else standing(card, first, ())
    for week, total in later:
        if total is None:
            continue
        now = standing(card, total, above)
        for crossing in crossings(card, above, now):
            if crossing.direction == "up":
                raised = figures.raised[crossing.threshold.id]
                (raised.new if is_new else raised.old)[week] += 1
        above = now


def top(verdicts: Verdicts) -> Top | None:
    """The best 30 % by total, rounded up; of those who tie at the edge, an even part. None without any."""
    whole = verdicts.reached + verdicts.rejected
    if not whole:
        return None
    wanted = left = math.ceil(whole * TOP - 1e-9)
    reached = 0.0
    for _, (good, bad) in sorted(verdicts.by_total.items(), reverse=True):
        taken = min(left, good + bad)
        reached += taken * good / (good + bad)
        left -= taken
        if not left:
            break
    return Top(wanted, reached, reached / wanted, *wilson(reached, wanted))


def wilson(reached: float, whole: int) -> tuple[float, float]:
    """The interval of 95 % about a share, after Wilson."""
    share, square = reached / whole, _Z * _Z
    middle = share + square / (2 * whole)
    spread = _Z * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def is_enough(verdicts: Verdicts) -> bool:
    """Whether there are outcomes enough to say anything."""
    good, bad = verdicts.reached, verdicts.rejected
    return good + bad >= _FEWEST and min(good, bad) >= _FEWEST_EACH


def needed() -> tuple[int, int]:
    """The fewest decided leads, and the fewest of either outcome."""
    return _FEWEST, _FEWEST_EACH


def differing(old: Ledger, new: Ledger) -> list[Reason]:
    """The lines of two ledgers that are not the same, widest apart first."""
    before, after = dict(reasons(old)), dict(reasons(new))
    gaps = _gaps(before, after)
    return [
        Reason(
            label=label,
            before=float(before.get(label, Decimal())),
            after=float(after.get(label, Decimal())),
        )
        for label in sorted(gaps, key=lambda name: (-abs(gaps[name]), name))[:_MOST_REASONS]
    ]


def _gaps(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> dict[str, Decimal]:
    found = {
        label: after.get(label, Decimal()) - before.get(label, Decimal())
        for label in {*before, *after} - _TELLS_NOTHING
    }
    return {label: gap for label, gap in found.items() if gap}


def _best(known: list[Mover], lead_id: LeadId, old: Ledger, new: Ledger) -> list[Mover]:
    step = abs(new.total - old.total)
    if len(known) == MOST_MOVERS and step <= abs(known[-1].after - known[-1].before):
        return known
    mover = Mover(
        lead_id=lead_id,
        before=old.total,
        after=new.total,
        grade_before=old.grade.value,
        grade_after=new.grade.value,
        reasons=differing(old, new),
    )
    ranked = sorted([*known, mover], key=lambda one: -abs(one.after - one.before))
    return ranked[:MOST_MOVERS]


def _bin(total: int) -> int:
    return min(total // BINS, BINS - 1)
