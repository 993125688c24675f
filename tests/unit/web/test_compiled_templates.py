"""Compiled templates are kept for the next start, and never shown in place of an edited one."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from leadwright.web.render import Compiled

PAGE = "page.html"


def _drawn(source: str, folder: Path) -> str:
    environment = Environment(  # noqa: S701 -- nothing is given to escape
        loader=DictLoader({PAGE: source}), bytecode_cache=Compiled(str(folder))
    )
    return environment.get_template(PAGE).render()


def test_the_next_start_compiles_nothing_until_a_template_is_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _drawn("one {{ 1 + 1 }}", tmp_path / "kept") == "one 2"
    with monkeypatch.context() as without:
        without.setattr(Environment, "_generate", _refuse)
        assert _drawn("one {{ 1 + 1 }}", tmp_path / "kept") == "one 2"
    assert _drawn("two {{ 1 + 1 }}", tmp_path / "kept") == "two 2"


def test_where_nothing_can_be_written_templates_are_drawn_all_the_same(tmp_path: Path) -> None:
    assert _drawn("one {{ 1 + 1 }}", tmp_path / "not" / "there") == "one 2"
    assert not (tmp_path / "not").exists()


def test_what_another_version_compiled_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _drawn("one {{ 1 + 1 }}", tmp_path / "kept")
    monkeypatch.setattr("jinja2.__version__", "0")
    monkeypatch.setattr(Environment, "_generate", _refuse)
    with pytest.raises(NotImplementedError):
        _drawn("one {{ 1 + 1 }}", tmp_path / "kept")


def _refuse(*rest: object, **more: object) -> str:
    raise NotImplementedError
