"""A model as a table of points: what each value of each input adds to the log-odds. Pure, no numpy.

Both learners of a workspace end in this form, so that a prediction is a sum anybody can redo and the
worker needs no library for it. CONTRACTS section 5: 50 points at the base rate, 10 a doubling of the
odds, each input belongs to a part, the sum is exact.
"""

import hashlib
import math
import re
from bisect import bisect_left
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field, JsonValue

from leadwright.domain.ids import FactId
from leadwright.domain.predicted import Contribution, PartName
from leadwright.domain.values import Frozen
from leadwright.features.prediction.decimals import written

POINTS_A_DOUBLING: Final = 10.0
AT_BASE: Final = Decimal("50.00")
_CENT: Final = Decimal("0.01")
_IDENTIFIER: Final = re.compile(r"[a-z]+(?:_[a-z]+)+")
_LARGEST: Final = 10**300
_HUNDRED: Final = Decimal("100.00")
NOTHING: Final = frozenset(
    "na n/a n.a. nan nat null none nil - -- --- ? #n/a #na #null! #value! #div/0! <na> (null)"
    " (blank) (empty) \\n not available not provided".split(" ")
) | {"", "not available", "not provided"}

Part = PartName


class Straight(Frozen):
    """The straight piece of a number: `slope` times the squeezed, centred, clipped value."""

    centre: float
    spread: float
    slope: float


class NumberInput(Frozen):
    """`weights[i]` counts where exactly `i` of the cuts lie below the value; `comma`: the decimal mark."""

    kind: Literal["number"] = "number"
    name: str
    part: Part
    cuts: tuple[float, ...]
    weights: tuple[float, ...]
    missing: float
    straight: Straight | None = None
    comma: bool = False

    def log_odds(self, value: JsonValue) -> float:
        """What this value adds."""
        number = number_of(value, comma=self.comma)
        if number is None:
            return self.missing
        found = self.weights[bisect_left(self.cuts, number)]
        line = self.straight
        if line is not None:
            squeezed = math.copysign(math.log1p(abs(number)), number)
            found += line.slope * min(max((squeezed - line.centre) / line.spread, -4.0), 4.0)
        return found


class LevelInput(Frozen):
    """One weight a level, folded; `other` for levels that were rare or never seen."""

    kind: Literal["level"] = "level"
    name: str
    part: Part
    weights: dict[str, float]
    other: float
    missing: float

    def log_odds(self, value: JsonValue) -> float:
        """What this value adds."""
        level = folded(value)
        return self.missing if level in NOTHING else self.weights.get(level, self.other)


Input = Annotated[NumberInput | LevelInput, Field(discriminator="kind")]


class PointsTable(Frozen):
    """The whole model. `base` is the mean log-odds, `base_rate` the share of wins behind it."""

    learner: str
    base: float
    base_rate: float = Field(gt=0, lt=1)
    inputs: tuple[Input, ...]

    def log_odds(self, values: Mapping[str, JsonValue]) -> float:
        """Calibrated log-odds of a win."""
        return self.base + sum(one.log_odds(values.get(one.name)) for one in self.inputs)

    def chance(self, values: Mapping[str, JsonValue]) -> float:
        """Calibrated probability of a win."""
        return 1 / (1 + math.exp(-min(max(self.log_odds(values), -30.0), 30.0)))


def contributions(
    table: PointsTable,
    values: Mapping[str, JsonValue],
    evidence: Mapping[str, FactId] = MappingProxyType({}),
) -> tuple[tuple[Contribution, ...], Decimal]:
    """The ledger, weightiest first after the base, and the total, 0 to 100: exactly their sum.

    `evidence`: the fact behind an input, by the input's name.
    """
    rate = math.log(table.base_rate / (1 - table.base_rate))
    base = Contribution(None, "base", "An average lead here", AT_BASE + _points(table.base - rate))
    lines = [
        Contribution(
            one.part,
            "feature",
            label_of(one.name, values.get(one.name)),
            points,
            evidence.get(one.name),
        )
        for one in table.inputs
        if (points := _points(one.log_odds(values.get(one.name))))
    ]
    lines.sort(key=lambda line: -abs(line.points))
    total = sum((line.points for line in lines), base.points)
    kept = min(max(total, Decimal("0.00")), _HUNDRED)
    if kept != total:
        word = "below 0" if kept > total else "above 100"
        lines.append(Contribution(None, "clamp", f"No score lies {word}", kept - total))
    return (base, *lines), kept


def label_of(name: str, value: JsonValue) -> str:
    """An input and its value in words: "Intent: job seeker", "Budget: 12,000"."""
    words = _spaced(name.replace(".", " ")).capitalize()
    if folded(value) in NOTHING:
        return f"{words}: not known"
    return f"{words}: {_shown(value)}"


def _shown(value: JsonValue) -> str:
    match value:
        case bool():
            return folded(value)
        case int() | float():
            value = min(max(value, -_LARGEST), _LARGEST)
            return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
        case str() if _IDENTIFIER.fullmatch(value):
            return _spaced(value)
        case _:
            return " ".join(str(value).split())[:60]


def _spaced(identifier: str) -> str:
    return identifier.replace("_", " ")


def to_text(table: PointsTable) -> tuple[str, str]:
    """The model as text, and the text's sha256."""
    text = table.model_dump_json()
    return text, hashlib.sha256(text.encode()).hexdigest()


def from_text(text: str, sha256: str) -> PointsTable:
    """The model again. ValueError when the text is not the one that was stored."""
    if hashlib.sha256(text.encode()).hexdigest() != sha256:
        raise ValueError("the stored model is not the one that was trained")
    return PointsTable.model_validate_json(text)


def folded(value: JsonValue) -> str:
    """A level as the table knows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).casefold().split())


def number_of(value: JsonValue, *, comma: bool = False) -> float | None:
    """A finite number, or None; texts are read as training reads them."""
    match value:
        case bool():
            return None
        case int() | float():
            number = float(value) if abs(value) < _LARGEST else math.inf
        case str():
            number = written(value, comma=comma)
        case _:
            return None
    return number if math.isfinite(number) else None


def _points(log_odds: float) -> Decimal:
    points = Decimal(repr(log_odds / math.log(2) * POINTS_A_DOUBLING))
    return points.quantize(_CENT, ROUND_HALF_EVEN)
