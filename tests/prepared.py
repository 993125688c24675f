"""What takes seconds to make and is alike for all tests: made once a run, by the runner that comes first."""

import fcntl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from leadwright.bootstrap.embedding import models_folder
from leadwright.integrations.use_multilingual.embedder import UseMultilingual
from leadwright.kernel import languages
from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.upgrade import upgrade_now


def encoder(factory: pytest.TempPathFactory) -> UseMultilingual:
    """The real encoder, over the tables that all runners share."""
    return UseMultilingual(folder=_once(factory, "prepared-models", _make_models))


def copy_of_prepared(factory: pytest.TempPathFactory, folder: Path) -> None:
    """Make `folder` the data folder of an installation with all tables and no rows."""
    models = _once(factory, "prepared-models", _make_models)
    database = _once(factory, "prepared-database", _make_database)
    folder.mkdir(parents=True, exist_ok=True)
    copies = (("-a", database, folder / "postgres"), ("-al", models, models_folder(folder)))
    for how, made, place in copies:  # the models are only read: links will do
        subprocess.run(["cp", how, "--reflink=auto", made, place], check=True)


def _make_models(folder: Path) -> None:
    UseMultilingual(folder=folder)
    languages.LanguageModel(languages.KNOWN).load(folder)


def _make_database(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    upgrade_now(server.start())
    server.stop()


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # a runner of xdist
    made = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = shared / f"{name}.unfinished"
            make(unfinished)
            unfinished.rename(made)
    return made
