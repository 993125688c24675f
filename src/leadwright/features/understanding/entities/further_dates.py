"""Longer and rarer spans of time: halves and weeks of a month, ends of years, Japanese phrases."""

import calendar
import re
from datetime import date, timedelta
from typing import Final

from leadwright.features.understanding.entities.calendar_words import (
    MONTH,
    PART,
    UNIT,
    WEEKDAY,
    YEAR,
)
from leadwright.features.understanding.entities.dates import (
    Resolver,
    Window,
    add_months,
    day_of,
    full_month,
    in_time,
    month_number,
    next_year_if_past,
    span_of,
    third,
    weekday,
    written_year,
)

_FIRST_OR_SECOND: Final = (
    (1, r"first|1st|erste[nrs]?|premi\w+|prim\w+|eerste|pierwsz\w+|1\.?"),
    (2, r"second|2nd|zweite[nrs]?|deuxième|second\w*|segund\w*|tweede|drug\w+|2\.?"),
    (3, r"third|3rd|dritte[nrs]?|troisième|tercer\w*|terz\w+|terceir\w+|derde|trzeci\w+|3\.?"),
    (
        4,
        r"last|fourth|4th|letzte[nrs]?|vierte[nrs]?|dernière|última|cuarta|ultima|laatste|ostatni\w*",
    ),
)
_ORDINAL: Final = "|".join(words for _, words in _FIRST_OR_SECOND)
_HALF: Final = (
    r"half(?: of(?: the year)?)?|halbjahr(?:es)?|semest(?:er|re)|halfjaar|półrocz\w+|jaarhelft"
)
_MONTH_HALF: Final = (
    r"half(?: of)?|hälfte(?: des)?|monatshälfte|quinzaine(?: de| du mois de| d')|quincena de|quinzena de"
    r"|metà (?:di|del mese di)|quindicina di|helft van|poło\w+"
)
# A day and a month without a year is a fraction or a code, but not after these.
_UNTIL_A_DAY: Final = re.compile(
    r"\b(?:até(?: o| dia| ao dia)?|hasta(?: el)?|antes del?|avant le|d'ici le|jusqu'au|entro(?: il)?"
    r"|prima del"
    r"|bis(?: zum)?|spätestens(?: am)?|vor dem|uiterlijk|vóór|do|przed|le|el|il|dia|op|dnia|prazo:?"
    r"|plazo:?)\s$",
    re.IGNORECASE,
)
_WEEK: Final = r"week|woche|semaine|semana|settimana|tydzień|tygodniu"
_JAPANESE_DAYS: Final = "月火水木金土日"
_KANJI: Final = {word: n for n, word in enumerate("一二三四五六七八九十", start=1)}


def _half(match: re.Match[str], today: date) -> Window | None:
    number = int(match["h"]) if match["h"] else _ordinal(match["nth"])
    if number not in (1, 2):
        return None
    year = written_year(match["year"]) or today.year
    first = date(year, 6 * number - 5, 1)
    last = add_months(first, 6) - timedelta(1)
    # the half that is nearly over is not the one that plans are made for
    if not match["year"] and last < today + timedelta(60):
        first, last = first.replace(year=year + 1), last.replace(year=year + 1)
    return Window(first, last)


def _half_of_month(match: re.Match[str], today: date) -> Window:
    month = month_number(match["month"])
    whole = full_month(written_year(match["year"]) or today.year + int(month < today.month), month)
    if _ordinal(match["nth"]) == 1:
        return Window(whole.first, whole.first.replace(day=15))
    return Window(whole.first.replace(day=16), whole.last)


def _day_and_month(match: re.Match[str], today: date) -> Window | None:
    return day_of(match, today) if _UNTIL_A_DAY.search(match.string[: match.start()]) else None


def _running_out(match: re.Match[str], today: date) -> Window:
    """`antes de que acabe el año`."""
    return span_of(30 if match["unit"][0].lower() == "m" else 365, today, ahead=0)


def _japanese_quarter(match: re.Match[str], today: date) -> Window:
    written = match["q"]
    month = 3 * (int(written) if written.isdigit() else _KANJI[written]) - 2
    year = today.year + int(month + 2 < today.month)
    return Window(date(year, month, 1), full_month(year, month + 2).last)


def _japanese_third(match: re.Match[str], today: date) -> Window:
    """Ten days of a month: 上旬, 中旬, 下旬."""
    if match["mm"]:
        month = int(match["mm"])
        year = today.year + int(month < today.month or match["year"] is not None)
        first = date(year, month, 1)
    else:
        first = span_of(
            30, today, ahead={"今": 0, "当": 0, "来": 1, "再来": 2}[match["which"]]
        ).first
    day = {"上": 1, "中": 11, "下": 21}[match["third"]]
    last = full_month(first.year, first.month).last
    return Window(first.replace(day=day), last if day > 20 else first.replace(day=day + 9))


def _ordinal(word: str) -> int:
    return next(n for n, words in _FIRST_OR_SECOND if re.fullmatch(words, word, re.IGNORECASE))


def _week_of_month(match: re.Match[str], today: date) -> Window:
    month, nth = month_number(match["month"]), _ordinal(match["nth"])
    year = written_year(match["year"]) or today.year + int(month < today.month)
    whole = full_month(year, month)
    if nth == 4:
        return Window(whole.last - timedelta(6), whole.last)
    first = whole.first + timedelta(7 * (nth - 1))
    return Window(first, first + timedelta(6))


def _week_by_day(match: re.Match[str], today: date) -> Window:
    """`the week of 7 December`: Monday to Sunday."""
    month = month_number(match["month"])
    day = date(today.year, month, int(match["dd"]))
    day = day if day >= today else day.replace(year=today.year + 1)
    monday = day - timedelta(day.weekday())
    return Window(monday, monday + timedelta(6))


def _numbered_week(match: re.Match[str], today: date) -> Window:
    year = written_year(match["year"]) or today.year
    monday = date.fromisocalendar(year, int(match["week"]), 1)
    if not match["year"] and monday + timedelta(6) < today:
        monday = date.fromisocalendar(year + 1, int(match["week"]), 1)
    return Window(monday, monday + timedelta(6))


def _part_of_year(match: re.Match[str], today: date) -> Window | None:
    year = int(match["year"])
    if not today.year <= year < today.year + 15:
        return None
    return third(Window(date(year, 1, 1), date(year, 12, 31)), match["part"])


def _end_of_unit(match: re.Match[str], today: date) -> Window:
    unit = {"j": 365, "y": 365, "a": 365, "m": 30, "q": 90, "t": 90, "k": 90}[
        match["unit"][0].lower()
    ]
    last = span_of(unit, today, ahead=0).last
    return Window(last, last)


def _day_of_month_first(match: re.Match[str], today: date) -> Window:
    """12/15/2026 can only be month first."""
    del today
    only = date(int(match["year"]), int(match["mm"]), int(match["dd"]))
    return Window(only, only)


def _japanese_relative(match: re.Match[str], today: date) -> Window:
    ahead = {"今": 0, "本": 0, "当": 0, "来": 1, "翌": 1, "再来": 2}[match["which"]]
    unit = {"週": 7, "月": 30, "年": 365, "四半期": 90}[match["unit"]]
    whole = span_of(unit, today, ahead=ahead)
    return Window(whole.last, whole.last) if match["part"] == "末" else whole


def _weekday_after_next(match: re.Match[str], today: date) -> Window:
    """`Thursday week`: the one after the next."""
    day = weekday(match, today).first + timedelta(7)
    return Window(day, day)


def _days_of_month(match: re.Match[str], today: date) -> Window:
    month, last_day = month_number(match["month"]), int(match["until"])
    past = (month, last_day) < (today.month, today.day)
    year = written_year(match["year"]) or today.year + int(past)
    return Window(date(year, month, int(match["dd"])), date(year, month, last_day))


def _day_alone(match: re.Match[str], today: date) -> Window:
    """`the 20th`: of this month, or of the next when it is over."""
    day = int(next(written for written in match.groups() if written))
    only = today.replace(day=day) if day >= today.day else add_months(today.replace(day=1), 1)
    return Window(only.replace(day=day), only.replace(day=day))


def _tomorrow(match: re.Match[str], today: date) -> Window:
    del match
    return Window(today + timedelta(1), today + timedelta(1))


def _japanese_day(match: re.Match[str], today: date) -> Window:
    only = _japanese_span(match, today, 30).first.replace(day=int(match["dd"]))
    return Window(only, only)


def _japanese_weekday(match: re.Match[str], today: date) -> Window:
    monday = _japanese_span(match, today, 7).first
    day = monday + timedelta(_JAPANESE_DAYS.index(match["day"]))
    return Window(day, day)


def _japanese_coming_weekday(match: re.Match[str], today: date) -> Window:
    ahead = (_JAPANESE_DAYS.index(match["day"]) - today.weekday() - 1) % 7 + 1
    day = today + timedelta(ahead)
    return Window(day, day)


def _japanese_span(match: re.Match[str], today: date, unit: int) -> Window:
    ahead = {"今": 0, "当": 0, "来": 1, "再来": 2}[match["which"]]
    return span_of(unit, today, ahead=ahead)


def _japanese_within_year(match: re.Match[str], today: date) -> Window:
    if match["fiscal"]:
        closes = date(today.year + int(today.month > 3), 3, 31)
        return Window(today, closes)
    return Window(today, date(today.year, 12, 31))


def _japanese_within(match: re.Match[str], today: date) -> Window:
    written = match["count"]
    count = int(written) if written.isdigit() else _KANJI[written]
    unit = match["unit"]
    if unit.startswith(("日", "週")):
        return Window(today, today + timedelta(count * (1 if unit.startswith("日") else 7)))
    return Window(today, add_months(today, count * (12 if unit == "年" else 1)))


def _japanese_named_year(match: re.Match[str], today: date) -> Window:
    year = today.year + {"今": 0, "本": 0, "来": 1, "翌": 1}[match["which"]]
    month = int(match["mm"])
    if match["dd"]:
        only = date(year, month, int(match["dd"]))
        return Window(only, only)
    whole = full_month(year, month)
    if match["end"]:
        day = date(year, month, calendar.monthrange(year, month)[1])
        return Window(day, day)
    return whole


def _first_of_month(match: re.Match[str], today: date) -> Window:
    """`dal primo marzo`."""
    month = month_number(match["month"])
    only = date(written_year(match["year"]) or next_year_if_past(month, 1, today), month, 1)
    return Window(only, only)


_IN_YEAR: Final = rf"(?:[\s,/]+(?:of\s+|de\s+|van\s+)?(?P<year>{YEAR}))?"

# Looked for before the common phrases, whose words they contain.
FURTHER_PHRASES: Final[tuple[tuple[re.Pattern[str], Resolver], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), resolver)
    for pattern, resolver in (
        (
            r"(?<![\d/])(?P<mm>0?[1-9]|1[0-2])/(?P<dd>1[3-9]|2\d|3[01])/(?P<year>20\d{2})(?!\d)",
            _day_of_month_first,
        ),
        (
            (rf"\b(?P<nth>{_ORDINAL})\s?(?:{_MONTH_HALF})\s?(?P<month>{MONTH})(?![\w-]){_IN_YEAR}"),
            _half_of_month,
        ),
        (r"(?<![\d./])(?P<dd>\d{1,2})/(?P<mm>1[0-2]|0?[1-9])(?![\d/%])", _day_and_month),
        (
            (
                r"(?:(?<=acabe )|(?<=termine )|(?<=finalice )|(?<=finisca ))(?:el |o |l'|il )"
                r"(?P<unit>año|anno|ano|mese|mes|mês)\b"
            ),
            _running_out,
        ),
        # a month or a week is one of them without saying so
        (rf"\bw (?:prze)?ciągu\s+(?P<count>)(?P<unit>{UNIT})\b", in_time),
        (r"第(?P<q>[1-4一二三四])四半期", _japanese_quarter),
        (
            r"(?:(?P<year>来年)?(?P<mm>1[0-2]|[1-9])月|(?P<which>再来|今|来|当)月)の?(?P<third>[上中下])旬",
            _japanese_third,
        ),
        (rf"\b(?:H(?P<h>[12])|(?P<nth>{_ORDINAL})\s?(?:{_HALF}))\b{_IN_YEAR}", _half),
        (
            (
                rf"\b(?P<nth>{_ORDINAL})\s?(?:{_WEEK})\s(?:of|im|in|de|d'|del|di|van|w)?\s?"
                rf"(?P<month>{MONTH})(?![\w-]){_IN_YEAR}"
            ),
            _week_of_month,
        ),
        (
            (
                r"\b(?:week (?:of|commencing|beginning)|w/c|wc)\s+(?:the\s+)?(?P<dd>\d{1,2})(?:st|nd|rd|th)?"
                rf"\s+(?P<month>{MONTH})(?![\w-])"
            ),
            _week_by_day,
        ),
        (
            rf"\b(?P<week>\d{{1,2}})\.\s?(?:KW|Kalenderwoche)\b(?:[\s/]+(?P<year>{YEAR}))?",
            _numbered_week,
        ),
        (rf"\b(?P<part>{PART})\s?(?:the year\s)?(?P<year>{YEAR})\b", _part_of_year),
        (
            r"\b(?P<unit>jahres|monats|quartals|year|month|quarter)[- ]?(?:ende?s?|wechsel)\b",
            _end_of_unit,
        ),
        (r"\b(?P<unit>jaar|maand|kwartaal)einde\b", _end_of_unit),
        (
            (
                rf"\b{WEEKDAY},?\s(?:the\s|den\s|dem\s|le\s|el\s)?(?P<dd>\d{{1,2}})(?:st|nd|rd|th|º|\.)?"
                rf"(?:\s(?:of|de))?\s(?P<month>{MONTH})(?![\w-]){_IN_YEAR}"
            ),
            day_of,
        ),
        (
            rf"\b{WEEKDAY},?\s(?:the\s)?(?P<en>\d{{1,2}})(?:st|nd|rd|th)\b(?P<le>(?!))?(?P<de>(?!))?",
            _day_alone,
        ),
        (
            (
                r"\b(?:first|ersten|premier|primero|primo|primeiro|eerste|pierwszego)"
                r"\s(?:(?:day )?of\s|de\s|di\s)?"
                rf"(?P<month>{MONTH})(?![\w-]){_IN_YEAR}"
            ),
            _first_of_month,
        ),
        (rf"\b(?P<weekday>{WEEKDAY}) week\b(?!\s*(?:\d|of|commencing))", _weekday_after_next),
        (
            (
                rf"(?<![\d.,])(?P<dd>\d{{1,2}})\.?\s?(?:-|–|to|bis|au|al|a|tot|do|e|and)\s?"
                rf"(?P<until>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:de\s)?(?P<month>{MONTH})(?![\w-]){_IN_YEAR}"
            ),
            _days_of_month,
        ),
        (
            (
                r"(?:\bon the (?P<en>\d{1,2})(?:st|nd|rd|th)|\b(?:le|il|op de|dia) (?P<le>\d{1,2})"
                r"|\bam (?P<de>\d{1,2})\.)"
                r"(?=\s*(?:[,;!?]|\.(?!\d)|$|sur |pour |über |on )| a[tb]? )(?!\s?[h%€])"
            ),
            _day_alone,
        ),
        (
            (
                r"\b(?:tmrw|tmr|tomorrow|morgen|demain|mañana|domani|amanhã|jutro)\s(?:morning|afternoon"
                r"|lunchtime|evening|früh|vormittag|mittag|nachmittag|abend|matin|midi|soir|mattina|sera"
                r"|manhã|ochtend|middag|rano)\b|\btmrw\b"
            ),
            _tomorrow,
        ),
        (
            (
                rf"\b(?P<weekday>{WEEKDAY})\s(?:morning|afternoon|lunchtime|evening|früh|vormittag|mittag"
                r"|nachmittag|abend|matin|midi|soir|mattina|sera|ochtend|middag|rano)\b"
            ),
            weekday,
        ),
        (
            r"(?P<which>今|本|来|翌)年(?P<mm>\d{1,2})月(?:(?P<dd>\d{1,2})日)?(?P<end>末)?",
            _japanese_named_year,
        ),
        (
            r"(?P<which>再来|今|来|当)(?P<unit>月)の?(?P<dd>\d{1,2})日",
            _japanese_day,
        ),
        (
            r"(?P<which>再来|今|来)週の?(?P<day>[月火水木金土日])曜日?",
            _japanese_weekday,
        ),
        (r"(?:次の|今度の)?(?P<day>[月火水木金土日])曜日?", _japanese_coming_weekday),
        (
            r"(?P<which>再来|今|来|当)(?P<unit>週|月|年|四半期)(?P<part>末)?",
            _japanese_relative,
        ),
        (r"(?:年|(?P<fiscal>年度))内", _japanese_within_year),
        (
            r"(?P<count>\d{1,3}|[一二三四五六七八九十])\s?(?P<unit>日|週間|[かヶカケ]月|年)以内(?:に)?",
            _japanese_within,
        ),
    )
)
