"""Champion against challenger: who is marked as one of the best, and what their outcomes prove. Pure.

Compared is the share that got there among the leads that each arm marked as its best 30 %, before
their outcomes. Both cuts are taken from the same leads, so that both arms mark alike many. Intervals
and verdicts hold at all looks together (`domain/always_valid.py`).
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from leadwright.domain import always_valid
from leadwright.domain.always_valid import Proportion
from leadwright.domain.values import Frozen
from leadwright.features.prediction.arms import Arm

TOP: Final = 0.3
ALPHA: Final = 0.05
LEAST_TO_CUT: Final = 50
FLOORS: Final = (20, 50, 100, 200)
WINDOWS: Final = (14, 30, 60, 90)
SHARES: Final = (10, 20, 30, 50)
UNLIKE: Final = 0.1
"""Arms whose marked shares lie farther apart do not mark alike: no rule decides then."""
_ALL = 2**64


class Cut(Frozen):
    """Leads with a greater chance are marked, and of those with the very same chance this share."""

    chance: float
    ties: float


class Verdict(StrEnum):
    """What is proven of the challenger."""

    EARLY = "early"
    OPEN = "open"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True)
class Counted:
    """An arm's leads. `settled`: marked leads whose days are over, and how many got there.

    `everybody`: the same of all its leads, marked or not.
    """

    leads: int
    marked: int
    settled: Proportion
    everybody: Proportion

    @property
    def share(self) -> float:
        """How many of its leads were marked; 0.3 at the start."""
        return self.marked / self.leads if self.leads else 0.0


@dataclass(frozen=True)
class Judged:
    """Both arms. `apart`: where the challenger's rate less the champion's lies, at all looks."""

    champion: Counted
    challenger: Counted
    rates: Mapping[Arm, tuple[float, float]]
    apart: tuple[float, float]
    verdict: Verdict
    is_like: bool


def cut_of(chances: Sequence[float]) -> Cut:
    """Where the best 30 % of these leads begin."""
    wanted = max(math.ceil(len(chances) * TOP - 1e-9), 1)
    edge = sorted(chances, reverse=True)[wanted - 1]
    above = sum(one > edge for one in chances)
    return Cut(chance=edge, ties=(wanted - above) / chances.count(edge))


def is_marked(cut: Cut, chance: float, trial_id: UUID, lead_id: UUID) -> bool:
    """Whether the lead is one of its arm's best. Ties are drawn by a hash, always alike."""
    if chance != cut.chance:
        return chance > cut.chance
    said = hashlib.sha256(b"tie" + trial_id.bytes + lead_id.bytes).digest()
    return int.from_bytes(said[:8], "big") < cut.ties * _ALL


def judge(champion: Counted, challenger: Counted, floor: int) -> Judged:
    """What the settled leads say; nothing before both arms have their floor of them."""
    apart = always_valid.difference(champion.settled, challenger.settled, ALPHA)
    fewest = min(champion.settled.n, challenger.settled.n)
    return Judged(
        champion,
        challenger,
        {
            Arm.CHAMPION: always_valid.interval(champion.settled, ALPHA),
            Arm.CHALLENGER: always_valid.interval(challenger.settled, ALPHA),
        },
        apart,
        _verdict(apart, is_early=fewest < floor),
        abs(champion.share - challenger.share) <= UNLIKE,
    )


def is_proven(judged: Judged) -> bool:
    """Whether a rule may choose the challenger: proven better, by arms that mark alike."""
    return judged.verdict is Verdict.BETTER and judged.is_like


def _verdict(apart: tuple[float, float], *, is_early: bool) -> Verdict:
    if is_early:
        return Verdict.EARLY
    if apart[0] > 0:
        return Verdict.BETTER
    return Verdict.WORSE if apart[1] < 0 else Verdict.OPEN
