"""Scorecards: which rules give how many points to which part, and what parts mean in total and grade.

A scorecard is data, edited on screen; what makes no sense is refused when it is read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from typing import Annotated, Any, Self

from pydantic import Field, PlainSerializer, model_validator

from leadwright.domain.condition import (
    Condition,
    Count,
    Node,
    Predicate,
    is_timed,
    leaves,
    predicate,
)
from leadwright.domain.values import Frozen, Grade

Points = Annotated[
    Decimal,
    Field(ge=-100, le=100, decimal_places=2, allow_inf_nan=False),
    PlainSerializer(float, return_type=float, when_used="json"),
]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Label = Annotated[str, Field(min_length=1, max_length=120)]
Share = Annotated[int, Field(ge=0, le=100)]


class Part(StrEnum):
    """What is judged: who they are, what they did, what they want."""

    FIT = "fit"
    ENGAGEMENT = "engagement"
    INTENT = "intent"


class Rule(Frozen):
    """Points for a lead of which a condition holds, or for each event of a name, fading by its half-life."""

    id: Slug
    part: Part
    label: Label
    points: Points
    condition: Condition | None = None
    event: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$", max_length=100)] | None = None
    half_life_days: Annotated[float, Field(gt=0, le=3650)] | None = None
    group: Slug | None = None

    @model_validator(mode="after")
    def _one_cause(self) -> Self:
        if (self.condition is None) == (self.event is None):
            raise ValueError(f"rule {self.id}: give a condition or an event, one of them")
        if self.half_life_days is not None and self.event is None:
            raise ValueError(f"rule {self.id}: only points for events fade; remove half_life_days")
        if self.points == 0:
            raise ValueError(f"rule {self.id}: it gives no points; set them or remove the rule")
        return self


class Group(Frozen):
    """Rules that together give at most, and at least, so many points."""

    id: Slug
    part: Part
    label: Label
    at_most: Annotated[Points, Field(ge=0)] | None = None
    at_least: Annotated[Points, Field(le=0)] | None = None

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        if self.at_most is None and self.at_least is None:
            raise ValueError(f"group {self.id}: give at_most, at_least or both")
        return self


class Limit(Frozen):
    """A ceiling while a condition holds: of one part, or (`part` null) of the total and the grade."""

    id: Slug
    label: Label
    condition: Condition
    part: Part | None = None
    at_most: Share


class Threshold(Frozen):
    """A total worth telling about: told going up at `at`, going down below `at - hysteresis`."""

    id: Slug
    label: Label
    at: Annotated[int, Field(ge=1, le=100)]
    hysteresis: Annotated[int, Field(ge=0, le=50)] = 5


HOT = Threshold(id="hot", label="Hot", at=70)


class Weights(Frozen):
    """How much each part counts in the total, in per cent."""

    fit: Share = 40
    engagement: Share = 40
    intent: Share = 20

    @model_validator(mode="after")
    def _hundred(self) -> Self:
        if self.fit + self.engagement + self.intent != 100:
            raise ValueError("the weights must sum to 100")
        return self

    def of(self, part: Part) -> int:
        """The weight of one part."""
        return {Part.FIT: self.fit, Part.ENGAGEMENT: self.engagement, Part.INTENT: self.intent}[
            part
        ]


class Grading(Frozen):
    """The grade by fit (rows) and interest (columns), best first.

    Interest is engagement and intent, by their weights. Cuts are the least value of each band but
    the last. A better band never has a worse grade.
    """

    fit_cuts: tuple[Share, ...] = (70, 45, 20)
    interest_cuts: tuple[Share, ...] = (65, 40, 15)
    grades: tuple[tuple[Grade, ...], ...] = (
        (Grade.A, Grade.A, Grade.B, Grade.C),
        (Grade.A, Grade.B, Grade.C, Grade.D),
        (Grade.B, Grade.C, Grade.C, Grade.D),
        (Grade.C, Grade.C, Grade.D, Grade.D),
    )

    @model_validator(mode="after")
    def _orderly(self) -> Self:
        for cuts in (self.fit_cuts, self.interest_cuts):
            if list(cuts) != sorted(set(cuts), reverse=True):
                raise ValueError("the cuts must fall from band to band")
        if len(self.grades) != len(self.fit_cuts) + 1 or any(
            len(row) != len(self.interest_cuts) + 1 for row in self.grades
        ):
            raise ValueError("the grades need one row and one column more than there are cuts")
        columns = list(zip(*self.grades, strict=True))
        if any(list(line) != sorted(line) for line in [*self.grades, *columns]):
            raise ValueError("a better band must not have a worse grade")
        return self


class Scorecard(Frozen):
    """One way to score leads. `version` rises with every change that is published.

    `applies_to`: for whom it counts; everybody unless given.
    """

    name: Slug
    title: Label = "Lead score"
    version: Annotated[int, Field(ge=1)] = 1
    applies_to: Condition | None = None
    weights: Weights = Weights()
    grading: Grading = Grading()
    groups: Annotated[tuple[Group, ...], Field(max_length=100)] = ()
    limits: Annotated[tuple[Limit, ...], Field(max_length=50)] = ()
    thresholds: Annotated[tuple[Threshold, ...], Field(max_length=10)] = (HOT,)
    rules: Annotated[tuple[Rule, ...], Field(max_length=500)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        wrong = [*_repeated(self), *_misplaced(self)]
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    @cached_property
    def prepared(self) -> tuple[tuple[Rule, Predicate | None], ...]:
        """Each rule with its condition made ready, because a card scores many leads."""
        return tuple(
            (rule, None if rule.condition is None else predicate(rule.condition))
            for rule in self.rules
        )

    @cached_property
    def ceilings(self) -> tuple[tuple[Limit, Predicate], ...]:
        """Each limit with its condition made ready."""
        return tuple((limit, predicate(limit.condition)) for limit in self.limits)

    @cached_property
    def covers(self) -> Predicate | None:
        """Asks whether a lead is one of those the card is for; None when all are."""
        return None if self.applies_to is None else predicate(self.applies_to)

    @cached_property
    def events(self) -> frozenset[str]:
        """The names of the events it counts or asks for."""
        counted = {
            leaf.event for one in self.asked for leaf in leaves(one) if isinstance(leaf, Count)
        }
        return frozenset(counted | {rule.event for rule in self.rules if rule.event is not None})

    @cached_property
    def timed(self) -> tuple[Node, ...]:
        """The conditions that may turn by the passing of time alone."""
        return tuple(one for one in self.asked if is_timed(one))

    @property
    def asked(self) -> list[Node]:
        """All its conditions."""
        asked = [rule.condition for rule in self.rules if rule.condition is not None]
        asked += [limit.condition for limit in self.limits]
        return asked if self.applies_to is None else [*asked, self.applies_to]

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A changed copy, prepared anew: what was made ready belonged to the old rules."""
        copied = super().model_copy(update=update, deep=deep)
        for made in ("prepared", "ceilings", "covers", "events", "timed"):
            copied.__dict__.pop(made, None)
        return copied


@cache
def default_scorecard() -> Scorecard:
    """The card every workspace starts with: B2B leads that write to a company."""
    source = resources.files(__package__) / "data" / "default_scorecard.json"
    return Scorecard.model_validate_json(source.read_bytes())


def _repeated(card: Scorecard) -> Iterable[str]:
    for kind, some in (
        ("rule", card.rules),
        ("group", card.groups),
        ("limit", card.limits),
        ("threshold", card.thresholds),
    ):
        for found, times in Counter(one.id for one in some).items():
            if times > 1:
                yield f"{kind} {found} is there twice"


def _misplaced(card: Scorecard) -> Iterable[str]:
    parts = {group.id: group.part for group in card.groups}
    for rule in card.rules:
        if rule.group is not None and parts.get(rule.group) != rule.part:
            yield f"rule {rule.id}: there is no group {rule.group} in {rule.part}"
