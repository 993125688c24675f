"""How far what a model sees has moved from what it learned from: population stability index. Pure.

PSI = sum over bins of (now - then) * ln(now / then). 0.1 and 0.25 are the bounds credit scoring made
customary. Of two equal populations it is no nought either: about (bins - 1) * (1/n + 1/m), distributed
as chi-squared (B. Yurdakul and J. Naranjo, 2020, Statistical properties of the population stability
index, Journal of Risk Model Validation 14(4)). So what chance alone gives is told, and alarms nobody.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import Field, JsonValue

from leadwright.domain.values import Frozen
from leadwright.features.prediction.points import (
    NOTHING,
    LevelInput,
    NumberInput,
    PointsTable,
    folded,
    number_of,
)

MOVED: Final = 0.1
DRIFTED: Final = 0.25
CALM: Final = 0.2
"""An alarm that rings stops below this only, or it would come and go with each night."""
LEAST: Final = 100
SPAN: Final = timedelta(days=30)
CHANCE: Final = "chance"
"""The row of the predicted probability itself."""
_BINS: Final = 10
_MOST_LEVELS: Final = 12
_Z99: Final = 2.3263478740408408

Word = Literal["stable", "moved", "drifted"]
Row = Mapping[str, JsonValue]


class NumberBins(Frozen):
    """Bins end at the cuts, which belong to them; the last count is of leads without a value.

    `comma`: texts are read with a decimal comma, as the version reads them.
    """

    kind: Literal["number"] = "number"
    name: str
    cuts: tuple[float, ...]
    counts: tuple[int, ...]
    comma: bool = False

    def place(self, value: JsonValue) -> int:
        number = number_of(value, comma=self.comma)
        return len(self.cuts) + 1 if number is None else bisect_left(self.cuts, number)

    def word(self, place: int) -> str:
        if place > len(self.cuts):
            return "not known"
        if not self.cuts:
            return "known"
        if place == len(self.cuts):
            return f"above {round(self.cuts[-1], 3):g}"
        return f"up to {round(self.cuts[place], 3):g}"


class LevelBins(Frozen):
    """One bin a common level, one for all others, one for leads without a value."""

    kind: Literal["level"] = "level"
    name: str
    levels: tuple[str, ...]
    counts: tuple[int, ...]

    def place(self, value: JsonValue) -> int:
        level = folded(value)
        if level in NOTHING:
            return len(self.levels) + 1
        return self.levels.index(level) if level in self.levels else len(self.levels)

    def word(self, place: int) -> str:
        return (*self.levels, "anything else", "not known")[place]


Bins = Annotated[NumberBins | LevelBins, Field(discriminator="kind")]


class Reference(Frozen):
    """What a version saw of the leads it learned from: their chances, and each input that counts."""

    leads: int
    chance: NumberBins
    inputs: tuple[Bins, ...]


class Drift(Frozen):
    """One row: `noise` is what chance alone reaches in 1 of 100; `most` the bin that moved most."""

    name: str
    psi: float
    noise: float
    word: Word
    most: str
    then: float
    now: float


def reference(table: PointsTable, rows: Sequence[Row]) -> Reference:
    """Count the leads a version was trained on."""
    chances = [table.chance(row) for row in rows]
    return Reference(
        leads=len(rows),
        chance=_numbers(CHANCE, chances),
        inputs=tuple(_bins(one, rows) for one in table.inputs if _counts(one)),
    )


def drifts(table: PointsTable, then: Reference, rows: Sequence[Row]) -> tuple[Drift, ...]:
    """The chance first, then each input, the farthest first. Of fewer than `LEAST` leads: nothing."""
    if len(rows) < LEAST:
        return ()
    chance = _drift(then.chance, (table.chance(row) for row in rows))
    found = [_drift(one, (row.get(one.name) for row in rows)) for one in then.inputs]
    return (chance, *sorted(found, key=lambda one: -one.psi))


def ringing(found: Iterable[Drift], before: Iterable[str]) -> tuple[str, ...]:
    """Whose alarm rings now, if these rang before."""
    known = set(before)
    return tuple(
        one.name
        for one in found
        if one.word == "drifted" or (one.name in known and one.psi >= CALM)
    )


def psi(then: Sequence[int], now: Sequence[int]) -> float:
    """Of two counts by bin; half a lead is added to each bin, so that an empty one is no infinity."""
    before, after = _shares(then), _shares(now)
    return sum((b - a) * math.log(b / a) for a, b in zip(before, after, strict=True))


def noise(bins: int, then: int, now: int) -> float:
    """What PSI of one and the same population exceeds once in 100 (chi-squared by Wilson-Hilferty)."""
    free = max(bins - 1, 1)
    part = 2 / (9 * free)
    return free * (1 - part + _Z99 * math.sqrt(part)) ** 3 * (1 / then + 1 / now)


def _drift(one: NumberBins | LevelBins, values: Iterable[JsonValue]) -> Drift:
    seen = Counter(one.place(value) for value in values)
    now = [seen[place] for place in range(len(one.counts))]
    used = [place for place, then in enumerate(one.counts) if then or now[place]]
    index = psi([one.counts[place] for place in used], [now[place] for place in used])
    limit = noise(len(used), sum(one.counts), sum(now))
    shares = [(one.counts[p] / sum(one.counts), now[p] / sum(now), p) for p in used]
    then_share, now_share, most = max(shares, key=lambda each: abs(each[1] - each[0]))
    return Drift(
        name=one.name,
        psi=round(index, 4),
        noise=round(limit, 4),
        word=_word(index, limit),
        most=one.word(most),
        then=round(then_share, 4),
        now=round(now_share, 4),
    )


def _word(index: float, limit: float) -> Word:
    if index <= MOVED or index <= limit:
        return "stable"
    return "drifted" if index > DRIFTED else "moved"


def _shares(counts: Sequence[int]) -> list[float]:
    whole = sum(counts) + len(counts) / 2
    return [(count + 0.5) / whole for count in counts]


def _counts(one: object) -> bool:
    """Whether the input can move a chance at all."""
    if isinstance(one, LevelInput):
        return any((*one.weights.values(), one.other, one.missing))
    weights = getattr(one, "weights", ())
    return bool(any(weights) or getattr(one, "straight", None) or getattr(one, "missing", 0))


def _bins(one: NumberInput | LevelInput, rows: Sequence[Row]) -> NumberBins | LevelBins:
    name = one.name
    values = [row.get(name) for row in rows]
    if isinstance(one, LevelInput):
        return _levels(name, values)
    return _numbers(name, values, comma=one.comma)


def _numbers(name: str, values: Sequence[JsonValue], *, comma: bool = False) -> NumberBins:
    read = (number_of(value, comma=comma) for value in values)
    known = sorted(number for number in read if number is not None)
    edges = {known[len(known) * tenth // _BINS] for tenth in range(1, _BINS)} if known else set()
    cuts = tuple(sorted(edges - set(known[-1:])))
    empty = NumberBins(name=name, cuts=cuts, counts=(0,) * (len(cuts) + 2), comma=comma)
    return empty.model_copy(update={"counts": _counted(empty, values)})


def _levels(name: str, values: Sequence[JsonValue]) -> LevelBins:
    seen = Counter(level for value in values if (level := folded(value)) not in NOTHING)
    levels = tuple(level for level, _ in seen.most_common(_MOST_LEVELS))
    empty = LevelBins(name=name, levels=levels, counts=(0,) * (len(levels) + 2))
    return empty.model_copy(update={"counts": _counted(empty, values)})


def _counted(one: NumberBins | LevelBins, values: Sequence[JsonValue]) -> tuple[int, ...]:
    seen = Counter(one.place(value) for value in values)
    return tuple(seen[place] for place in range(len(one.counts)))
