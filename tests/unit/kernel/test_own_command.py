"""How pages and the console call the product's command."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadwright.kernel.own_command import own_command


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    own_command.cache_clear()
    yield
    own_command.cache_clear()


def _installed_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = folder / ".venv/bin"
    programs.mkdir(parents=True)
    (programs / "leadwright").touch()
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", str(folder))


def test_beside_a_checkout_the_command_is_said_as_it_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _installed_in(tmp_path, monkeypatch)
    monkeypatch.chdir(tmp_path)
    assert own_command() == ".venv/bin/leadwright"


def test_where_it_lies_is_told_to_nobody_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _installed_in(tmp_path / "opt", monkeypatch)
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    assert own_command() == "leadwright"


def test_on_the_path_it_has_its_bare_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _installed_in(tmp_path, monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".venv/bin/leadwright").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / ".venv/bin"))
    assert shutil.which("leadwright")
    assert own_command() == "leadwright"
