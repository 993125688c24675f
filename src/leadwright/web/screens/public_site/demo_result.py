"""The result JSON of a submission (CONTRACTS section 3), as far as a drawing needs it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from leadwright.domain.reading import Entities


class _Shape(BaseModel):
    """Part of the result JSON. Further fields are the API's business, not the drawing's."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


def _named(value: object) -> object:
    """A person is told as a name or as an object with one."""
    if isinstance(value, Mapping):
        return value.get("name") or value.get("address")
    return value


Person = Annotated[str | None, BeforeValidator(_named)]


class StepTime(_Shape):
    """One step as it was timed; without a start it follows the step before it."""

    name: str
    ms: float = Field(ge=0)
    outcome: str = ""
    started_ms: float | None = None
    detail: str | None = None


class Mark(_Shape):
    """Words of the reply that come from the lead's message or from the workspace's facts."""

    text: str = Field(min_length=1)
    source: Literal["lead", "facts"]


class Reply(_Shape):
    """The reply as it was written; `status` is the message's."""

    sender: Person = Field(default=None, alias="from")
    to: Person = None
    subject: str
    text: str
    status: str | None = None
    marks: tuple[Mark, ...] = ()


class Reason(_Shape):
    """Points of the total and what gave them."""

    label: str
    points: float


class Entry(_Shape):
    """A line of the score's ledger as `leadwright score explain` prints it."""

    part: str | None = None
    kind: str
    label: str
    points_initial: float | None = None
    points: float | None = None
    in_total: float
    half_life_days: float | None = None


class Ledger(_Shape):
    """The whole sum behind a score."""

    total: float
    grade: str | None = None
    parts: dict[str, float] = Field(default_factory=dict)
    weights: dict[str, float] = Field(default_factory=dict)
    entries: tuple[Entry, ...] = ()


class RunResult(_Shape):
    """What `GET result_url` gives on the demo form."""

    status: str
    reply: Reply | None = None
    intent: str | None = None
    confidence: float | None = None
    language: str | None = None
    entities: Entities | None = None
    score: float | None = None
    grade: str | None = None
    reasons: tuple[Reason, ...] = ()
    owner: Person = None
    sender: Person = Field(default=None, alias="from")
    stop_reason: str | None = None
    steps: tuple[StepTime, ...] = ()
    ledger: Ledger | None = None
