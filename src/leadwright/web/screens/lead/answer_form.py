"""The letter that a member writes to a lead by hand, while it is being written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class AnswerForm:
    """What stands in the form. `stopped` says why nothing can be sent, `caret` where writing begins."""

    key: UUID
    sender: str
    reply_to: str
    to: str
    language_word: str
    subject: str
    text: str
    caret: int | None = None
    stopped: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        return tuple((f"answer-{name}", words) for name, words in self.errors.items())
