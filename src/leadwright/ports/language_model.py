"""A language model that returns one structured answer. Lead text is passed as data, never as instructions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel

from leadwright.domain.errors import ProviderError
from leadwright.domain.ids import WorkspaceId
from leadwright.domain.reading import Intent

AnswerT = TypeVar("AnswerT", bound=BaseModel)


@dataclass(frozen=True)
class Prompt:
    """`instructions` are ours and equal for all leads of a workspace, so that vendors can cache them.

    `data` is untrusted text that the model may only read.
    """

    instructions: str
    data: str


@dataclass(frozen=True)
class Spent:
    """What a call used, as counted by the vendor. `cached` tokens are included in the input tokens.

    `micro`: millionths of a US dollar; None if the price is unknown. `is_estimate`: the response came too
    late to be read, but is billed all the same.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    micro: int | None = None
    is_estimate: bool = False


@dataclass(frozen=True)
class Answer(Generic[AnswerT]):
    """A validated answer with its cost."""

    value: AnswerT
    model: str
    spent: Spent = Spent()


class Failure(StrEnum):
    """Why a model gave no usable answer."""

    LATE = "late"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    DOWN = "down"
    KEY = "key"
    REJECTED = "rejected"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


class ModelFailed(ProviderError):
    """No answer. Only `key` marks the connection as broken; the cost is incurred all the same."""

    def __init__(
        self,
        message: str,
        kind: Failure,
        *,
        spent: Spent | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(
            message,
            permanent=kind in {Failure.REJECTED, Failure.REFUSED},
            retry_after=retry_after,
            connection_broken=kind is Failure.KEY,
        )
        self.kind = kind
        self.spent = spent or Spent()


class LanguageModel(Protocol):
    """One call, one validated answer, or ModelFailed. `name` is the vendor's name of the model."""

    @property
    def name(self) -> str: ...

    async def generate(
        self, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Answer[AnswerT]: ...


class ConnectedModel(LanguageModel, Protocol):
    """What the factory of a connectable card returns.

    `load` imports what the first call needs, which may take seconds; it runs once per process. `check`
    calls the vendor without a lead, and returns a sentence for whoever set it up.
    """

    async def load(self) -> None: ...

    async def check(self) -> str: ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Connected:
    """A workspace's own connection to a model. Prices, if set, are in US dollars per million tokens."""

    connection: UUID
    integration: str
    model: ConnectedModel
    price_in: float | None = None
    price_out: float | None = None


class ModelConnections(Protocol):
    """The models a workspace connected, in order of preference; owned by `features/connections`.

    `of` answers from a cache, a few seconds old at most. `worked` and `refused` report the outcome of a
    call, which keeps the connection's state up to date.
    """

    async def of(self, workspace_id: WorkspaceId) -> tuple[Connected, ...]: ...

    def known(self, workspace_id: WorkspaceId) -> bool:
        """Whether `of` last returned any; from the cache alone."""
        ...

    async def worked(self, workspace_id: WorkspaceId, connection: UUID) -> None: ...

    async def refused(self, workspace_id: WorkspaceId, connection: UUID, why: str) -> None: ...


@dataclass(frozen=True)
class Question:
    """A lead's question, as read by the embedded engine."""

    text: str
    language: str
    intent: Intent


@dataclass(frozen=True)
class Remembered:
    """A cached answer of a model, with placeholders for the person (`domain/personal`)."""

    id: UUID
    subject: str
    text: str
    model: str


@dataclass(frozen=True)
class ModelCall:
    """One attempt to get an answer. `failure` is None if it succeeded."""

    connection: UUID
    integration: str
    model: str
    ms: float
    spent: Spent = Spent()
    failure: Failure | None = None


@dataclass(frozen=True)
class Heard(Generic[AnswerT]):
    """The result of asking a workspace's models, with every attempt.

    `note` says briefly why there is no `answer`, or why earlier models gave none. `over_budget`: the
    day's budget is spent.
    """

    answer: Answer[AnswerT] | None
    calls: tuple[ModelCall, ...] = ()
    note: str = ""
    over_budget: bool = False
