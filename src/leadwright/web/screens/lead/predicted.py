"""What the chosen model says about a lead, in words and exact points."""

from dataclasses import dataclass
from datetime import datetime

from leadwright.domain.predicted import Predicted
from leadwright.features.prediction.rules import Target

_REACHES = {Target.QUALIFIED: "qualified by sales", Target.WON: "won"}


@dataclass(frozen=True)
class PredictedView:
    """`lines`: words, part, points; the points sum to `points`. `share`: of the score, per cent."""

    version: int
    percent: str
    reaches: str
    as_of: datetime
    points: str
    lines: tuple[tuple[str, str, str], ...]
    share: int


def predicted_view(found: Predicted | None, share: int = 0) -> PredictedView | None:
    """None where no version is chosen."""
    if found is None:
        return None
    return PredictedView(
        version=found.version,
        percent=_percent(found.probability),
        reaches=_REACHES[Target(found.target)],
        as_of=found.as_of,
        points=f"{found.points:.2f}",
        lines=tuple((one.label, one.part or "", f"{one.points:+.2f}") for one in found.lines),
        share=share,
    )


def _percent(chance: float) -> str:
    if chance < 0.01:
        return "less than 1 %"
    return "more than 99 %" if chance > 0.99 else f"{chance:.0%}".replace("%", " %")
