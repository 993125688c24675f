"""The base of all events: something that happened, recorded once, never changed."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from leadwright.domain.ids import LeadId, SubmissionId

CATALOGUE: dict[str, type["Event"]] = {}


class Event(BaseModel):
    """The base of all events. Subclasses name themselves `noun.verb_past` and refuse unknown fields.

    One without a name is a base of several; `custom.*` is a family, whose events name themselves.

    Events carry ids and decided facts, no personal data: readers fetch what they may see.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    version: ClassVar[int] = 1

    lead_id: LeadId | None = None
    submission_id: SubmissionId | None = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "name" not in cls.__dict__:
            return
        if cls.name in CATALOGUE:
            raise TypeError(f"two events are called {cls.name}")
        CATALOGUE[cls.name] = cls

    @property
    def told_as(self) -> str:
        """Its name in the log."""
        return self.name


def kind_named(name: str) -> type[Event]:
    """The kind that stands in the log under this name. KeyError for none of ours."""
    return CATALOGUE.get(name) or CATALOGUE[f"{name.partition('.')[0]}.*"]
