"""Channels for outgoing messages: senders, transports, delivery reports. Consumer: `features/messages`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from leadwright.domain.ids import MessageId, WorkspaceId

EMAIL = "email"
MANY_TRIES = 6
"""After this many deferrals by a provider, about two minutes, an alert says that a message waits."""
CHATS = ("telegram", "slack", "sms")
"""Channels that reach one member, at an address of their own."""
ROOMS = ("telegram", "slack", "teams", "discord", "webhook")
"""Channels that can post to a shared room of the team."""
ROOM = "room"
"""The address that stands for that room: the connection itself holds the real one."""
ONLY_BY_POSTING = (
    "The address looks right, but it cannot be asked without posting. Send a test to the room."
)


@dataclass(frozen=True)
class Button:
    """A button under a chat message: a URL, or an action with its target."""

    words: str
    url: str = ""
    act: str = ""
    value: str = ""


@dataclass(frozen=True)
class Letter:
    """One email or chat message, ready to send. Header values hold no CR or LF; both bodies are present.

    `message_id` and `in_reply_to` are RFC 5322 ids with their angle brackets. `headers` are
    further ones (`Auto-Submitted`, `References`, `List-Unsubscribe`). Chats show `text` and `buttons`.
    """

    id: MessageId
    message_id: str
    from_name: str
    from_address: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    date: datetime
    reply_to: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """The provider's response on accepting the message, and how long it took.

    `id`: the provider's own id, if it returns one; its reports may know no other.
    """

    provider: str
    response: str
    seconds: float
    id: str | None = None


BeforeData = Callable[[], Awaitable[None]]


class Sender(Protocol):
    """Sends one letter and returns the provider's receipt, or raises ProviderError.

    `before_data` is awaited once, at the last moment at which the provider certainly has nothing
    yet (SMTP: after RCPT, before DATA). If it raises, nothing is sent. A sender that transmits nothing
    need not await it.
    """

    @property
    def name(self) -> str: ...

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt: ...

    async def close(self) -> None: ...


class Checkable(Protocol):
    """A sender that can check, without sending, whether its provider accepts mail from us.

    `check` returns a sentence for the person who set it up, or raises ProviderError.
    """

    async def check(self) -> str: ...


class ConnectedSender(Sender, Checkable, Protocol):
    """What the factory of a connectable card returns."""


@dataclass(frozen=True)
class Transport:
    """How a workspace's messages of one purpose (mail, or a chat) are currently sent.

    A `connection` of the workspace's own overrides the sender's address, and the name if it has one;
    without one, letters are sent as written.
    """

    sender: Sender
    connection: UUID | None = None
    from_address: str | None = None
    from_name: str | None = None
    purpose: str = "mail"


class Transports(Protocol):
    """Chooses the transport of a workspace's messages; owned by `features/connections`.

    `of` is called for each message and answers from a cache, a few seconds old at most. `worked`,
    `refused` and `stalled` (many attempts without a clear refusal) report the outcome, which keeps the
    connection's state up to date.
    """

    async def of(self, workspace_id: WorkspaceId, channel: str = EMAIL) -> Transport: ...

    async def connected(self, session: Any) -> Mapping[str, Mapping[str, str]]:
        """The chats in use, by channel, with their non-secret fields."""
        ...

    async def worked(self, workspace_id: WorkspaceId, transport: Transport) -> None: ...

    async def refused(self, workspace_id: WorkspaceId, transport: Transport, why: str) -> None: ...

    async def stalled(self, workspace_id: WorkspaceId, transport: Transport, why: str) -> None: ...

    async def close(self) -> None: ...


class Fate(StrEnum):
    """What a provider reports about a letter it accepted. Bounced is permanent, delayed is not."""

    DELIVERED = "delivered"
    DELAYED = "delayed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True)
class Report:
    """One event of a provider's webhook, with its signature verified.

    `event_id` is unique within the connection. The message is identified by our id, the provider's, or
    both. `for_good`: the address itself bounces, and gets no more mail.
    """

    event_id: str
    fate: Fate
    at: datetime
    message_id: MessageId | None = None
    provider_id: str | None = None
    detail: str = ""
    for_good: bool = True


@dataclass(frozen=True)
class Noticed:
    """An open or a click, reported by a provider's webhook.

    `address` and `agent` are the reader's, if the provider reports them. `by_machine`: the provider
    itself says that it was no person.
    """

    event_id: str
    is_click: bool
    at: datetime
    message_id: MessageId | None = None
    provider_id: str | None = None
    link: str = ""
    address: str = ""
    agent: str | None = None
    by_machine: bool = False
