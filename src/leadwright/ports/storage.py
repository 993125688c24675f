"""Places that files are fetched from, and the receiver of those files. Consumer: `features/sources`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from leadwright.domain.ids import WorkspaceId


@dataclass(frozen=True)
class StoredObject:
    """One file as a listing shows it. `key` is its path below the place; a new `version` is a new file.

    `is_locked`: no file but a folder in the place that may not be entered.
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
    """`folder` is a folder of this machine, or with a connection one within its bucket."""

    folder: str
    connection_id: UUID | None = None


def leads_astray(key: str) -> bool:
    """Whether a key could lead out of its place, or nowhere: no listing shows such a one."""
    return "\0" in key or any(part in {"", ".", ".."} for part in key.split("/"))


class Storage(Protocol):
    """One bucket or folder. Every method raises ProviderError in words for the person who set it up."""

    async def listed(self, most: int) -> Sequence[StoredObject]:
        """What is there now, folders below it too; at most `most`, in the order of their keys."""
        ...

    async def read(self, key: str, most_bytes: int) -> bytes:
        """The content of a listed object; ProviderError if it is longer than `most_bytes` by now.

        Also for a key that leads out of the place.
        """
        ...

    async def check(self) -> str:
        """A sentence about what is there."""
        ...

    async def close(self) -> None: ...


class Storages(Protocol):
    """Opens the places of a workspace's sources. No transaction may be open. Raises ProviderError."""

    async def open(self, workspace_id: WorkspaceId, place: StoragePlace) -> Storage: ...


@dataclass(frozen=True)
class ArrivedFile:
    """A file taken from a source. `way` is the source's kind: folder, bucket or mail.

    `is_event_leads`: its people left their names at an event and may be answered; `consent` says why.
    """

    name: str
    content: bytes = field(repr=False)
    way: str
    source_name: str
    is_event_leads: bool
    consent: str


class Receiver(Protocol):
    """Takes a file in with the caller's transaction, and gives the id of its import."""

    async def __call__(self, session: Any, file: ArrivedFile) -> UUID: ...
