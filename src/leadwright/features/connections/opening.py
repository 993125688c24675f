"""From a stored connection to a live sender: secrets opened, the vendor's adapter loaded late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from leadwright.domain.errors import NotFound
from leadwright.features.connections import sealing
from leadwright.features.connections.models import Connection
from leadwright.kernel.crypto import Keyring
from leadwright.kernel.loading import resolve
from leadwright.ports.channel import ConnectedSender
from leadwright.ports.chat import Chat
from leadwright.ports.form_guard import FormGuard
from leadwright.ports.integration import Integration
from leadwright.ports.language_model import ConnectedModel
from leadwright.ports.storage import Storage
from leadwright.ports.wiring import Wiring

_HOOK = "mail hook"
_FILE_HOOK = "file hook"
_HOOK_SECRET = "chat hook secret"  # noqa: S105 -- a purpose


class Tested(Protocol):
    """What every connected adapter can do."""

    async def check(self) -> str: ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Opener:
    """What is needed to open any connection: the cards, the keys, and the way to the outside."""

    cards: Mapping[str, Integration]
    keyring: Keyring
    client: Any
    allow_private: tuple[str, ...] = ()

    def card(self, name: str) -> Integration:
        """The card of a vendor that a workspace may connect. NotFound for any other name."""
        found = self.cards.get(name)
        if found is None:
            raise NotFound("There is no such vendor.")
        return found

    def values(self, connection: Connection) -> dict[str, str]:
        """All fields of the connection. Raises sealing.Unreadable."""
        secrets = sealing.unseal(
            self.keyring, connection.workspace_id, connection.id, connection.sealed
        )
        return {**{k: str(v) for k, v in connection.config.items()}, **secrets}

    def sender(self, connection: Connection) -> ConnectedSender:
        """A sender for it; nothing is opened yet. Raises sealing.Unreadable, ProviderError."""
        made: ConnectedSender = self._made(connection)
        return made

    def model(self, connection: Connection) -> ConnectedModel:
        """The language model of it; nothing is loaded yet. Raises sealing.Unreadable, ProviderError."""
        made: ConnectedModel = self._made(connection)
        return made

    def guard(self, connection: Connection) -> FormGuard:
        """The form guard of it. Raises sealing.Unreadable, ProviderError."""
        made: FormGuard = self._made(connection)
        return made

    def checkable(self, connection: Connection, tester: str = "") -> Tested:
        """Whatever it is, as far as the test button goes. Raises sealing.Unreadable, ProviderError."""
        made: Tested = self._made(connection, tester)
        return made

    def chat(self, connection: Connection) -> Chat:
        """The ear of a chat. NotFound where nothing can be pressed; raises as `sender` does."""
        card = self.card(connection.integration)
        if not card.listens:
            raise NotFound("Nothing comes back from this vendor.")
        made: Chat = resolve(card.listens)(
            Wiring(self.values(connection), self.client, self.allow_private)
        )
        return made

    def storage(self, connection: Connection, folder: str) -> Storage:
        """A folder of the bucket. Raises sealing.Unreadable, ProviderError."""
        card = self.card(connection.integration)
        wiring = Wiring(self.values(connection), self.client, self.allow_private)
        made: Storage = resolve(card.connect)(wiring, folder)
        return made

    def _made(self, connection: Connection, tester: str = "") -> Any:
        card = self.card(connection.integration)
        wiring = Wiring(self.values(connection), self.client, self.allow_private, tester)
        return resolve(card.connect)(wiring)


def connectable(cards: Sequence[Integration]) -> dict[str, Integration]:
    """The cards that a workspace can fill in by itself, by name."""
    return {card.name: card for card in cards if card.connect}


def hook_token(keyring: Keyring, workspace_id: UUID, id_: UUID) -> str:
    """The unguessable last part of the address to which the vendor reports."""
    return keyring.sign(_HOOK, f"{workspace_id.hex}{id_.hex}")


def file_hook_token(keyring: Keyring, workspace_id: UUID, source_id: UUID) -> str:
    """The unguessable last part of the address at which a vendor hands in mail for a source."""
    return keyring.sign(_FILE_HOOK, f"{workspace_id.hex}{source_id.hex}")


def hook_secret(keyring: Keyring, id_: UUID) -> str:
    """What a vendor that signs nothing says in a header, so that its posts are known for its own."""
    return keyring.sign(_HOOK_SECRET, id_.hex).rpartition(".")[2]


def of_hook_token(keyring: Keyring, token: str) -> tuple[UUID, UUID] | None:
    """Workspace and connection of such an address, or None when it is not ours."""
    return _two_ids(keyring.unsign(_HOOK, token))


def of_file_hook_token(keyring: Keyring, token: str) -> tuple[UUID, UUID] | None:
    """Workspace and source of such an address, or None when it is not ours."""
    return _two_ids(keyring.unsign(_FILE_HOOK, token))


def _two_ids(value: str | None) -> tuple[UUID, UUID] | None:
    if value is None or len(value) != 64:
        return None
    return UUID(value[:32]), UUID(value[32:])
