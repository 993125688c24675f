"""Events of models that learn from outcomes, and of what they do to scores."""

from typing import ClassVar
from uuid import UUID

from leadwright.domain.event import Event
from leadwright.domain.ids import PersonId


class ModelChosen(Event):
    """Another version of the model is the chosen one; none where `number` is null."""

    name: ClassVar[str] = "model.chosen"
    model_id: UUID | None
    number: int | None
    by: PersonId | None


class ScoringModeChanged(Event):
    """How a chosen model takes part in scores: rules, blend or model. The base is computed anew."""

    name: ClassVar[str] = "scoring_mode.changed"
    before: str
    after: str
    by: PersonId | None
