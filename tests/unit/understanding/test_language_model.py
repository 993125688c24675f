"""The detector says the same whether its tables are held or read from the data folder."""

from pathlib import Path

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
