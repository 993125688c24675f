"""The language of a message. Short ones are decided with the help of address and phone."""

import re
import unicodedata
from collections import Counter
from typing import Final

from leadwright.kernel.languages import KNOWN, OF_ALL, sure_of

SPOKEN: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja")
# Outside the nine we expect few messages, and short texts drift there by chance.
_PRIOR: Final = {language: 1.0 if language in SPOKEN else 0.35 for language in KNOWN} | {"en": 1.6}
_HINTED: Final = 3.0
_NOISE: Final = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|(?-i:\b[A-Z]{2,}\b)|\b(?:demo|crm|erp|software|api|cv|email"
    r"|online|iso|sap|gdpr)\b|[\d_]+",
    re.IGNORECASE,
)
_ENCODED: Final = re.compile(r"[A-Za-z0-9+/]{28,}={0,2}")
_BY_DOMAIN: Final = {
    "de": "de", "at": "de", "fr": "fr", "es": "es", "mx": "es", "ar": "es", "co": "es", "cl": "es",
    "pe": "es", "it": "it", "pt": "pt", "br": "pt", "nl": "nl", "pl": "pl", "jp": "ja", "uk": "en",
    "us": "en", "ie": "en", "au": "en", "nz": "en",
}  # fmt: skip
_BY_DIALLING: Final = (
    ("+49", "de"), ("+43", "de"), ("+33", "fr"), ("+34", "es"), ("+52", "es"), ("+39", "it"),
    ("+351", "pt"), ("+55", "pt"), ("+31", "nl"), ("+48", "pl"), ("+81", "ja"), ("+44", "en"), ("+1", "en"),
)  # fmt: skip
# Words that settle a message too short for statistics.
_TELLTALES: Final = {
    "en": "please pls hey call contact job open price pricing hello hi thanks quote order how want need the"
    " you your we interested"
    " help my i is are have when with of and for can what do does u",
    "de": "bitte preis preise hallo danke angebot wie und ich wir nicht kosten für anfrage haben hätte der"
    " die das ist ein eine sie mit auf den zu ihr ihre gern moin servus hilfe",
    "fr": "svp merci bonjour devis prix combien tarif tarifs nous je vous pour est une le les des et avec"
    " votre vos mon du au ça salut bonsoir panne",
    "es": "gracias hola precio precios presupuesto cuánto cuanto quiero tarifas por queremos con una el los"
    " las del su sus para mi se nos en qué tienen buenas buenos días",
    "it": "grazie buongiorno prezzo prezzi preventivo quanto vorrei per sono il gli della nel nella di che"
    " avete con vostro una si è a salve ciao",
    "pt": "obrigado obrigada preço preços orçamento gostaria gostaríamos você não bom dia olá quero o"
    " os um uma do da meu minha seu para com em procuro ao têm tem quer vocês"
    " oi boa tarde noite",
    "nl": "graag bedankt prijs offerte hoeveel kost wij een goedemorgen het uw u de van ik voor met wat"
    " hoi hallo",
    "pl": "proszę poprosze dziękuję cena ile dzień dobry czy chcę szt w na z nie się dla jest do"
    " witam cześć macie praca",
}
_SIGNS: Final = {"de": "ß", "es": "¿¡ñ", "pt": "ãõ", "pl": "łąęśżźć", "fr": "œêè"}
_TELLS: Final = {
    word: tuple(name for name, words in _TELLTALES.items() if word in words.split())
    for word in " ".join(_TELLTALES.values()).split()
}
_SIGN_TELLS: Final = {sign: name for name, signs in _SIGNS.items() for sign in signs}
_WORD_OR_SIGN: Final = re.compile(rf"\w+|[{''.join(_SIGN_TELLS)}]")
# As a pattern that ignores case takes them.
_SAME_LETTERS: Final = str.maketrans("ſıİ", "sii")
_TOLD: Final = 2.2
_SHORT: Final = 90
# Letters that hardly any other language is written in, by the first word of Unicode's names for them.
_BY_LETTERS: Final = {
    "GREEK": "el", "HEBREW": "he", "ARMENIAN": "hy", "GEORGIAN": "ka", "DEVANAGARI": "hi", "BENGALI": "bn",
    "GURMUKHI": "pa", "GUJARATI": "gu", "ORIYA": "or", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn",
    "MALAYALAM": "ml", "SINHALA": "si", "THAI": "th", "LAO": "lo", "TIBETAN": "bo", "MYANMAR": "my",
    "KHMER": "km", "ETHIOPIC": "am",
}  # fmt: skip
_LAST_LATIN: Final = "\u024f"


def detect_language(text: str, *, email: str | None = None, phone: str | None = None) -> str:
    """BCP 47 of the text, `und` when none is likely enough. They tip the scales of short ones."""
    text = _ENCODED.sub(" ", text)
    words = _NOISE.sub(" ", text).strip()
    sample = words if sum(map(str.isalpha, words)) >= 3 else text
    if not any(map(str.isalpha, sample)):
        return "und"
    by_script = _script(sample) or own_letters(sample)
    if by_script:
        return by_script
    return _weighed(text, sample[:1_000], hint_of(email, phone))


def own_letters(text: str) -> str | None:
    """The language of a text in letters that hardly any other language is written in."""
    if text.isascii():
        return None
    letters = [sign for sign in text if sign.isalpha()]
    scripts = Counter(
        unicodedata.name(sign, "").partition(" ")[0] for sign in letters if sign > _LAST_LATIN
    )
    script, times = next(iter(scripts.most_common(1)), ("", 0))
    return _BY_LETTERS.get(script) if times * 2 > len(letters) else None


def hint_of(email: str | None, phone: str | None) -> str | None:
    """The language that the address's country or the dialling code suggests."""
    ending = (email or "").rpartition(".")[2].lower()
    number = (phone or "").replace(" ", "")
    dialled = next((language for code, language in _BY_DIALLING if number.startswith(code)), None)
    return _BY_DOMAIN.get(ending) or dialled


def _script(text: str) -> str | None:
    """Kana are Japanese whatever else stands around them."""
    kana = len(re.findall(r"[぀-ヿ]", text))
    return "ja" if kana and kana * 5 >= sum(map(str.isalpha, text)) else None


def _telltales(text: str) -> Counter[str]:
    """How often a word tells of each language, or a letter in a word that does not."""
    told: Counter[str] = Counter()
    for word in _WORD_OR_SIGN.findall(text.translate(_SAME_LETTERS).lower()):
        by_word = _TELLS.get(word, ())
        told.update(by_word)
        if not word.isascii():
            told.update(
                name
                for sign in word
                if (name := _SIGN_TELLS.get(sign)) is not None and name not in by_word
            )
    return told


def _weighed(text: str, sample: str, hint: str | None) -> str:
    short = len(text) <= _SHORT
    scores: dict[str, float] = {}
    for language, probability in OF_ALL.rank(sample):
        weight = _PRIOR[language]
        if short and language == hint:
            weight *= _HINTED
        scores[language] = probability * weight
    if short:
        told = _telltales(text)
        for language in _TELLTALES:
            scores[language] = (scores[language] + 0.02) * _TOLD ** min(3, told[language])
        by_words = [language for language in _TELLTALES if told[language]]
        return sure_of(scores) or max(by_words, key=scores.__getitem__, default=hint or "und")
    return sure_of(scores) or "und"
