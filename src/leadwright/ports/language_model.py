"""A language model asked for one structured answer. Lead text goes in as data, never as instructions."""

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
    """`instructions` are ours and the same for each lead of a workspace, so that vendors may cache them.

    `data` is untrusted text that the model may only read.
    """

    instructions: str
    data: str


@dataclass(frozen=True)
class Spent:
    """What a call used, as the vendor counts it. `cached` tokens are among those that went in.

    `micro`: millionths of a US dollar; None where nobody knows the price. `is_estimate`: the vendor did
    not say, since its answer came too late to be read; it bills it all the same.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    micro: int | None = None
    is_estimate: bool = False


@dataclass(frozen=True)
class Answer(Generic[AnswerT]):
    """A validated answer with what it cost."""

    value: AnswerT
    model: str
    spent: Spent = Spent()


class Failure(StrEnum):
    """Why a model gave no answer that can be used."""

    LATE = "late"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    DOWN = "down"
    KEY = "key"
    REJECTED = "rejected"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


class ModelFailed(ProviderError):
    """No answer. Only `key` breaks the connection; what was spent is paid all the same."""

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
    """One call, one validated answer, or ModelFailed. `name` is the model's, as the vendor knows it."""

    @property
    def name(self) -> str: ...

    async def generate(
        self, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Answer[AnswerT]: ...


class ConnectedModel(LanguageModel, Protocol):
    """What the factory of a card that workspaces can connect makes.

    `load` brings in what the first call needs, which may take seconds; it is done once a process.
    `check` asks the vendor without a lead, and gives a sentence for whoever set it up.
    """

    async def load(self) -> None: ...

    async def check(self) -> str: ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Connected:
    """A workspace's own connection to a model. Prices are US dollars a million tokens, if it has its own."""

    connection: UUID
    integration: str
    model: ConnectedModel
    price_in: float | None = None
    price_out: float | None = None


class ModelConnections(Protocol):
    """Which models a workspace connected, in the order of asking; owned by `features/connections`.

    `of` answers from memory, a few seconds old at most. `worked` and `refused` tell what became of a
    call, so that the connection's state is true.
    """

    async def of(self, workspace_id: WorkspaceId) -> tuple[Connected, ...]: ...

    def known(self, workspace_id: WorkspaceId) -> bool:
        """Whether `of` last said there are any; asks nobody."""
        ...

    async def worked(self, workspace_id: WorkspaceId, connection: UUID) -> None: ...

    async def refused(self, workspace_id: WorkspaceId, connection: UUID, why: str) -> None: ...


@dataclass(frozen=True)
class Question:
    """What a lead asked, as the embedded engine reads it."""

    text: str
    language: str
    intent: Intent


@dataclass(frozen=True)
class Remembered:
    """An answer that a model gave before, with slots for the person (`domain/personal`)."""

    id: UUID
    subject: str
    text: str
    model: str


@dataclass(frozen=True)
class ModelCall:
    """One attempt to get an answer. `failure` is None when it came."""

    connection: UUID
    integration: str
    model: str
    ms: float
    spent: Spent = Spent()
    failure: Failure | None = None


@dataclass(frozen=True)
class Heard(Generic[AnswerT]):
    """What became of asking a workspace's models, and every attempt on the way.

    `note` says in a few words why there is no `answer`, or why earlier models gave none. `over_budget`:
    the day's money was spent.
    """

    answer: Answer[AnswerT] | None
    calls: tuple[ModelCall, ...] = ()
    note: str = ""
    over_budget: bool = False
