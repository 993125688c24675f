"""The detector says the same whether its tables are held or read from the data folder."""

from pathlib import Path

import pytest
from py3langid import langid

from leadwright.features.replies.validation import fact_sheet
from leadwright.kernel import languages
from leadwright.kernel.languages import LanguageModel

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
    monkeypatch.setattr(languages, "_REMEMBERED_ROWS", 3)
    held, kept = LanguageModel(("de", "en", "ja")), LanguageModel(("de", "en", "ja"))
    kept.load(tmp_path)
    for _ in range(2):
        assert [kept.rank(text) for text in _TEXTS] == [held.rank(text) for text in _TEXTS]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Your data stays on servers in Frankfurt.", "en"),
        ("Ihre Daten bleiben auf Servern in Frankfurt.", "de"),
        ("Vos données restent sur des serveurs à Francfort.", "fr"),
        ("データは国内のサーバーに保管されます。", "ja"),
    ],
)
def test_replies_tell_languages_by_the_tables_that_messages_are_read_with(
    line: str, language: str
) -> None:
    assert fact_sheet.language_of(line) == language
    # A second set of tables would be loaded amid somebody's first reply, and take 74 MB more.
    assert langid.IDENTIFIER is None
