"""When a lead was met: cells and texts as the sheet's wall time, `2026-03-14T09:30:00` or a date alone.

Whether 03/04 is in March or in April is asked of the whole column: a 25 settles it, so does a spread
of days that only makes sense one way; where nothing does, the row says so instead of guessing.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from leadwright.features.imports.cleaning.month_words import MONTHS
from leadwright.features.imports.cleaning.text import folded, is_nothing
from leadwright.features.imports.reading.number_formats import from_serial
from leadwright.features.imports.reading.sheet import Cell

Order = Literal["dmy", "mdy"]

_NUMERIC: Final = re.compile(r"(\d{1,4})\s*([./\-\s])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?")
_EASTERN: Final = re.compile(
    r"(\d{2,4}|(?:令和|平成|昭和|[RHS])\s*\d{1,2}|令和元)\s*[年.]\s*(\d{1,2})\s*[月.]\s*(\d{1,2})\s*日?"
)
_ERAS: Final = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_CLOCK: Final = re.compile(
    r"(?P<before>[ap]\.?m\.?|午前|"
    r"午後)?\s*(?P<hour>\d{1,2})(?:\s*[:.h時]\s*(?P<minute>\d{2}))(?:\s*[:.m分]\s*(?P<second>\d{2}))?"
    r"(?:[.,]\d{1,9})?(?:秒|分)?\s*(?P<after>[ap]\.?\s?m\.?)?\s*(?:uhr|h|hrs|uur)?",
    re.IGNORECASE,
)
_HOUR_ONLY: Final = re.compile(r"(\d{1,2})\s*(?:(am|pm)|uhr|h|時)", re.IGNORECASE)
_ZONE: Final = re.compile(
    r"(?<=\d)\s*(?:z|utc|gmt|cest|cet|mesz|mez|bst|est|edt|cst|cdt|mst|mdt|pst|pdt|jst|wet|eet)\b.*$"
    r"|(?<=:\d\d)(?P<fraction>[.,]\d{1,9})?\s*(?:utc|gmt)?[+-]\d{1,2}:?(?:\d{2})?\s*(?:\([^)]*\))?$",
    re.IGNORECASE,
)
_EDGE_WORDS: Final = re.compile(
    r"^(?:on|am|le|el|il|op)\s+|[\s,]+(?:um|at|à|a las|alle|às|as|om|o godz|godz|o|ore|h|@)?[.,]?$",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(
    r"(?:\b(?:at|um|a las|alle|as|o|om|le|de|del|do|da|of|the|den|godz|klo|am(?=\s+\d{1,2}\.)|"
    r"on|el|il|uhr)\b|,|(?<=\d)(?:st|nd|rd|th|er|º|ª|°|\.º)(?=\W|$))",
)
_HALVES: Final = frozenset({"am", "pm", "a", "p"})  # `pm 3:30 14.05.2024`: no days of the week
_YEAR_ALIKE: Final = re.compile(r"(?<=\d\d)\s?(?:r|г)\.?(?=$|[\s,])")  # `6.03.2026 r.`: of the year
_LONGEST: Final = 120
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


class When(NamedTuple):
    """A moment as text, or the reason why there is none."""

    value: str | None
    reason: str | None = None


class DateColumn:
    """A column's way of writing dates, learnt from all its cells."""

    def __init__(self, cells: Iterable[Cell], order: Order | None, *, date_1904: bool) -> None:
        self._date_1904 = date_1904
        texts = {text for cell in cells if isinstance(cell, str) and (text := cell.strip())}
        self.order = column_order(texts) or order

    def read(self, cell: Cell, clock: Cell = None) -> When:
        """A cell's moment; `clock` is the time of day where it stands in a column of its own."""
        when = self._one(cell)
        if when.value is None or "T" in when.value or clock in (None, ""):
            return when
        told = clock_of(clock)
        return When(f"{when.value}T{told}") if told else when

    def _one(self, cell: Cell) -> When:
        if isinstance(cell, datetime):
            return _checked(cell.date(), cell.time().replace(microsecond=0))
        if isinstance(cell, date):
            return _checked(cell, None)
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return self._number(cell)
        if not isinstance(cell, str):
            return When(None, "malformed")
        return self._text(cell)

    def _number(self, number: float) -> When:
        """Serial days, seconds or milliseconds since 1970, or digits like 20260314."""
        if isinstance(number, int) and (found := _COMPACT.fullmatch(str(number))):
            return _compact(found)
        if 25_000 <= number < 80_000:
            made = from_serial(number, "dt", date_1904=self._date_1904)
            return self._one(made) if isinstance(made, date) else When(None, "malformed")
        for scale in (1, 1_000):
            if 631_152_000 <= number / scale < 4_102_444_800:
                moment = datetime.fromtimestamp(int(number / scale), UTC).replace(tzinfo=None)
                return _checked(moment.date(), moment.time())
        return When(None, "impossible_date" if number == 0 else "malformed")

    def _text(self, cell: str) -> When:
        if len(cell) > _LONGEST:
            return When(None, "malformed")
        text = " ".join(unicodedata.normalize("NFKC", cell).split()).strip("'\"")
        if is_nothing(text):
            return When(None)
        text = _YEAR_ALIKE.sub("", text)
        if re.fullmatch(r"\d+(?:[.,]\d+)?", text) and not _COMPACT.fullmatch(text):
            return self._number(
                float(text.replace(",", ".")) if re.search("[.,]", text) else int(text)
            )
        return _from_text(text, self.order)


def column_order(texts: set[str]) -> Order | None:
    """Day or month first, where the column's own values settle it."""
    pairs = [
        (int(found.group(1)), int(found.group(3)), found.group(4), found.group(2))
        for text in texts
        if (found := _NUMERIC.match(text[:_LONGEST])) and len(found.group(1)) <= 2
    ]
    day_first = sum(a > 12 >= b for a, b, _, _ in pairs)
    month_first = sum(b > 12 >= a for a, b, _, _ in pairs)
    if day_first and not month_first:
        return "dmy"
    if month_first and not day_first:
        return "mdy"
    if day_first or month_first:
        return None
    if pairs and all(mark == "." for _, _, _, mark in pairs):
        return "dmy"
    return _tighter([(a, b, _year(year)) for a, b, year, _ in pairs])


def _tighter(pairs: list[tuple[int, int, int]]) -> Order | None:
    """A fair lasts days: of two readings the one within a fortnight, where the other spans months."""
    if len(set(pairs)) < 3:
        return None
    spans = {}
    for order in ("dmy", "mdy"):
        days = [_day(year, *((b, a) if order == "dmy" else (a, b))) for a, b, year in pairs]
        known = [day.toordinal() for day in days if day]
        spans[order] = max(known) - min(known) if len(known) == len(pairs) else 10_000
    if spans["dmy"] <= 14 and spans["mdy"] >= 45:
        return "dmy"
    return "mdy" if spans["mdy"] <= 14 and spans["dmy"] >= 45 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    number = int(text)
    if len(text) > 2:
        return number
    return number + (2000 if number < 70 else 1900)


@lru_cache(maxsize=8_192)
def _from_text(text: str, order: Order | None) -> When:
    moment, rest = _cut_clock(_ZONE.sub("", _without_weekday(text)))
    rest = _EDGE_WORDS.sub("", _without_weekday(rest))
    if (found := _NUMERIC.fullmatch(rest)) is not None:
        return _numeric(found, moment, order)
    if (found := _COMPACT.fullmatch(rest.replace(" ", ""))) is not None:
        made = _compact(found)
        return made if "T" in (made.value or "T") or moment is None else _with(made, moment)
    if (found := _EASTERN.fullmatch(rest)) is not None:
        year, month, day = _eastern_year(found.group(1)), int(found.group(2)), int(found.group(3))
        return _made(year, month, day, moment)
    return _by_words(rest, moment)


def _with(when: When, moment: time) -> When:
    return When(f"{when.value}T{moment.isoformat()}", when.reason) if when.value else when


def _cut_clock(text: str) -> tuple[time | None, str]:
    """The time of day, and the text without it."""
    text = re.sub(r"(?<=\d)T(?=\d{2}:)", " ", text)
    for found in _CLOCK.finditer(text):
        if re.search(r"[.\-/]\s*$", text[: found.start()]) or re.match(
            r"[.\-/]\d", text[found.end() :]
        ):
            continue
        if "." in found.group() and ":" not in found.group() and found.start() == 0:
            continue  # 14.03 of a date
        told = _clock(found)
        if told is not None:
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            return told, " ".join(_ZONE.sub("", rest.rstrip()).split()).strip(" ,-–@|")
    short = re.search(r"(?<=\s)" + _HOUR_ONLY.pattern + r"$", text, re.IGNORECASE)
    if short and int(short.group(1)) < 24:
        return _full_hour(short), text[: short.start()].strip(" ,-–")
    return None, text.strip(" ,")


def _clock(found: re.Match[str]) -> time | None:
    hour, minute = int(found["hour"]), int(found["minute"])
    half = (found["before"] or found["after"] or "").lower().replace(".", "").replace(" ", "")
    if half in {"pm", "午後"} and hour < 12:
        hour += 12
    if half in {"am", "午前"} and hour == 12:
        hour = 0
    try:
        return time(hour, minute, int(found["second"] or 0))
    except ValueError:
        return None


def _full_hour(found: re.Match[str]) -> time:
    """`2 pm`, `14 Uhr`."""
    hour = int(found.group(1))
    half = (found.group(2) or "").lower()
    return time((hour % 12 + (12 if half == "pm" else 0)) if half else hour % 24)


def clock_of(cell: Cell) -> str | None:
    """A time of day from a column of its own."""
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, float) and 0 <= cell < 1:
        cell = timedelta(seconds=round(cell * 86_400))
    if isinstance(cell, timedelta):
        seconds = int(cell.total_seconds()) % 86_400
        cell = time(seconds // 3_600, seconds // 60 % 60, seconds % 60)
    if isinstance(cell, int) and 100 <= cell <= 2_359 and cell % 100 < 60:
        cell = time(cell // 100, cell % 100)
    if isinstance(cell, str):
        cell = _clock_of_text(cell.strip())
    return cell.replace(microsecond=0).isoformat() if isinstance(cell, time) else None


def _clock_of_text(text: str) -> time | None:
    found = _CLOCK.search(text)
    told = _clock(found) if found else None
    if told is None and (short := _HOUR_ONLY.fullmatch(text)) and int(short.group(1)) < 24:
        return _full_hour(short)
    return told


def _without_weekday(text: str) -> str:
    text = re.sub(r"[（(][^)）]{1,4}[)）]", "", text)
    found = re.match(r"^([^\W\d]+)\.?,?\s+(?=.*\d)(.*)$", text)
    if found and _is_weekday(folded(found.group(1)), found.group(2)):
        return found.group(2).strip()
    return text.strip()


def _is_weekday(word: str, rest: str) -> bool:
    """No month, or one that only looks like it: `mardi 14 mai`, `mar. 14.05.2024` say theirs later."""
    if _NUMERIC.match(rest) or (word[:3] not in MONTHS and word not in MONTHS):
        return word not in _HALVES
    later = re.findall(r"[^\W\d_]{3,}", folded(rest))
    return word not in MONTHS and any(one in MONTHS for one in later)


def _numeric(found: re.Match[str], moment: time | None, order: Order | None) -> When:  # noqa: PLR0911 -- one a kind
    first, mark, second, last = found.groups()
    if len(first) > 2:
        if len(first) == 3 or len(last) > 2:
            return When(None, "malformed")
        return _made(int(first), int(second), int(last), moment)
    if len(last) == 3:
        return When(None, "malformed")
    a, b, year = int(first), int(second), _year(last)
    if a > 12 and b > 12:
        if len(last) <= 2 and int(last) <= 31 and b <= 12:
            return _made(_year(first), b, int(last), moment)
        return When(None, "impossible_date")
    if a > 12:
        order = "dmy"
    elif b > 12:
        order = "mdy"
    elif order is None and (mark == "." or a == b):
        order = "dmy"
    if order is None:
        return When(None, "ambiguous_date")
    return _made(year, b, a, moment) if order == "dmy" else _made(year, a, b, moment)


def _compact(found: re.Match[str]) -> When:
    year, month, day = (int(part) for part in found.groups()[:3])
    hour = found.group(4)
    moment = None
    if hour:
        try:
            moment = time(int(hour), int(found.group(5)), int(found.group(6) or 0))
        except ValueError:
            return When(None, "impossible_date")
    return _made(year, month, day, moment)


def _eastern_year(text: str) -> int:
    text = text.replace(" ", "")
    for era, before in _ERAS.items():
        if text.startswith(era):
            rest = text[len(era) :]
            return before + (1 if rest == "元" else int(rest))
    return _year(text)


def _by_words(text: str, moment: time | None) -> When:
    """`14 March 2026`, `14. März 26`, `Mar 14, 2026`, `14-mar-26`."""
    small = re.sub(r"(?<=\d)\.(?=\s|$|[^\d\s])", " ", folded(text))
    small = _WORDS.sub(" ", small.replace("-", " ").replace("/", " "))
    numbers = re.findall(r"\d+", small)
    words = [w for w in re.findall(r"[^\W\d_]+", small) if w in MONTHS or w[:3] in MONTHS]
    if len(words) != 1 or not 1 <= len(numbers) <= 3:
        return When(None, "malformed")
    month = MONTHS.get(words[0]) or MONTHS[words[0][:3]]
    if len(numbers) != 2:
        return When(None, "malformed")
    first, second = numbers
    if len(first) == 4:
        return _made(int(first), month, int(second), moment)
    return _made(_year(second), month, int(first), moment)


def _made(year: int, month: int, day: int, moment: time | None) -> When:
    made = _day(year, month, day)
    return _checked(made, moment) if made else When(None, "impossible_date")


def _checked(day: date, moment: time | None) -> When:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return When(None, "impossible_date")
    if moment is None:
        return When(day.isoformat())
    return When(f"{day.isoformat()}T{moment.isoformat()}")
