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
"""After so many that a provider put off, about two minutes, somebody is told that a message waits."""
CHATS = ("telegram", "slack", "sms")
"""Channels by which one member is reached, at an address of their own."""
ROOMS = ("telegram", "slack", "teams", "discord", "webhook")
"""Channels that can post to a room of the whole team."""
ROOM = "room"
"""The address of that room: the connection itself knows where it is."""
ONLY_BY_POSTING = (
    "The address looks right, but it cannot be asked without posting. Send a test to the room."
)


@dataclass(frozen=True)
class Button:
    """Something to press under a chat message: a web address, or a deed with what it is done to."""

    words: str
    url: str = ""
    act: str = ""
    value: str = ""


@dataclass(frozen=True)
class Letter:
    """One e-mail or chat message, ready to send. Header values hold no CR or LF; both bodies are there.

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
    """What the provider said when it took the message, and how long that took.

    `id`: the provider's own name for it, where it gives one; its reports may know no other.
    """

    provider: str
    response: str
    seconds: float
    id: str | None = None


BeforeData = Callable[[], Awaitable[None]]


class Sender(Protocol):
    """Sends one letter and returns the provider's receipt, or raises ProviderError.

    `before_data` is awaited once, at the last moment at which the provider certainly has nothing
    yet (SMTP: after RCPT, before DATA). If it raises, nothing is sent. Who gives nothing to anybody
    need not await it.
    """

    @property
    def name(self) -> str: ...

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt: ...

    async def close(self) -> None: ...


class Checkable(Protocol):
    """A sender that can be asked whether its provider would take mail from us, without sending any.

    `check` gives a sentence for the person who set it up, or raises ProviderError.
    """

    async def check(self) -> str: ...


class ConnectedSender(Sender, Checkable, Protocol):
    """What the factory of a card that workspaces can connect makes."""


@dataclass(frozen=True)
class Transport:
    """How a workspace's messages of one purpose (mail, or a chat) leave at this moment.

    With a `connection` of the workspace's own its address stands as the sender's, and its name,
    if it has one; else the letters go as they are written.
    """

    sender: Sender
    connection: UUID | None = None
    from_address: str | None = None
    from_name: str | None = None
    purpose: str = "mail"


class Transports(Protocol):
    """Which way a workspace's messages leave; owned by `features/connections`.

    `of` is asked for each message and answers from memory, a few seconds old at most. `worked`,
    `refused` and `stalled` (tried often, without a clear no) tell what became of it, so that the
    connection's state is true.
    """

    async def of(self, workspace_id: WorkspaceId, channel: str = EMAIL) -> Transport: ...

    async def connected(self, session: Any) -> Mapping[str, Mapping[str, str]]:
        """The chats in use, by channel, with the fields that are no secrets."""
        ...

    async def worked(self, workspace_id: WorkspaceId, transport: Transport) -> None: ...

    async def refused(self, workspace_id: WorkspaceId, transport: Transport, why: str) -> None: ...

    async def stalled(self, workspace_id: WorkspaceId, transport: Transport, why: str) -> None: ...

    async def close(self) -> None: ...


class Fate(StrEnum):
    """What a provider reports about a letter it took. Bounced is for good, delayed is not."""

    DELIVERED = "delivered"
    DELAYED = "delayed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True)
class Report:
    """One event of a provider's webhook, its signature checked.

    `event_id` is unique within the connection. The message is named by our id, by the provider's,
    or by both. `for_good`: a bounce is about the address, which gets nothing any more.
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
    """A reader's doing that a provider's webhook reports: a mail opened, or a link in it followed.

    `address` and `agent` are the reader's, where the provider tells them. `by_machine`: it says
    itself that no person did it.
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
