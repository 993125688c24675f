"""Numbers in words, in each language's own: `fifty thousand`, `neunundachtzig`, `quarante-huit`, 百五十.

The one table of them. No library reads all nine languages: text2num knows neither Polish nor Japanese,
number-parser two of the nine, and both read the numbers of a whole text, not those that count as a claim.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Final

# Up to three are everyday speech ("two things"): those count only before a measure of time or share.
_EVERYDAY: Final = 3
# Up to nineteen, the tens, the hundred and the thousand.
_TABLES: Final[dict[str, tuple[str, str, str]]] = {
    "en": (
        (
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
            " sixteen seventeen eighteen nineteen"
        ),
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "hundred thousand",
    ),
    "de": (
        (
            "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"
            " sechzehn siebzehn achtzehn neunzehn"
        ),
        "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
        "hundert tausend",
    ),
    "fr": (
        (
            "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
            " dix-sept dix-huit dix-neuf"
        ),
        "vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix",
        "cent mille",
    ),
    "es": (
        (
            "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
            " dieciséis diecisiete dieciocho diecinueve"
        ),
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        "cien mil",
    ),
    "it": (
        (
            "un due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici"
            " quindici sedici diciassette diciotto diciannove"
        ),
        "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
        "cento mila",
    ),
    "pt": (
        (
            "um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze"
            " dezasseis dezassete dezoito dezanove"
        ),
        "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
        "cem mil",
    ),
    "nl": (
        (
            "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien"
            " zestien zeventien achttien negentien"
        ),
        "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
        "honderd duizend",
    ),
    "pl": (
        (
            "jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście"
            " trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście"
        ),
        (
            "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt"
            " osiemdziesiąt dziewięćdziesiąt"
        ),
        "sto tysięcy",
    ),
}
# Articles too, so that they are numbers only behind a hyphen: `twenty-one`.
_ONE: Final = frozenset(units.split()[0] for units, *_ in _TABLES.values())
_OTHER_FORMS: Final[dict[str, dict[str, int]]] = {
    "es": {
        "veintiuno": 21, "veintidós": 22, "veintitrés": 23, "veinticuatro": 24, "veinticinco": 25,
        "veintiséis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "ciento": 100,
        "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
        "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
    },
    "pt": {
        "duas": 2, "quatorze": 14, "dezesseis": 16, "dezessete": 17, "dezenove": 19, "cento": 100,
        "duzentos": 200, "duzentas": 200, "trezentos": 300, "trezentas": 300, "quatrocentos": 400,
        "quinhentos": 500, "quinhentas": 500, "seiscentos": 600, "setecentos": 700, "oitocentos": 800,
        "novecentos": 900,
    },
    "it": {"mille": 1000},
    "fr": {"cents": 100, "quatre-vingts": 80, "soixantaine": 60, "vingtaine": 20, "trentaine": 30}
    | {"dizaine": 10, "douzaine": 12, "centaine": 100, "quinzaine": 15, "cinquantaine": 50},
    "en": {"dozen": 12},
    "de": {"dutzend": 12, "dreissig": 30},
    "nl": {"één": 1, "tientallen": 10},
    "pl": {
        "dwie": 2, "dwoje": 2, "troje": 3, "czworo": 4, "pięcioro": 5, "dwóch": 2, "trzech": 3,
        "czterech": 4, "pięciu": 5, "sześciu": 6, "siedmiu": 7, "ośmiu": 8, "dziewięciu": 9,
        "dziesięciu": 10, "dwunastu": 12, "piętnastu": 15, "dwudziestu": 20, "trzydziestu": 30,
        "czterdziestu": 40, "czterdziestoma": 40, "pięćdziesięciu": 50, "sześćdziesięciu": 60,
        "stu": 100, "dwieście": 200, "dwustu": 200, "trzysta": 300, "pięćset": 500,
        "tysiąc": 1000, "tysiące": 1000,
    },
}  # fmt: skip
_KANJI: Final = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)}
_KANJI_UNITS: Final = {"十": 10, "百": 100, "千": 1_000}
KANJI: Final = "".join((*_KANJI, *_KANJI_UNITS))
# Written as one word: what stands between its parts.
_GROWN: Final = {"de": "und", "nl": "en", "it": ""}
# "anderthalbtausend", "anderhalfduizend"
_HALVES: Final = {
    "de": {"anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5, "dreieinhalb": 3.5}
    | {"viereinhalb": 4.5, "fünfeinhalb": 5.5, "siebeneinhalb": 7.5},
    "nl": {"anderhalf": 1.5, "tweeënhalf": 2.5},
}
# Everyday words too: numbers only before a measure. Behind "per" a hundred is a share.
_AMBIGUOUS: Final = frozenset({"sei", "neuf", "acht", "elf"})
_SHARE: Final = re.compile(r"\b(?:per|por)\s+$", re.IGNORECASE)
_MEASURE: Final = re.compile(
    r"\s+(?:working |business |more |full |volle |ganze )?"
    r"(?:minut\w*|hours?|days?|weeks?|months?|years?|per ?cent|prozent\w*|stunden?|tagen?|wochen"
    r"|monaten?|jahren?"
    r"|heures?|jours?|semaines?|mois|ans|années|pour ?cent|horas?|días?|semanas?|meses|años|por ciento"
    r"|ore|giorni|settimane|mesi|anni|per ?cento|dias?|anos|por cento|uur|uren|dagen|werkdagen|weken"
    r"|maanden|jaar|jaren|procent\w*|godzin\w*|dni|tygodni\w*|miesi[ąę]c\w*|lat|lata)\b(?!\s+(?:ago"
    r"|fa|geleden|temu)\b)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HUNDRED, _THOUSAND = 100, 1_000
_BETWEEN: Final = " andetyANDETY"
_AND: Final = frozenset({"and", "et", "y", "e"})


def found(text: str, language: str) -> Iterator[tuple[str, Decimal]]:
    """Each number that counts: as it stands, and its value."""
    for raw, value, end in _runs(text, language):
        measured = _MEASURE.match(text, end) is not None
        if measured or (value > _EVERYDAY and raw.casefold() not in _AMBIGUOUS):
            yield raw, value


def values(text: str, language: str) -> set[Decimal]:
    """Every number said in words, small ones too."""
    return {value for _, value, _ in _runs(text, language)}


def values_anywhere(text: str) -> set[Decimal]:
    """The same in whichever language it is said."""
    spoken = {part for word in _WORD.findall(text.casefold()) for part in (word, *word.split("-"))}
    if spoken.isdisjoint(every()):
        return set()
    return set().union(*(values(text, code) for code in _TABLES))


def _runs(text: str, language: str) -> Iterator[tuple[str, Decimal, int]]:
    """Neighbouring number words as one number: words, value, where they end."""
    known = names(language)
    run: list[tuple[re.Match[str], int]] = []
    for word in _WORD.finditer(text) if known else ():
        lowered = word.group().casefold()
        value = (
            None
            if _SHARE.search(text[max(0, word.start() - 5) : word.start()])
            else _value(lowered, known)
        )
        if run and text[run[-1][0].end() : word.start()].strip(_BETWEEN):
            yield _sum(text, run)
            run = []
        if value is not None:
            run.append((word, value))
        elif run and lowered not in _AND:
            yield _sum(text, run)
            run = []
    if run:
        yield _sum(text, run)


def _sum(text: str, run: list[tuple[re.Match[str], int]]) -> tuple[str, Decimal, int]:
    total = group = 0
    for _, value in run:
        if value == _THOUSAND:
            total, group = total + max(group, 1) * value, 0
        elif value == _HUNDRED and 0 < group < 10:
            group *= value
        else:
            group += value
    begin, end = run[0][0].start(), run[-1][0].end()
    return text[begin:end], Decimal(total + group), end


def value(word: str) -> int | None:
    """What one word says in any of the languages: `forty-five`, `quatre-vingt-deux`, 十二."""
    if word and all(sign in KANJI for sign in word):
        return in_kanji(word)
    return _value(word.casefold(), every())


def _value(word: str, known: dict[str, int]) -> int | None:
    if word in known:
        return known[word]
    front, hyphen, last = word.rpartition("-")
    unit = 1 if last in _ONE else known.get(last)
    before = _value(front, known) if hyphen and unit else None
    if before is not None and unit:
        return before + unit
    return _glued(word, known)


def _glued(word: str, known: dict[str, int]) -> int | None:
    """`zweitausendfünfhundert`, `tweehonderdvijftig`: a large number and what it leaves over."""
    for large in _LARGE:
        front, found, last = word.rpartition(large)
        head, rest = known.get(front + large), known.get(last.removeprefix("und"))
        if found and head and rest:
            return head + rest
    return None


@cache
def words(*languages: str) -> dict[str, int]:
    """The words that numbers are made of, from two up to the hundreds; of one language or of several."""
    found: dict[str, int] = {}
    for code in languages:
        units, tens, hundred, _ = _parts(code)
        found |= {word: number for number, word in enumerate(units, 1)}
        found |= {word: number for number, word in zip(range(20, 100, 10), tens, strict=True)}
        found |= {hundred: _HUNDRED} | _OTHER_FORMS.get(code, {})
    return {word: number for word, number in found.items() if 1 < number < _THOUSAND}


@cache
def names(language: str) -> dict[str, int]:
    """Each word for a number of this language, those too that it writes as one word."""
    code = language.partition("-")[0].casefold()
    if code not in _TABLES:
        return {}
    units, tens, hundred, thousand = _parts(code)
    known = {word: number for number, word in enumerate(units, 1)} | words(code)
    if code in _GROWN:
        known |= dict(_grown(code, units, tens))
        known |= dict(_large(known, hundred, thousand))
        known |= {f"{half}{thousand}": round(n * 1000) for half, n in _HALVES.get(code, {}).items()}
    known |= {thousand: _THOUSAND}
    return {word: n for word, n in known.items() if n > 1} | _OTHER_FORMS.get(code, {})


@cache
def every() -> dict[str, int]:
    """The words of all languages; `elf` and `sei` are numbers here, whatever else they mean."""
    return {word: number for code in _TABLES for word, number in names(code).items()}


@cache
def spelled(*languages: str) -> str:
    """A pattern of one such word, longest first, those too that are written as one word."""
    longest_first = sorted(words(*languages), key=len, reverse=True)
    return "|".join((*_compounds(languages), *map(re.escape, longest_first)))


def _compounds(languages: tuple[str, ...]) -> Iterator[str]:
    """Tens with units, as each language joins them."""
    for code in languages:
        units, tens, *_ = _parts(code)
        ones, high = "|".join(units[:9]), "|".join(tens)
        if code == "en":
            yield rf"(?:{high})[- ](?:{ones})"
        elif code == "fr":
            yield rf"(?:{high})-(?:{'|'.join(units[1:])})"
        elif code == "it":
            stems = "|".join(word[:-1] for word in tens)
            yield rf"(?:{stems})[aeiou]?(?:{ones})"
        elif code in _GROWN:
            yield rf"(?:{ones})(?:{_GROWN[code]}|ën)(?:{high})"


def grown() -> str:
    """A pattern of words that may be hundreds or thousands written as one word; `value` tells which are."""
    large = {part for code in _GROWN for part in _parts(code)[2:]} | {"mille"}
    return rf"[^\W\d_]*(?:{'|'.join(sorted(large))})[^\W\d_]*"


def in_kanji(text: str) -> int:
    """`百五十` is 150: a unit multiplies the digit before it."""
    value, digit = 0, 0
    for sign in text:
        if sign in _KANJI_UNITS:
            value, digit = value + max(digit, 1) * _KANJI_UNITS[sign], 0
        else:
            digit = _KANJI[sign]
    return value + digit


def _parts(code: str) -> tuple[list[str], list[str], str, str]:
    units, tens, large = (part.split() for part in _TABLES[code])
    return units, tens, large[0], large[1]


def _grown(code: str, units: list[str], tens: list[str]) -> Iterator[tuple[str, int]]:
    """`fünfundzwanzig`, `tweeëndertig`, `ventotto`."""
    for ten, high in zip(range(20, 100, 10), tens, strict=True):
        for number, word in enumerate(units[:9], 1):
            if code == "it":
                yield f"{high[:-1] if number in {1, 8} else high}{word}", ten + number
            else:
                joint = "ën" if code == "nl" and word.endswith("e") else _GROWN[code]
                yield f"{word}{joint}{high}", ten + number


_LARGE: Final = ("tausend", "duizend", "mila", "mille", "hundert", "honderd", "cento")


def _large(small: dict[str, int], hundred: str, thousand: str) -> Iterator[tuple[str, int]]:
    """`honderdtien`, `zweihundert`, `diecimila`."""
    for word, number in small.items():
        yield f"{hundred}{word}", 100 + number
        yield f"{word}{thousand}", 1000 * number
        if number < 100:
            yield f"{word}{hundred}", 100 * number
        if number < 10:
            yield f"{word}{hundred}{thousand}", 100 * number * _THOUSAND
