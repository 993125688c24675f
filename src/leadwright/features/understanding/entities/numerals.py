"""Numbers as people write them: `24.000`, `12 000`, `1,5`, `20k`, `30 mil`, `nine`."""

import re
from typing import Final

from leadwright.domain import number_words
from leadwright.domain.sieve import unmarked

# Digits with thousands separators or decimals. A space is a separator only before three digits.
NUMBER: Final = (
    r"\d{1,3}(?:[ \u00a0\u202f’'.,]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)"
    r"|(?<!\d)\d{1,12}(?:[.,]\d{1,4})?(?!\d)"
)
MAGNITUDE: Final = (
    r"k(?![a-zäöü])|t(?=€|eur\b)|tsd\.?|tausend|thousand|grand(?![a-z])|mille(?![a-z])|mil(?![a-zé])"
    r"|mila(?![a-z])"
    r"|tysi[ąę]c\w*|tys\.?|duizend|m(?![a-zäöü²³0-9])|mio\.?|mill?ion(?:en|es|s|i|er|y)?|millón|millones"
    r"|milhões"
    r"|milhão|milion\w*|miljo\w+|mln\.?|万"
)
_HUNDRED: Final = 100
_FRACTIONS: Final = {
    word: value
    for value, words in (
        (0.25, "quarter viertel quart cuarto kwart ćwierć"),
        (0.5, "half demi medio mezzo meio half pół"),
        (1.5, "anderthalb eineinhalb anderhalf anderhalve półtora"),
    )
    for word in words.split()
}
_FACTORS: Final = (
    (re.compile(r"^(k|t|tsd|tausend|thousand|grand|mil|mila|mille|tys|tysi.*|duizend)$"), 1_000),
    (re.compile(r"^(m|mio|mln|mill?i.*|mill.n.*|milh.*|milion\w*|miljo.*)$"), 1_000_000),
    (re.compile(r"^万$"), 10_000),
)
# "one" and its kin are articles too ("one of you"), so they never count people by themselves.
_ONE: Final = dict.fromkeys("ein eine einem einer un une uno una".split(), 1)
_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "pl")
# A hundred in Polish, and "I am" in Italian.
_OF_ONE_LANGUAGE: Final = frozenset({"sto"})
WORD_VALUES: Final = {
    word: value
    for word, value in (number_words.words(*_LANGUAGES) | _ONE).items()
    if word not in _OF_ONE_LANGUAGE
}
_AS_TYPED: Final = {unmarked(word): value for word, value in WORD_VALUES.items() if value > 1}
_SPELLED_WORD: Final = "|".join(
    re.escape(word) for word in sorted({*WORD_VALUES, *_FRACTIONS}, key=len, reverse=True)
)
_AND: Final = r"(?:and|und|e|y|et|en|i)"
# "a hundred and twenty" of "a hundred and twenty thousand"
SPELLED: Final = rf"\b(?:{_SPELLED_WORD})(?:[ -](?:{_AND} )?(?:{_SPELLED_WORD})){{0,3}}(?: an?)?\b"
SPELLED_MAGNITUDE: Final = (
    r"thousand|grand|tausend|mille|mila|mil|tysi[ąę]c\w*|duizend|mill?ion(?:en|es|s|i|er|y)?|millón|milhão"
    r"|milion\w*|miljo\w+"
)
GROWN_NUMBER: Final = rf"\b(?:{number_words.grown()})\b"
KANJI_NUMBER: Final = rf"[{number_words.KANJI}]+"
COUNTING_WORD: Final = (
    rf"{number_words.spelled(*_LANGUAGES)}|(?!一(?![{number_words.KANJI}])){KANJI_NUMBER}"
)


def parse_number(text: str) -> float:
    """The value of one written number without its magnitude: groups of three are thousands."""
    plain = re.sub(r"[\s’']", "", text.strip())
    if not plain[0].isdigit():
        kanji = plain[0] in number_words.KANJI
        return float(number_words.in_kanji(plain)) if kanji else _spelled(text)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain):
        return float(re.sub(r"[.,]", "", plain))
    if "," in plain and "." in plain:
        decimal = max(plain.rfind(","), plain.rfind("."))
        whole = re.sub(r"[.,]", "", plain[:decimal])
        return float(f"{whole}.{plain[decimal + 1 :]}")
    head, separator, tail = (
        re.sub(r"[.,](?=\d{3}[.,])", "", plain).replace(",", ".").rpartition(".")
    )
    if separator and len(tail) == 3 and len(head) <= 3 and head != "0":
        return float(head + tail)
    return float(f"{head}{separator}{tail}")


def _spelled(text: str) -> float:
    """`a hundred and twenty`, `half a`, `dos`: hundreds multiply what stands before them."""
    value = 0.0
    for word in re.split(r"[\s-]+", text.strip().lower()):
        if word in _FRACTIONS:
            value += _FRACTIONS[word]
        elif WORD_VALUES.get(word) == _HUNDRED:
            value = max(value, 1) * _HUNDRED
        else:
            value += WORD_VALUES.get(word) or number_words.value(word) or 0
    return value


def parse_count(text: str) -> int:
    """A count in digits or words: `1.250`, `nine`, `fünfundvierzig`, `szesc` for `sześć`."""
    word = text.strip()
    whole = number_words.value(word)
    if whole is None:
        whole = _AS_TYPED.get(word.casefold())
    if whole is not None:
        return whole
    return int(parse_number(text))


def factor(magnitude: str | None) -> int:
    """What a magnitude multiplies by: `k` is 1,000."""
    word = (magnitude or "").strip().rstrip(".").lower()
    return next((value for pattern, value in _FACTORS if pattern.match(word)), 1)
