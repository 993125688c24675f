"""How words are put on screens."""

import pytest

from leadwright.web.wording import direction


@pytest.mark.parametrize(
    ("text", "tag", "way"),
    [
        ("דוד ישראלי asks", "en", "ltr"),
        ("דוד, thanks for asking about the pumps", "", "ltr"),
        ("Re: שלום, כמה זה עולה?", "und", "rtl"),
        ("مرحبا A1", "ar-EG", "rtl"),
        ("Price of A1?", "he", "rtl"),
        ("12 345", None, "ltr"),
    ],
)
def test_a_text_runs_as_its_language_or_as_most_of_its_letters_do(
    text: str, tag: str | None, way: str
) -> None:
    assert direction(text, tag) == way
