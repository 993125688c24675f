"""What chats send back: a pressed button, or a member who links their chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from leadwright.ports.wiring import Hook


@dataclass(frozen=True)
class Press:
    """Somebody pressed a button. `user` is their address in the chat; `place` is where to answer.

    `update_id` is the vendor's id of this press, to detect replays.
    """

    update_id: str
    user: str
    act: str
    value: str
    place: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Start:
    """Somebody opened the chat with a code from their preferences."""

    update_id: str
    user: str
    name: str
    code: str
    place: Mapping[str, str] = field(default_factory=dict)


Word = Press | Start


class Chat(Protocol):
    """Receives from a chat vendor; built from a `Wiring` by the factory in the card's `listens`.

    `read` authenticates the request and raises Unauthenticated or Invalid. `answer` tells the person the
    outcome; `settled` removes the buttons. It may raise ProviderError.
    """

    def read(self, hook: Hook) -> tuple[Word, ...]: ...

    async def answer(self, word: Word, sentence: str, *, settled: bool) -> None: ...


class PolledChat(Chat, Protocol):
    """A chat that can be polled, for an installation that cannot be reached from outside."""

    @property
    def is_polled(self) -> bool: ...

    async def poll(self, offset: int) -> tuple[tuple[Word, ...], int]:
        """Long-poll for updates; returns them with the next offset."""
        ...

    async def register(self, url: str, secret: str) -> str:
        """Register the webhook URL with the vendor, or switch to polling; returns what was done, in words."""
        ...
