"""Numbers as people write them: `24.000`, `12 000`, `1,5`, `20k`, `30 mil`, `nine`."""

import re
from typing import Final

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
_KANJI_UNITS: Final = {"十": 10, "百": 100, "千": 1_000}
_KANJI: Final = frozenset("一二三四五六七八九十百千")
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
_WORDS: Final = {
    1: "ein eine einem einer un une uno una 一",
    2: "two zwei deux dos due dois duas twee dwa dwie dwóch dwoje 二",
    3: "three drei trois tres tre três drie trzy troje 三",
    4: "four vier quatre cuatro quattro quatro cztery czworo 四",
    5: "five fünf cinq cinco cinque vijf pięć pięcioro 五",
    6: "six sechs seis sei zes sześć 六",
    7: "seven sieben sept siete sette sete zeven siedem 七",
    8: "eight acht huit ocho otto oito osiem 八",
    9: "nine neun neuf nueve nove negen dziewięć 九",
    10: "ten zehn dix diez dieci dez tien dziesięć 十",
    11: "eleven elf onze once undici jedenaście",
    12: "twelve zwölf douze doce dodici doze twaalf dwanaście",
    13: "thirteen dreizehn treize trece tredici treze dertien trzynaście",
    14: "fourteen vierzehn quatorze catorce quattordici catorze veertien czternaście",
    16: "sixteen sechzehn seize dieciséis sedici dezasseis zestien szesnaście",
    17: "seventeen siebzehn diecisiete diciassette dezassete zeventien siedemnaście",
    18: "eighteen achtzehn dieciocho diciotto dezoito achttien osiemnaście",
    19: "nineteen neunzehn diecinueve diciannove dezanove negentien dziewiętnaście",
    15: "fifteen fünfzehn quinze quince quindici vijftien",
    20: "twenty zwanzig vingt veinte venti vinte twintig",
    30: "thirty dreißig trente treinta trenta trinta dertig",
    40: "forty vierzig quarante cuarenta quaranta quarenta veertig",
    50: "fifty fünfzig cinquante cincuenta cinquanta cinquenta vijftig",
    100: "hundred hundert cent cien cento cem honderd",
}
WORD_VALUES: Final = {word: value for value, words in _WORDS.items() for word in words.split()}
# "one" and its kin are articles too ("one of you"), so they never count people by themselves.
_COMPOUNDS: Final = (
    r"(?:twenty|thirty|forty|fifty)[- ](?:one|two|three|four|five|six|seven|eight|nine)"
    r"|(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(?:zwanzig|dreißig|vierzig|fünfzig)"
)
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
KANJI_NUMBER: Final = r"[一二三四五六七八九十百千]+"
COUNTING_WORD: Final = "|".join(
    (
        _COMPOUNDS,
        *(re.escape(w) for w, v in sorted(WORD_VALUES.items(), key=lambda p: -len(p[0])) if v > 1),
    )
)


def parse_number(text: str) -> float:
    """The value of one written number without its magnitude: groups of three are thousands."""
    plain = re.sub(r"[\s’']", "", text.strip())
    if not plain[0].isdigit():
        return _in_kanji(plain) if plain[0] in _KANJI else _spelled(text)
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
            value += WORD_VALUES.get(word, 0)
    return value


def _in_kanji(text: str) -> float:
    """`百五十` is 150: a unit multiplies the digit before it."""
    value, digit = 0, 0
    for sign in text:
        if sign in _KANJI_UNITS:
            value, digit = value + max(digit, 1) * _KANJI_UNITS[sign], 0
        else:
            digit = WORD_VALUES[sign]
    return float(value + digit)


_COMPOUND: Final = re.compile(r"([a-zäöüß]+)[- ]([a-z]+)|([a-zäöü]+)und([a-zäöüß]+)", re.IGNORECASE)


def parse_count(text: str) -> int:
    """A count in digits or words: `1.250`, `nine`, `forty-five`, `fünfundvierzig`."""
    compound = _COMPOUND.fullmatch(text.strip().lower())
    if compound:
        return sum(WORD_VALUES.get(word, 0) for word in compound.groups() if word)
    return int(parse_number(text))


def factor(magnitude: str | None) -> int:
    """What a magnitude multiplies by: `k` is 1,000."""
    word = (magnitude or "").strip().rstrip(".").lower()
    return next((value for pattern, value in _FACTORS if pattern.match(word)), 1)
