"""Data folders without the wait for initdb, and processes that are gone when the test ends."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.db.processes import Process, wait_until_gone

from leadwright.kernel.db.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with roles and database, stopped in order; only to be copied."""
    folder = tmp_path_factory.mktemp("pattern") / "postgres"
    database = EmbeddedPostgres(folder)
    database.start()
    database.stop()
    return folder


@pytest.fixture
def folder(pattern: Path, tmp_path: Path) -> Path:
    """A data folder of this test's own, started once before."""
    copy = tmp_path / "postgres"
    subprocess.run(["cp", "-a", pattern, copy], check=True)
    return copy


@pytest.fixture
def process(folder: Path) -> Iterator[Callable[..., Process]]:
    """Makes processes that are gone, with their servers, at the end of the test."""
    made: list[Process] = []

    def make(place: Path = folder, **how: Any) -> Process:
        made.append(Process(place, **how))
        return made[-1]

    yield make
    for one in made:
        one.close()
        if one.server is not None:
            wait_until_gone(one.server)
        one.sweep()
