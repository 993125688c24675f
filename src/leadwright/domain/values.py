"""Small values with a meaning: money, scores, grades and the normal form of an e-mail address."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """A value: it never changes and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Money(Frozen):
    """An amount in major units with its ISO 4217 currency."""

    amount: float
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class Grade(StrEnum):
    """How good a lead is at a glance, from fit and engagement."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
