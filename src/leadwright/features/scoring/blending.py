"""A model's part in a score: its points as lines of the card's parts, at its share of the total.

50 points in each part stand for the base rate. An input's points count ten a doubling of the odds
in the total, so in its part they are worth more, by the part's weight (docs/adr/0020).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from functools import cached_property

from leadwright.domain.ids import FactId
from leadwright.domain.predicted import Contribution, Predicted
from leadwright.features.scoring.cards.scorecards import Part, Weights
from leadwright.features.scoring.decay import CENT

HALF_WAY = 500
"""Outcomes at which a model counts as much as the rules."""
_ZERO = Decimal("0.00")
_WHOLE = Decimal(1)


class Mode(StrEnum):
    """How a chosen model takes part in scores."""

    RULES = "rules"
    BLEND = "blend"
    MODEL = "model"

    def share_of(self, outcomes: int) -> int:
        """The model's share in whole per cent; of a blend n / (n + 500), half to even."""
        if self is not Mode.BLEND:
            return 100 if self is Mode.MODEL else 0
        share = Decimal(100 * outcomes) / (outcomes + HALF_WAY)
        return int(share.to_integral_value(ROUND_HALF_EVEN))


@dataclass(frozen=True, slots=True)
class Voice:
    """A model's word on a lead, and how many per cent of the total are the model's."""

    word: Predicted
    share: int


@dataclass(frozen=True, slots=True)
class Line:
    """Points the model gives in one part, to 0.01, before its share is taken."""

    part: Part
    label: str
    points: Decimal
    is_base: bool = False
    fact_id: FactId | None = None


@dataclass(frozen=True)
class Blend:
    """A voice read by a card's weights."""

    share: int
    lines: tuple[Line, ...]
    changes_at: datetime | None

    @property
    def model(self) -> Decimal:
        """The model's share as a factor."""
        return Decimal(self.share).scaleb(-2)

    @property
    def rules(self) -> Decimal:
        """What is left to the rules."""
        return _WHOLE - self.model

    @cached_property
    def sums(self) -> dict[Part, Decimal]:
        """The model's points by part, not yet kept within anything."""
        sums = dict.fromkeys(Part, _ZERO)
        for line in self.lines:
            sums[line.part] += line.points
        return sums


def voice_of(mode: Mode, word: Predicted | None) -> Voice | None:
    """What a model has to say in this mode; None by rules alone, or where there is no word."""
    if word is None or mode is Mode.RULES:
        return None
    return Voice(word, mode.share_of(word.outcomes))


def blend_of(weights: Weights, voice: Voice | None) -> Blend | None:
    """None where the model has no say."""
    if voice is None or not voice.share:
        return None
    lines = tuple(line for one in voice.word.lines for line in _lines(weights, one))
    return Blend(voice.share, lines, voice.word.changes_at)


def _lines(weights: Weights, one: Contribution) -> Sequence[Line]:
    if one.kind == "base":
        return [Line(part, one.label, one.points, is_base=True) for part in Part]
    if one.part is None:
        return []  # the clamp of the model's own total: the card clamps by itself
    part = Part(one.part)
    points = _in_part(one.points, weights.of(part))
    return [Line(part, one.label, points, fact_id=one.fact_id)]


def _in_part(points: Decimal, weight: int) -> Decimal:
    """What points of the total are in a part; a part that weighs nothing keeps them as they are."""
    if not weight:
        return points
    return (points * 100 / weight).quantize(CENT, ROUND_HALF_EVEN)
