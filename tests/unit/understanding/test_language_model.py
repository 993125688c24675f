"""The detector says the same whether its tables are held or read from the data folder."""

from pathlib import Path

import pytest

from leadwright.features.understanding import language_model
from leadwright.features.understanding.language_model import LanguageModel

_TEXTS = (
    "Bitte senden Sie uns ein Angebot.",
    "Is there a plan for schools?",
    "見積もり",
    "x" * 900,
)


def test_kept_tables_give_the_same_probabilities(tmp_path: Path) -> None:
    held, kept = LanguageModel(("de", "en", "ja")), LanguageModel(("de", "en", "ja"))
    kept.load(tmp_path)
    assert [kept.rank(text) for text in _TEXTS] == [held.rank(text) for text in _TEXTS]
    assert len(list(tmp_path.glob("languages@*/moves.npy"))) == 1


def test_rows_that_are_not_remembered_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_model, "_REMEMBERED_ROWS", 3)
    held, kept = LanguageModel(("de", "en", "ja")), LanguageModel(("de", "en", "ja"))
    kept.load(tmp_path)
    for _ in range(2):
        assert [kept.rank(text) for text in _TEXTS] == [held.rank(text) for text in _TEXTS]
