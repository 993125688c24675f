"""Feasts that people name as deadlines, and the days they fall on."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from leadwright.features.understanding.entities.calendar_words import UNTIL
from leadwright.features.understanding.entities.dates import Resolver, Window

Feast = Callable[[int], tuple[date, date]]
"""Its first and last day in a year."""


def _easter(year: int) -> date:
    """Gregorian Easter Sunday, by the anonymous algorithm of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - ((b - (b + 8) // 25 + 1) // 3) + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - (c % 4)) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def _near_easter(days: int) -> Feast:
    def falls(year: int) -> tuple[date, date]:
        day = _easter(year) + timedelta(days)
        return day, day

    return falls


def _fixed(month: int, day: int) -> Feast:
    return lambda year: (date(year, month, day), date(year, month, day))


def _thanksgiving(year: int) -> tuple[date, date]:
    """The fourth Thursday of November, as in the United States."""
    first = date(year, 11, 1)
    day = first + timedelta((3 - first.weekday()) % 7 + 21)
    return day, day


# What contains another's words stands before it. Poles say "the feasts" of both Christmas and Easter.
_FEASTS: Final[tuple[tuple[str, tuple[Feast, ...]], ...]] = (
    (
        r"zwischen den jahren|entre les(?: deux)? fêtes",
        (lambda year: (date(year, 12, 27), date(year, 12, 31)),),
    ),
    (r"年末年始", (lambda year: (date(year, 12, 29), date(year + 1, 1, 3)),)),
    (
        (
            r"new year['’]?s eve|silvester|(?:la )?saint-sylvestre|nochevieja|san silvestro|oudejaarsavond"
            r"|oudjaar|sylwest(?:er|ra|rem)|大晦日"
        ),
        (_fixed(12, 31),),
    ),
    (
        (
            r"new year['’]?s day|neujahr(?:stag)?|jour de l['’]an|capodanno|oud en nieuw|nieuwjaar(?:sdag)?"
            r"|元日|元旦|お正月"
        ),
        (_fixed(1, 1),),
    ),
    (
        (
            r"christmas eve|heilig(?:abend|en abend)|nochebuena|vigilia di natale|véspera de natal|kerstavond"
            r"|wigili(?:a|i|ę|ą)|クリスマスイブ"
        ),
        (_fixed(12, 24),),
    ),
    (
        (
            r"christmas|xmas|weihnachten|noël|noel|navidad|natale|natal|kerst(?:mis)?"
            r"|boż(?:e|ego|ym|emu) narodzeni(?:e|a|em|u)|クリスマス"
        ),
        (_fixed(12, 25),),
    ),
    (r"świąt|święt(?:a|ami|ach|om)|swiat|swietami|swieta", (_near_easter(0), _fixed(12, 25))),
    (
        (
            r"epiphany|dreikönig(?:en|stag)?|épiphanie|(?<=de )reyes|(?<=hasta )reyes|epifania|driekoningen"
            r"|trzech króli"
        ),
        (_fixed(1, 6),),
    ),
    (
        r"easter|ostern|pâques|pascua|semana santa|pasqua|páscoa|pasen|wielkanoc(?:y|ą|ę)?",
        (_near_easter(0),),
    ),
    (
        r"whitsun|pentecost|pfingsten|pentecôte|pentecostés|pentecoste|pinksteren|zielon\w+ świąt\w*",
        (_near_easter(49),),
    ),
    (r"ferragosto", (_fixed(8, 15),)),
    (r"allerheiligen|(?:la )?toussaint|ognissanti|todos los santos", (_fixed(11, 1),)),
    (r"thanksgiving", (_thanksgiving,)),
)
_FEAST: Final = "|".join(words for words, _ in _FEASTS)
_BY_WORDS: Final = tuple((re.compile(words), feasts) for words, feasts in _FEASTS)
_CONTEXT: Final = 25


def next_feast(match: re.Match[str], today: date) -> Window:
    """The one still to come."""
    low = match.string.lower()
    feasts = next(f for words, f in _BY_WORDS if words.fullmatch(low, *match.span("feast")))
    days = (falls(year) for year in (today.year, today.year + 1) for falls in feasts)
    return Window(*min(span for span in days if span[1] >= today))


# "by the new year", "between Christmas and New Year" mean its first day; "in the new year" its first months.
_ITS_FIRST_DAY: Final = re.compile(
    rf"\b(?:{UNTIL}|between|zwischen|entre|tra|fra|tussen|między|miedzy)\s[^.!?]*$", re.IGNORECASE
)
_EXCLUSIVE: Final = re.compile(r"(?:before|vor|avant|antes|prima|vóór|voor|przed)\b", re.IGNORECASE)


def _new_year(match: re.Match[str], today: date) -> Window:
    first = date(today.year + 1, 1, 1)
    told = match.string[max(0, match.start() - _CONTEXT) : match.start()]
    opening = _ITS_FIRST_DAY.search(told)
    if not opening:
        return Window(first, date(today.year + 1, 3, 31))
    day = first - timedelta(1) if _EXCLUSIVE.match(opening[0]) else first
    return Window(day, day)


# Looked for first: a feast is the surest of all words for a day.
FEAST_PHRASES: Final[tuple[tuple[re.Pattern[str], Resolver], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), resolver)
    for pattern, resolver in (
        (rf"(?<![^\W\d_぀-鿿])(?P<feast>{_FEAST})(?![^\W\d_぀-鿿])", next_feast),
        (
            (
                r"\b(?:(?:beginning|start) of |anfang des |début de |principios de |inizio del |início do "
                r"|begin van |l['’]inizio del )?(?:(?:the|im|in het|het|de|il|el|o|la|le|w|l['’]inizio)\s)?"
                r"(?:new year|neue[nms]? jahr(?:es)?|nouvelle année|nouvel an|nuovo anno|nuevo año|año nuevo"
                r"|novo ano|ano novo|nieuwe jaar|now(?:y|ym|ego|emu) rok(?:u|iem|owi)?)\b(?!['’]s\b)"
                r"|(?:l['’]inizio )?dell['’]anno nuovo\b|\banno nuovo\b|年明け"
            ),
            _new_year,
        ),
    )
)
