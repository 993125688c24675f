"""One embedded PostgreSQL for all in-process tests of a run, and the installation on it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.integration.installation import (
    Installation,
    Workplace,
    close_database,
    open_installation,
)
from tests.prepared import copy_of_prepared

from leadwright.bootstrap import setup
from leadwright.integrations.fake.vendor_server import FakeVendor
from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.settings import Settings


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("installation")


@pytest.fixture(scope="session")
def database_server(
    data_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DatabaseUrls]:
    copy_of_prepared(tmp_path_factory, data_folder)
    # What a test wrote need not outlive the machine, so that no commit waits for the disk.
    hasty = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    server = EmbeddedPostgres(data_folder / "postgres", settings=hasty)
    urls = server.start()
    setup.prepare(Settings(data=data_folder), urls)
    yield urls
    server.stop()


@pytest.fixture(scope="session")
async def database_urls(database_server: DatabaseUrls) -> AsyncIterator[DatabaseUrls]:
    """A prepared database: schema, first workspace, demo workspace."""
    yield database_server
    await close_database(database_server)


@pytest.fixture
async def installation(
    database_urls: DatabaseUrls, data_folder: Path
) -> AsyncIterator[Installation]:
    async with open_installation(database_urls, data_folder) as made:
        yield made


@pytest.fixture
async def instance(
    database_urls: DatabaseUrls, data_folder: Path, vendor: FakeVendor
) -> AsyncIterator[Installation]:
    """An installation whose operator allows the server that a test's own `vendor` is."""
    async with open_installation(database_urls, data_folder, allow_private=(vendor.place,)) as made:
        yield made


@pytest.fixture
async def place(installation: Installation) -> Workplace:
    """A workspace of this test's own."""
    return await installation.workplace()
