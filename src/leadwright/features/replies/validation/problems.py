"""What can be wrong with a written reply."""

from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    """What is wrong with a reply."""

    LENGTH = "length"
    SUBJECT = "subject"
    CONTROL = "control_characters"
    MARKUP = "markup"
    PLACEHOLDER = "placeholder"
    LEAK = "leak"
    TONE = "tone"
    LANGUAGE = "language"
    LINK = "link"
    ADDRESS = "address"
    PHONE = "phone"
    NUMBER = "number"
    PRICE = "price"
    DATE = "date"
    PROMISE = "promise"
    NAME = "name"
    UNFOUNDED = "unfounded"


@dataclass(frozen=True)
class Problem:
    """One thing wrong, with the words it hangs on."""

    kind: ProblemKind
    detail: str
