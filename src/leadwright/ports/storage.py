"""Places that files are fetched from, and the receiver of those files. Consumer: `features/sources`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from leadwright.domain.ids import WorkspaceId


@dataclass(frozen=True)
class StoredObject:
    """One file in a listing. `key` is its path below the place; a new `version` is a new file.

    `is_locked`: not a file but a folder that we may not enter.
    """

    key: str
    version: str
    size: int
    is_locked: bool = False

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]


@dataclass(frozen=True)
class StoragePlace:
    """`folder` is a folder on this machine or, with a connection, a prefix in its bucket."""

    folder: str
    connection_id: UUID | None = None


def leads_astray(key: str) -> bool:
    """Whether a key could escape its place, or is malformed: no listing contains such a key."""
    return "\0" in key or any(part in {"", ".", ".."} for part in key.split("/"))


class Storage(Protocol):
    """One bucket or folder. Every method raises ProviderError, worded for the person who set it up."""

    async def listed(self, most: int) -> Sequence[StoredObject]:
        """The current files, including subfolders; at most `most`, ordered by key."""
        ...

    async def read(self, key: str, most_bytes: int) -> bytes:
        """The content of a listed object; ProviderError if it is now larger than `most_bytes`.

        Also ProviderError for a key that escapes the place.
        """
        ...

    async def check(self) -> str:
        """Returns a sentence about what it contains."""
        ...

    async def close(self) -> None: ...


class Storages(Protocol):
    """Opens the places of a workspace's sources. No transaction may be open. Raises ProviderError."""

    async def open(self, workspace_id: WorkspaceId, place: StoragePlace) -> Storage: ...


@dataclass(frozen=True)
class ArrivedFile:
    """A file fetched from a source. `way` is the source's kind: folder, bucket or mail.

    `is_event_leads`: its people left their details at an event and may be answered; `consent` says why.
    """

    name: str
    content: bytes = field(repr=False)
    way: str
    source_name: str
    is_event_leads: bool
    consent: str


class Receiver(Protocol):
    """Stores a file in the caller's transaction, and returns the id of its import."""

    async def __call__(self, session: Any, file: ArrivedFile) -> UUID: ...
