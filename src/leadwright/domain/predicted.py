"""A model's prediction for a lead in exact points, as prediction hands it to scoring."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from leadwright.domain.ids import FactId

PartName = Literal["fit", "engagement", "intent"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line of the model's ledger; `points` count in its total, `fact_id` is what it read."""

    part: PartName | None
    kind: Literal["base", "feature", "clamp"]
    label: str
    points: Decimal
    fact_id: FactId | None = None


@dataclass(frozen=True, slots=True)
class Predicted:
    """A version's word on a lead as it stood at `as_of`; the lines' points sum exactly to `points`.

    `outcomes`: how many decided leads the version learned from. `changes_at`: when it may be another
    word by time alone, because later news stop counting.
    """

    model_id: UUID
    version: int
    target: str
    outcomes: int
    as_of: datetime
    probability: float
    points: Decimal
    lines: tuple[Contribution, ...]
    changes_at: datetime | None = None
