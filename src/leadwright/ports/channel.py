"""Channels that carry a message out. The consumer is `features/messages`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from leadwright.domain.ids import MessageId


@dataclass(frozen=True)
class Letter:
    """One e-mail, ready to send. Header values hold no CR or LF; both bodies are always there.

    `message_id` and `in_reply_to` are RFC 5322 ids with their angle brackets. `headers` are
    further ones (`Auto-Submitted`, `References`, `List-Unsubscribe`).
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


@dataclass(frozen=True)
class Receipt:
    """What the provider said when it took the message, and how long that took."""

    provider: str
    response: str
    seconds: float


BeforeData = Callable[[], Awaitable[None]]


class Sender(Protocol):
    """Sends one letter and returns the provider's receipt, or raises ProviderError.

    `before_data` is awaited once, at the last moment at which the provider certainly has nothing
    yet (SMTP: after RCPT, before DATA). If it raises, nothing is sent.
    """

    @property
    def name(self) -> str: ...

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt: ...

    async def close(self) -> None: ...
