"""Language of short and long messages."""

import pytest

from leadwright.features.understanding.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We would like to see the product with our team.", "en"),
        # its words must be seen whole: from leavings like "I" and "é" anything can be told
        (
            "Wij bouwen webshops voor groothandels zoals u en hebben in januari plek voor één nieuw project.",
            "nl",
        ),
        ("price?", "en"),
        ("Bitte senden Sie uns ein Angebot.", "de"),
        ("preis pro nutzer?", "de"),
        ("Nous cherchons un fournisseur.", "fr"),
        ("devis svp", "fr"),
        ("¿Cuánto cuesta para diez personas?", "es"),
        ("Vorremmo rivendere il vostro software.", "it"),
        ("Gostaríamos de ver o sistema.", "pt"),
        ("Wat kost het voor dertig gebruikers?", "nl"),
        ("Proszę o wiążącą ofertę.", "pl"),
        ("価格表を送ってください。", "ja"),
        ("Πόσο κοστίζει για 25 χρήστες; Acme CRM", "el"),
        ("रोजगार के लिए 25 लोगों की कंपनी", "hi"),
        ("อยากดูการสาธิตระบบสัปดาห์หน้า", "th"),
        ("გამარჯობა, რა ღირს პროგრამა?", "ka"),
        ("The α and β versions of our board, which one do you support?", "en"),
        ("", "und"),
        ("12345 !!!", "und"),
        ("asdkjh qwe", "und"),
        ("dfgdfg", "und"),
        ("Hoi", "nl"),
        ("Witam", "pl"),
        ("https://only.example/link", "en"),
    ],
)
def test_the_language_of_a_message(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_the_address_tips_the_scales_only_for_short_texts() -> None:
    assert detect_language("Demo", email="a@firma.de") == "de"
    long_text = "We would like to see the product with our team before we decide on anything else."
    assert detect_language(long_text, email="a@firma.de") == "en"


def test_the_dialling_code_is_a_hint_too() -> None:
    assert detect_language("Demo", phone="+33 1 42 68 53 00") == "fr"
