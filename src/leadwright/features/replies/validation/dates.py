"""Dates in words: which day, month or "tomorrow" a text names, in nine languages."""

import re
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja")

LOOSE = frozenset({"today", "tomorrow", "this week", "next week", "next month"})
"""Times that a question may propose without promising one."""
_NEAR = frozenset({"today", "tomorrow"})
_ANY = "any"
# Words, with an elision before or the end of a Portuguese weekday ("terça-feira") behind them.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+|-feira\b)?", re.IGNORECASE)
_ISO_MONTH = re.compile(r"\b\d{4}-(\d{2})-\d{2}\b")
_GERMAN_NOUNS = frozenset(
    "ende anfang mitte woche wochen tag tage tagen monat monate monaten monats jahr jahre jahren jahres"
    " quartal frühjahr frühling sommer herbst winter ostern pfingsten weihnachten".split()
)
_RELATIVE: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "today": ("today", "tonight", "this afternoon", "this morning", "end of day"),
        "tomorrow": ("tomorrow",),
        "this week": ("this week",),
        "next week": ("next week",),
        "next month": ("next month",),
    },
    "de": {
        "today": ("heute", "heutigen"),
        "tomorrow": ("morgen", "übermorgen"),
        "this week": ("diese woche", "dieser woche"),
        "next week": ("nächste woche", "nächster woche", "kommende woche", "kommender woche"),
        "next month": ("nächsten monat", "nächster monat", "kommenden monat"),
    },
    "fr": {
        "today": ("aujourd'hui", "aujourd’hui", "ce soir", "cet après-midi", "ce matin"),
        "tomorrow": ("demain", "après-demain"),
        "this week": ("cette semaine",),
        "next week": ("semaine prochaine",),
        "next month": ("mois prochain",),
    },
    "es": {
        "today": ("hoy", "esta tarde", "esta mañana"),
        "tomorrow": ("mañana mismo", "pasado mañana"),
        "this week": ("esta semana",),
        "next week": ("próxima semana", "semana que viene"),
        "next month": ("próximo mes", "mes que viene"),
    },
    "it": {
        "today": ("oggi", "stasera", "stamattina", "questo pomeriggio"),
        "tomorrow": ("domani", "dopodomani"),
        "this week": ("questa settimana",),
        "next week": ("prossima settimana", "settimana prossima", "settimana entrante"),
        "next month": ("mese prossimo", "prossimo mese"),
    },
    "pt": {
        "today": ("hoje", "esta manhã", "esta tarde"),
        "tomorrow": ("amanhã",),
        "this week": ("esta semana",),
        "next week": ("próxima semana", "semana que vem"),
        "next month": ("próximo mês", "mês que vem"),
    },
    "nl": {
        "today": ("vandaag", "vanavond", "vanmiddag", "vanochtend"),
        "tomorrow": ("morgen", "overmorgen"),
        "this week": ("deze week",),
        "next week": ("volgende week", "komende week"),
        "next month": ("volgende maand", "komende maand"),
    },
    "pl": {
        "today": ("dzisiaj", "dziś", "dzisiejszym", "dzisiejszego"),
        "tomorrow": ("jutro", "jutra", "jutrzejszym", "pojutrze"),
        "this week": ("w tym tygodniu",),
        "next week": ("przyszłym tygodniu", "następnym tygodniu", "za tydzień"),
        "next month": ("przyszłym miesiącu", "następnym miesiącu", "za miesiąc"),
    },
    "ja": {
        "today": ("今日", "本日"),
        "tomorrow": ("明日", "明後日", "あした", "あさって"),
        "this week": ("今週",),
        "next week": ("来週",),
        "next month": ("来月",),
    },
}
# Cases of Polish after "w" and "do" that the calendar's data lacks.
_POLISH_CASES = {
    f"{kind} {number}": forms.split()
    for kind, number, forms in (
        ("month", 1, "styczniu"), ("month", 2, "lutym"), ("month", 3, "marcu"),
        ("month", 4, "kwietniu"), ("month", 5, "maju"), ("month", 6, "czerwcu"),
        ("month", 7, "lipcu"), ("month", 8, "sierpniu"), ("month", 9, "wrześniu"),
        ("month", 10, "październiku"), ("month", 11, "listopadzie"), ("month", 12, "grudniu"),
        ("day", 0, "poniedziałku poniedziałki"), ("day", 1, "wtorku wtorki"),
        ("day", 2, "środę środy"), ("day", 3, "czwartku czwartki"), ("day", 4, "piątku piątki"),
        ("day", 5, "sobotę soboty"), ("day", 6, "niedzielę niedzieli niedziele"),
    )
}  # fmt: skip
# Names of months and days that are also everyday words, where only the capital tells them apart.
_CAPITAL_ONLY = frozenset({"may", "march"})
_NOT_A_MONTH = re.compile(r"\bMay (?=(?:i|we|you|it|this|that)\b)", re.IGNORECASE)
_GOOD_MORNING = re.compile(r"\b(?:guten|goede) morgen\b|\b(?:am|der|jeden) Morgen\b", re.IGNORECASE)


@lru_cache(maxsize=16)
def _names(language: str) -> dict[str, frozenset[str]]:
    """Word -> concepts for the months and days of a language, in both cases its grammar knows.

    Portuguese weekdays stand in their long form ("segunda-feira"); the short one is an everyday
    word.
    """
    names: dict[str, set[str]] = {}
    for code in LANGUAGES if language == _ANY else (language,):
        for context in ("format", "stand-alone"):
            for number, name in get_month_names("wide", context, code).items():
                names.setdefault(name.casefold(), set()).add(f"month {number}")
            for number, name in get_day_names("wide", context, code).items():
                names.setdefault(name.casefold(), set()).add(f"day {number}")
    if language in {"pl", _ANY}:
        for concept, forms in _POLISH_CASES.items():
            for form in forms:
                names.setdefault(form, set()).add(concept)
    return {name: frozenset(concepts) for name, concepts in names.items()}


@lru_cache(maxsize=16)
def with_capital(language: str) -> frozenset[str]:
    """Words of a deadline that a language writes large, folded: months and weekdays, German nouns."""
    calendar = (
        *get_month_names("wide", "format", language).values(),
        *get_day_names("wide", "format", language).values(),
    )
    large = {name.casefold() for name in calendar if name[:1].isupper()}
    return frozenset(large | _GERMAN_NOUNS) if language == "de" else frozenset(large)


@lru_cache(maxsize=16)
def _phrases(language: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(phrase, concept, the phrase as whole words); Japanese sets no spaces between words."""
    found = []
    for code in LANGUAGES if language == _ANY else (language,):
        for concept, phrases in _RELATIVE[code].items():
            for phrase in phrases:
                edges = ("", "") if code == "ja" else (r"(?<!\w)", r"(?!\w)")
                whole = re.compile(edges[0] + re.escape(phrase) + edges[1])
                found.append((phrase, concept, whole))
    return tuple(found)


def named(text: str, language: str) -> set[str]:
    """The concepts of time a text names by words of one language, as `month 5` or `next week`."""
    plain = text
    if language in {"en", "de", "nl"}:
        plain = _GOOD_MORNING.sub(" ", _NOT_A_MONTH.sub(" ", text))
    return _named_by_words(plain, language) | _named_by_phrases(plain, language)


def names_a_day(text: str, language: str) -> bool:
    """Whether it names a day of the week, today or tomorrow."""
    return any(concept in _NEAR or concept.startswith("day ") for concept in named(text, language))


def named_anywhere(text: str) -> set[str]:
    """The concepts of time a text names in any of the languages, and the months of ISO dates."""
    months = {f"month {int(month)}" for month in _ISO_MONTH.findall(text)}
    return months | _named_by_words(text, _ANY) | _named_by_phrases(text, _ANY)


def _named_by_words(text: str, language: str) -> set[str]:
    names = _names(language)
    found: set[str] = set()
    if language in {"ja", _ANY}:
        for name, concepts in _names("ja").items():
            if name[0] not in "0123456789" and name in text:
                found |= concepts
    for match in _WORD.finditer(text):
        word = match.group()
        folded = word.casefold()
        if word == folded and language == "en" and folded in _CAPITAL_ONLY:
            continue
        # "Fridays", "mittwochs", "les vendredis".
        ways = (folded, _without_elision(folded), folded.removesuffix("s"))
        found |= next((names[way] for way in ways if way in names), frozenset())
    return found


def _without_elision(word: str) -> str:
    """`d'août` is `août`."""
    return word.replace("’", "'").rpartition("'")[2]


def _named_by_phrases(text: str, language: str) -> set[str]:
    lowered = text.casefold()
    return {
        concept
        for phrase, concept, whole in _phrases(language)
        if phrase in lowered and whole.search(lowered)
    }
