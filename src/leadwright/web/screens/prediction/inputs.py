"""What a model looks at, in the words the lead's page uses."""

import math
from dataclasses import dataclass

from leadwright.features.prediction.points import (
    POINTS_A_DOUBLING,
    LevelInput,
    NumberInput,
    PointsTable,
)
from leadwright.web.screens.lead.words import FACTS, fact_words, field_name
from leadwright.web.wording import thousands

_LN2 = math.log(2)
_NAMES = {"company named": "Company named", "intent_confidence": "Sureness of the intent"}


@dataclass(frozen=True)
class Steps:
    """One input: its part, its reach in points and its strongest values both ways."""

    name: str
    part: str
    reach: float
    best: str
    worst: str


def steps_of(table: PointsTable) -> tuple[Steps, ...]:
    """The inputs that move anything, the one that moves most first."""
    found = [_steps(one) for one in table.inputs]
    return tuple(sorted((one for one in found if one.reach), key=lambda one: -one.reach))


def input_name(name: str) -> str:
    """A fact by its name on the lead's page, a kind of event or a field of one's own made readable."""
    return _NAMES.get(name) or FACTS.get(name) or field_name(name.replace(".", " "))


def _steps(one: NumberInput | LevelInput) -> Steps:
    words = _numbers(one) if isinstance(one, NumberInput) else _levels(one)
    words.append(("not known", one.missing))
    high, low = max(words, key=lambda pair: pair[1]), min(words, key=lambda pair: pair[1])
    return Steps(
        name=input_name(one.name),
        part=one.part,
        reach=round(_points(high[1] - low[1]), 1),
        best=f"{high[0]} {_signed(high[1])}",
        worst=f"{low[0]} {_signed(low[1])}",
    )


def _numbers(one: NumberInput) -> list[tuple[str, float]]:
    last = one.cuts[-1] if one.cuts else 0.0
    above = f"above {_number(last)}" if one.cuts else "known"
    return [
        *((f"up to {_number(value)}", one.log_odds(value)) for value in one.cuts),
        (above, one.log_odds(math.nextafter(last, math.inf))),
    ]


def _levels(one: LevelInput) -> list[tuple[str, float]]:
    levels = [(fact_words(one.name, level, {}), weight) for level, weight in one.weights.items()]
    return [*levels, ("anything else", one.other)]


def _number(value: float) -> str:
    """A cut in words: learners put them a breath above nought."""
    if abs(value) >= 1000:
        return thousands(round(value))
    return f"{0 if abs(value) < 1e-9 else value:.3g}"


def _points(log_odds: float) -> float:
    return log_odds / _LN2 * POINTS_A_DOUBLING


def _signed(log_odds: float) -> str:
    """With a real minus, and no sign before nought."""
    points = round(_points(log_odds), 1)
    sign = "−" if points < 0 else "+" if points > 0 else ""
    return f"{sign}{abs(points):.1f}"
