"""Dates as people write them, resolved against the day the message came."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from leadwright.domain import number_words
from leadwright.features.understanding.entities.calendar_words import (
    COUNT,
    MONTH,
    MONTH_NUMBER,
    PART,
    PARTS,
    PLAIN_MONTH,
    UNIT,
    UNITS,
    WEEKDAY,
    WEEKDAY_NUMBER,
    WITHIN,
    YEAR,
)


@dataclass(frozen=True)
class Window:
    """The days a phrase stands for, both ends included."""

    first: date
    last: date


Resolver = Callable[[re.Match[str], date], Window | None]


def resolve_phrase(match: re.Match[str], resolver: Resolver, today: date) -> Window | None:
    """The window of one phrase, or None when no such day exists."""
    try:
        return resolver(match, today)
    except (ValueError, OverflowError):
        return None


def month_number(word: str) -> int:
    return MONTH_NUMBER[word.lower().rstrip(".")]


def full_month(year: int, month: int) -> Window:
    return Window(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def next_year_if_past(month: int, day: int, today: date) -> int:
    """A date without a year is the next one to come."""
    return today.year if (month, day) >= (today.month, today.day) else today.year + 1


def day_of(match: re.Match[str], today: date) -> Window:
    found = match.groupdict()
    month = int(found["mm"]) if found.get("mm") else month_number(match["month"])
    day = int(match["dd"])
    year = written_year(found.get("year")) or next_year_if_past(month, day, today)
    if day > 12 and month > 12:
        raise ValueError
    only = date(year, month, day)
    return Window(only, only)


def written_year(text: str | None) -> int | None:
    if not text:
        return None
    year = int(text)
    return year + 2000 if year < 100 else year


def _part_of_month(match: re.Match[str], today: date) -> Window:
    month = month_number(match["month"])
    last_day = calendar.monthrange(today.year, month)[1]
    year = written_year(match["year"]) or next_year_if_past(month, last_day, today)
    return third(full_month(year, month), match["part"])


def third(whole: Window, part: str | None) -> Window:
    """Beginning, middle or end of a month (ten days each) or of a longer span (thirds)."""
    if not part:
        return whole
    index = next((n for n, p in PARTS if re.fullmatch(p, part.strip(), re.IGNORECASE)), 3)
    if (whole.last - whole.first).days > 300:
        return _part_of_year(whole.first.year, index)
    third = (whole.last - whole.first).days // 3
    if index == 1:
        return Window(whole.first, whole.first + timedelta(third - 1))
    if index == 2:
        return Window(whole.first + timedelta(third), whole.last - timedelta(third + 1))
    return Window(whole.last - timedelta(third), whole.last)


def _part_of_year(year: int, index: int) -> Window:
    """Its beginning is the first quarter, its middle May to August, its end December."""
    first, last = {1: (1, 3), 2: (5, 8), 3: (12, 12)}[index]
    return Window(date(year, first, 1), full_month(year, last).last)


def _quarter(match: re.Match[str], today: date) -> Window:
    written = next(g for g in (match["q"], match["word"]) if g)
    ordinal = written if written.isdigit() else str(_ORDINALS[written.lower()])
    quarter = int(ordinal)
    year = written_year(match["year"]) or (
        today.year if quarter >= (today.month + 2) // 3 else today.year + 1
    )
    first, last = full_month(year, 3 * quarter - 2), full_month(year, 3 * quarter)
    return third(Window(first.first, last.last), match["part"])


_ORDINALS: Final = {
    word: n
    for n, words in (
        (
            1,
            "first erstes ersten erste premier primer primeiro primo eerste pierwszy pierwszym pierwszego",
        ),
        (2, "second zweites zweiten zweite deuxième segundo secondo tweede drugi drugim drugiego"),
        (
            3,
            "third drittes dritten dritte troisième tercer terceiro terzo derde trzeci trzecim trzeciego",
        ),
        (
            4,
            (
                "fourth last viertes vierten letztes letzten quatrième dernier cuarto último quarto"
                " vierde laatste czwarty czwartym czwartego"
            ),
        ),
    )
    for word in words.split()
} | {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _week(match: re.Match[str], today: date) -> Window:
    week = int(match["week"])
    year = written_year(match["year"]) or today.year
    monday = date.fromisocalendar(year, week, 1)
    if not match["year"] and monday + timedelta(6) < today:
        monday = date.fromisocalendar(year + 1, week, 1)
    return Window(monday, monday + timedelta(6))


def in_time(match: re.Match[str], today: date) -> Window:
    word = match["count"].lower()
    count = int(word) if word.isdigit() else number_words.value(word) or 1
    unit = next(d for d, p in UNITS if re.fullmatch(p, match["unit"], re.IGNORECASE))
    if unit < 30:
        return Window(today, today + timedelta(count * unit))
    return Window(today, add_months(today, count * {30: 1, 90: 3, 365: 12}[unit]))


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _relative(match: re.Match[str], today: date) -> Window:
    """This or next week, month, quarter, year; also the end of it."""
    is_next = bool(match["next"])
    unit = next(d for d, p in UNITS if re.fullmatch(p, match["unit"], re.IGNORECASE))
    return third(span_of(unit, today, ahead=int(is_next)), match["part"])


def _after_next(match: re.Match[str], today: date) -> Window:
    word = match["unit"] or match["unit_"]
    unit = next(d for d, p in UNITS if re.fullmatch(p, word, re.IGNORECASE))
    return span_of(unit, today, ahead=2)


def _ending(match: re.Match[str], today: date) -> Window:
    """`year-end`, `Monatsende`: the last third of the present one."""
    unit = next(d for d, p in UNITS if re.fullmatch(p, match["unit"], re.IGNORECASE))
    return third(span_of(unit, today, ahead=0), "end of")


def span_of(unit: int, today: date, ahead: int) -> Window:
    if unit == 7:
        monday = today - timedelta(today.weekday()) + timedelta(7 * ahead)
        return Window(monday, monday + timedelta(6))
    if unit == 365:
        return Window(date(today.year + ahead, 1, 1), date(today.year + ahead, 12, 31))
    if unit == 90:
        start = add_months(date(today.year, 3 * ((today.month - 1) // 3) + 1, 1), 3 * ahead)
        return Window(start, add_months(start, 3) - timedelta(1))
    if unit == 30:
        start = add_months(today.replace(day=1), ahead)
        return Window(start, add_months(start, 1) - timedelta(1))
    return Window(today + timedelta(ahead), today + timedelta(ahead))


def _weekday_of_next_week(match: re.Match[str], today: date) -> Window:
    monday = span_of(7, today, ahead=1).first
    day = monday + timedelta(WEEKDAY_NUMBER[match["weekday"].lower()])
    return Window(day, day)


def weekday(match: re.Match[str], today: date) -> Window:
    ahead = (WEEKDAY_NUMBER[match["weekday"].lower()] - today.weekday() - 1) % 7 + 1
    day = today + timedelta(ahead)
    return Window(day, day)


def _near(match: re.Match[str], today: date) -> Window:
    ahead = (
        0
        if re.match(
            r"today|heute|aujourd|hoy|oggi|hoje|vandaag|dziś|tonight|本日|今日",
            match[0],
            re.IGNORECASE,
        )
        else 1
    )
    return Window(today + timedelta(ahead), today + timedelta(ahead))


def _season(match: re.Match[str], today: date) -> Window:
    word = match["season"].lower()
    start = next(m for m, p in _SEASONS if re.fullmatch(re.sub(r"\(\?<?=[^)]*\)", "", p), word))
    year = written_year(match["year"]) or today.year
    first = date(year, start, 1)
    last = add_months(first, 3) - timedelta(1)
    if not match["year"] and last < today:
        first, last = (
            date(year + 1, start, 1),
            add_months(date(year + 1, start, 1), 3) - timedelta(1),
        )
    return Window(first, last)


_SEASONS: Final = (
    (3, r"spring|frühjahr|frühling|printemps|primavera|voorjaar|wiosn[aęy]"),
    (
        6,
        (
            r"(?:summer|sommer)(?: holidays?| break|ferien|pause)?"
            r"|(?:les |las |as |le )?(?:vacances d'été|grandes vacances|vacaciones de verano|vacanze estive"
            r"|férias de verão)|de zomervakantie|zomervakantie|wakac\w+"
            r"|(?<=l')été|(?<=cet )été|verano|(?<=')estate|verão|zomer|lato|(?<=[od] )lata|lecie"
        ),
    ),
    (9, r"autumn|fall(?= 20)|herbst|automne|otoño|autunno|outono|herfst|jesie[ńn]i?"),
    (12, r"winter|hiver|invierno|inverno|zim[aęy]"),
)
_ORDINAL: Final = "|".join(_ORDINALS)
_SEASON: Final = "|".join(p for _, p in _SEASONS)


def _year(match: re.Match[str], today: date) -> Window | None:
    year = int(match["year"])
    return (
        Window(date(year, 1, 1), date(year, 12, 31))
        if today.year <= year < today.year + 15
        else None
    )


def _japanese_month(match: re.Match[str], today: date) -> Window:
    month = int(match["mm"])
    last = calendar.monthrange(today.year, month)[1]
    year = written_year(match["year"]) or next_year_if_past(month, last, today)
    if match["dd"]:
        only = date(year, month, int(match["dd"]))
        return Window(only, only)
    whole = full_month(year, month)
    return Window(whole.last, whole.last) if match["end"] else whole


_ORDINAL_END: Final = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_OF: Final = r"(?:\s+of|\s+de|\s+d')?"
_IN_YEAR: Final = rf"(?:[\s,]+(?:de\s+)?(?P<year>{YEAR}))?"
_NEXT: Final = (
    r"(?P<next>next|the coming|coming|nächste[nrsm]?|kommende[nrsm]?|prochaine?|próxim[oa]"
    r"|prossim[oa]"
    r"|volgende?|przyszł\w+)"
)
_NEXT_AFTER: Final = r"(?:prochaine?s?|que viene|próxim[oa]|prossim[oa]|que vem)"
_WEEK_UNIT: Final = next(words for days, words in UNITS if days == 7)
_NEXT_WEEK: Final = rf"(?:{_NEXT}\s(?:{_WEEK_UNIT})|(?:{_WEEK_UNIT})\s{_NEXT_AFTER})"
_THIS_VERY: Final = (
    r"this|current|in diesem|diese[nrsm]?|cette|ce|est[ea]|quest[oa]|deze|dit|tego|nest[ea]"
    r"|in the current"
)
_THIS: Final = (
    r"(?:this|the|current|diese[nrsm]?|des|laufenden|ce|cette|du|de la|este|esta|del|questo"
    r"|questa|d[ao]"
    r"|deze|dit|van (?:de|het)|tego)"
)

# Most specific first: the first pattern to take a stretch of text keeps it.
PHRASES: Final[tuple[tuple[re.Pattern[str], Resolver], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), resolver)
    for pattern, resolver in (
        (rf"(?<!\d)(?P<year>{YEAR})-(?P<mm>\d{{2}})-(?P<dd>\d{{2}})(?!\d)", day_of),
        (
            r"(?:(?P<year>20\d{2})年)?(?P<mm>\d{1,2})月(?:(?P<dd>\d{1,2})日)?(?P<end>末)?",
            _japanese_month,
        ),
        (
            (
                r"(?<![\d.,])(?P<dd>\d{1,2})\.\s?(?P<mm>\d{1,2})\.(?:\s?(?P<year>20\d{2}"
                r"|\d{2}(?!\d)))?(?!\d)"
            ),
            day_of,
        ),
        (rf"(?<![\d/])(?P<dd>\d{{1,2}})/(?P<mm>\d{{1,2}})/(?P<year>{YEAR})(?!\d)", day_of),
        (
            rf"(?<![\d.,])(?P<dd>\d{{1,2}}){_ORDINAL_END}{_OF}\s+(?P<month>{MONTH})(?![\w-]){_IN_YEAR}",
            day_of,
        ),
        (
            (
                rf"\b(?P<month>{MONTH})\s+(?:the\s+)?(?P<dd>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|\s?%|\s?:)"
                rf"(?:,?\s+(?P<year>{YEAR}))?"
            ),
            day_of,
        ),
        (rf"\b(?P<part>{PART})\s?(?P<month>{MONTH})(?![\w-]){_IN_YEAR}", _part_of_month),
        (
            (
                rf"(?:\b(?P<part>{PART})\s?)?(?:the\s+)?\b(?:[QT](?P<q>[1-4])|(?P<word>{_ORDINAL}"
                r"|[1-4](?=\.|e|º))"
                rf"[.eº]*\s?(?:quarter|quartals?|trimestre"
                rf"|kwartaal|kwartał(?:u|ale)?|kwartale))(?:\s+(?:of\s+)?(?P<year>{YEAR}))?"
            ),
            _quarter,
        ),
        (
            (
                rf"\b(?:(?:calendar )?week|kw|kalenderwoche|semaine|semana|settimana"
                rf"|tydzie[nń])\s?(?P<week>\d{{1,2}})\b"
                rf"(?:[\s/]+(?P<year>{YEAR}))?"
            ),
            _week,
        ),
        (rf"\b(?:{WITHIN})\s+(?P<count>{COUNT})\s+(?P<unit>{UNIT})\b(?!\s+ago)", in_time),
        (
            (
                rf"\b{_NEXT_WEEK},?\s(?:on\s|am\s|op\s|we?\s|na\s|le\s|il\s|el\s)?(?P<weekday>{WEEKDAY})\b"
            ),
            _weekday_of_next_week,
        ),
        (
            (
                rf"\b(?P<weekday>{WEEKDAY})\s(?:of\s|de la\s|da\s|della\s|in der\s|der\s|in de\s|van\s|w\s)?"
                rf"{_NEXT_WEEK}\b"
            ),
            _weekday_of_next_week,
        ),
        # of the next week even where the coming one is not over
        (rf"\bprzyszł\w+\s(?P<weekday>{WEEKDAY})\b", _weekday_of_next_week),
        (
            rf"\b(?:(?:the\s)?(?P<unit>{UNIT}) after next|übernächste[nrsm]?\s(?P<unit_>{UNIT}))\b",
            _after_next,
        ),
        (
            (
                rf"(?:\b(?P<part>{PART})\s?)?\b(?:(?:the|la|el|le|il"
                rf"|o)\s+)?{_NEXT}\s+(?P<unit>{UNIT})\b"
            ),
            _relative,
        ),
        (
            (
                rf"\b(?P<part>{PART})\s?(?:{_THIS}\s+|l'|dell'|de l')?(?P<unit>{UNIT})\b"
                rf"(?P<next>\s+{_NEXT_AFTER})?"
            ),
            _relative,
        ),
        (
            rf"(?:\b(?:la|el|le|il|o|a)\s)?\b(?P<part>(?!))?(?P<unit>{UNIT})\s+(?P<next>{_NEXT_AFTER})\b",
            _relative,
        ),
        (
            rf"\b(?:{_THIS_VERY})\s+(?P<unit>{UNIT})\b(?!['’]s)(?P<part>(?!))?(?P<next>(?!))?",
            _relative,
        ),
        (rf"\b(?P<unit>{UNIT})[- ]?(?P<part>end|ende|einde)\b(?P<next>(?!))?", _ending),
        (rf"\b(?P<season>{_SEASON})\b(?:\s+(?P<year>{YEAR}))?", _season),
        (rf"\b(?P<weekday>{WEEKDAY})\b(?:\s{_NEXT_AFTER}\b)?", weekday),
        (
            (
                r"\b(?:tomorrow|morgen|demain|mañana|domani|amanhã|jutro|today|heute|aujourd'hui|hoy|oggi"
                r"|hoje"
                r"|vandaag|dziś|dzisiaj|tonight)\b|明日|本日|今日"
            ),
            _near,
        ),
        (
            rf"\b(?P<month>{PLAIN_MONTH})(?![\w-])(?:\s{_NEXT_AFTER}|{_IN_YEAR})(?P<part>)",
            _part_of_month,
        ),
        (rf"\b(?P<year>{YEAR})\b(?!\s?(?:€|eur|\$|usd|pieces|stück|units|pcs))", _year),
    )
)
