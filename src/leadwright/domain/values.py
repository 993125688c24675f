"""Small values with a meaning: the frozen base of values, and grades."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: it never changes and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Grade(StrEnum):
    """How good a lead is at a glance, from fit and engagement."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
