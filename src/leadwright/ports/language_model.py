"""A language model asked for one structured answer. Lead text goes in as data, never as instructions."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

AnswerT = TypeVar("AnswerT", bound=BaseModel)


@dataclass(frozen=True)
class Prompt:
    """`instructions` are ours; `data` is untrusted text that the model may only read."""

    instructions: str
    data: str


@dataclass(frozen=True)
class Answer(Generic[AnswerT]):
    """A validated answer with what it cost. Tokens are counted by the provider."""

    value: AnswerT
    model: str
    tokens_in: int
    tokens_out: int


class LanguageModel(Protocol):
    """One call, one validated answer, or ProviderError."""

    @property
    def name(self) -> str: ...

    async def generate(
        self, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Answer[AnswerT]: ...
