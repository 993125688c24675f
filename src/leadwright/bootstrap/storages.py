"""Opens the places of sources, folders and buckets, and hands what is found to the imports."""

from pathlib import Path
from typing import Any
from uuid import UUID

from leadwright.bootstrap.common import Runtime
from leadwright.bootstrap.connections import opener
from leadwright.domain.errors import ProviderError
from leadwright.domain.ids import WorkspaceId
from leadwright.features.connections import queries
from leadwright.features.connections.opening import Opener
from leadwright.features.connections.sealing import Unreadable
from leadwright.features.imports import actions as imports
from leadwright.integrations.watched_folder.folder import WatchedFolder
from leadwright.kernel.db.session import Database
from leadwright.ports.storage import ArrivedFile, Storage, StoragePlace

FILES = "files"


class OpenedStorages:
    """The library of buckets is loaded when the first one is opened."""

    def __init__(self, database: Database, opener: Opener, folders: tuple[str, ...]) -> None:
        self._database = database
        self._opener = opener
        self._folders = tuple(map(Path, folders))

    async def open(self, workspace_id: WorkspaceId, place: StoragePlace) -> Storage:
        if place.connection_id is None:
            return WatchedFolder(place.folder, self._folders)
        async with self._database.read(workspace_id) as session:
            connection = await queries.one(session, place.connection_id)
        if connection is None or connection.purpose != FILES:
            raise _gone("The bucket's connection was removed. Choose another one.")
        try:
            return self._opener.storage(connection, place.folder)
        except Unreadable as problem:
            raise _gone(str(problem)) from problem


def storages(runtime: Runtime, opens: Opener | None = None) -> OpenedStorages:
    """`opens`: of a process that has one already."""
    return OpenedStorages(
        runtime.database, opens or opener(runtime), runtime.settings.watch_folders
    )


async def to_imports(session: Any, file: ArrivedFile) -> UUID:
    """A file of a source becomes an import, which goes on by itself when all its columns are certain."""
    upload = imports.Upload(
        name=file.name,
        content=file.content,
        way=file.way,
        source_name=file.source_name,
        answer="send" if file.is_event_leads else "none",
        consent=file.consent,
    )
    return await imports.receive(session, upload)


def _gone(words: str) -> ProviderError:
    return ProviderError(words, permanent=False, connection_broken=True)
