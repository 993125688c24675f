"""What comes back from chats: a pressed button, or a member who links their chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from leadwright.ports.wiring import Hook


@dataclass(frozen=True)
class Press:
    """Somebody pressed a button. `user` is their address in the chat; `place` is for the answer.

    `update_id` is the vendor's name of this press, so that a replay is known.
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
    """The ear of a chat vendor, made from a `Wiring` by what the card's `listens` names.

    `read` checks who posted and raises Unauthenticated or Invalid. `answer` tells the person what
    became of it; `settled` takes the buttons away. It may raise ProviderError.
    """

    def read(self, hook: Hook) -> tuple[Word, ...]: ...

    async def answer(self, word: Word, sentence: str, *, settled: bool) -> None: ...


class PolledChat(Chat, Protocol):
    """A chat that can be asked for news, for an installation that cannot be reached from outside."""

    @property
    def is_polled(self) -> bool: ...

    async def poll(self, offset: int) -> tuple[tuple[Word, ...], int]:
        """Waits some seconds for news; with them the offset to ask from next."""
        ...

    async def register(self, url: str, secret: str) -> str:
        """Tells the vendor where to post, or to keep it for us; in words what was done."""
        ...
