"""What Today shows, put into words and shares of a bar. Pure: the same counts give the same page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from leadwright.domain.numbering import grouped
from leadwright.features.leads.day_counts import MINUTE_MS, DayCounts, Share, summed
from leadwright.features.leads.list_query import Listed
from leadwright.web.screens import durations
from leadwright.web.screens.source_names import short_source_name
from leadwright.web.screens.today.period import PERIODS, TREND_DAYS, Period
from leadwright.web.screens.today.words import (
    change,
    fate,
    intent_word,
    percent,
    plural,
)

BANDS = (
    ("under 0.2 s", 200),
    ("0.2–0.5 s", 500),
    ("0.5–1 s", 1_000),
    ("1–3 s", 3_000),
    ("3–60 s", MINUTE_MS),
    ("over 60 s", None),
)


@dataclass(frozen=True)
class Figure:
    """One figure of the row at the top. `points` is its trend, oldest first."""

    id: str
    name: str
    value: str
    unit: str
    definition: str
    note: str
    points: tuple[float, ...]
    points_label: str
    link: str = ""


@dataclass(frozen=True)
class Line:
    """A line of "by source" or "by intent": `key` as stored, `share` in per cent of the greatest."""

    key: str
    word: str
    href: str
    share: float
    leads: int
    grade_a: int
    reply: str
    score: float | None


@dataclass(frozen=True)
class Band:
    """A line of "time to reply". `hot` has the median in it."""

    word: str
    share: float
    number: int
    percent: str
    hot: bool


@dataclass(frozen=True)
class DayBar:
    """A day in the chart of a longer period."""

    day: date
    leads: int
    stopped: int


@dataclass(frozen=True)
class Arrival:
    """A line of the newest leads."""

    href: str
    name: str
    company: str
    score: int | None
    grade: str
    kind: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Counted:
    """What was read from the database: days oldest first, today last."""

    period: Period
    days: Sequence[DayCounts]
    received: int
    received_then: int

    @property
    def whole(self) -> DayCounts:
        """The period's days as one."""
        return summed(self.days[-self.period.length :])


def segments(period: Period, url: str) -> tuple[tuple[str, str, bool], ...]:
    """The switch between periods; today needs no words in the address."""
    return tuple(
        (word, url if key == "today" else f"{url}?range={key}", key == period.key)
        for key, (word, _) in PERIODS.items()
    )


def figures(counted: Counted, url: str) -> tuple[Figure, ...]:
    """Leads, answered in under a minute, median time to reply, grade A."""
    day = counted.whole
    whole = day.whole
    trend = [each.whole for each in counted.days[-TREND_DAYS:]]
    since = counted.days[-counted.period.length].day
    return (
        Figure(
            "leads",
            "Leads",
            f"{whole.leads:,}",
            "",
            "People who wrote, each counted once, at their newest message."
            f" {plural(day.stopped, 'more was', 'more were')} stopped as spam or solicitation.",
            _leads_note(counted, whole),
            tuple(share.leads for share in trend),
            "Leads a day over two weeks",
            f"{url}/leads?since={'today' if counted.period.key == 'today' else since.isoformat()}",
        ),
        _quick_figure(whole, trend),
        _median_figure(whole, trend),
        Figure(
            "grade-a",
            "Grade A",
            f"{whole.grade_a:,}",
            "",
            "Leads whose score put them into the best grade when they were last scored.",
            f"{percent(whole.grade_a / whole.leads)} % of leads" if whole.leads else "",
            tuple(share.grade_a for share in trend),
            "Grade A leads a day over two weeks",
            f"{url}/leads?grade=A",
        ),
    )


def _leads_note(counted: Counted, whole: Share) -> str:
    if counted.period.key != "today":
        return f"{whole.leads / counted.period.length:,.1f} a day"
    then = f"{last_weekday(counted.period)} {counted.received_then:,} by this time"
    messages = plural(counted.received, "message", "messages")
    return f"{messages}; {then}{change(counted.received, counted.received_then)}"


def last_weekday(period: Period) -> str:
    """Last Thursday."""
    return f"last {period.now.strftime('%A')}"


def _quick_figure(whole: Share, trend: Sequence[Share]) -> Figure:
    due = whole.answered + whole.unanswered
    slow = due - sum(number for ms, number in whole.replies.items() if ms < MINUTE_MS)
    return Figure(
        "minute",
        "Answered under a minute",
        percent(whole.quick),
        "%" if due else "",
        "Of the leads that were to be answered: the mail server accepted our reply within 60 s of"
        " their message. Failed replies count as late, drafts still held do not count.",
        f"{due - slow:,} of {due:,}" if due else "nothing to answer yet",
        tuple(100 * share.quick for share in trend if share.quick is not None),
        "Share answered in under a minute, by day, over two weeks",
    )


def _median_figure(whole: Share, trend: Sequence[Share]) -> Figure:
    value, unit = durations.figure(whole.reply_ms())
    medians = [share.reply_ms() for share in trend]
    return Figure(
        "median",
        "Median time to reply",
        value,
        unit,
        "From the message to the mail server accepting our reply. Half of the replies were faster.",
        f"95 % within {durations.short(whole.reply_ms(0.95))}"
        if whole.answered
        else "no reply yet",
        tuple(ms for ms in medians if ms is not None),
        "Median time to reply, by day, over two weeks",
    )


def lines(shares: Mapping[str, Share], url: str, name: str) -> tuple[Line, ...]:
    """By source or by intent (`name`), the greatest first."""
    most = max((share.leads for share in shares.values()), default=1)
    word = short_source_name if name == "source" else intent_word
    return tuple(
        Line(
            key,
            word(key),
            f"{url}/leads?{urlencode({name: key})}" if key else "",
            100 * share.leads / most,
            share.leads,
            share.grade_a,
            durations.short(share.reply_ms()),
            share.average_score,
        )
        for key, share in sorted(shares.items(), key=lambda item: (-item[1].leads, item[0]))
    )


def bands(whole: Share) -> tuple[Band, ...]:
    """How the times to reply spread; nothing before the first reply."""
    if not whole.answered:
        return ()
    counts = [0] * len(BANDS)
    for ms, number in whole.replies.items():
        counts[_band(ms)] += number
    middle = _band(whole.reply_ms() or 0)
    return tuple(
        Band(word, 100 * n / max(counts), n, f"{percent(n / whole.answered)} %", position == middle)
        for position, ((word, _), n) in enumerate(zip(BANDS, counts, strict=True))
    )


def _band(ms: int) -> int:
    return next(i for i, (_, limit) in enumerate(BANDS) if limit is None or ms < limit)


def hours(counted: Counted) -> tuple[tuple[int, int] | None, ...]:
    """Today by the hour; hours to come are none."""
    today = counted.days[-1].hours
    return tuple(pair if h <= counted.period.now.hour else None for h, pair in enumerate(today))


def hours_then(counted: Counted) -> tuple[int, ...]:
    """The same weekday last week, leads and stopped together; empty when nobody wrote."""
    then = tuple(sum(pair) for pair in counted.days[-8].hours)
    return then if any(then) else ()


def day_bars(counted: Counted) -> tuple[DayBar, ...]:
    """A bar for each day of a longer period."""
    if counted.period.length == 1:
        return ()
    chosen = counted.days[-counted.period.length :]
    return tuple(DayBar(each.day, each.whole.leads, each.stopped) for each in chosen)


def arrival(lead: Listed, url: str) -> Arrival:
    """A lead as a line of the newest ones."""
    kind, words = fate(lead)
    name = lead.name or lead.email or grouped(lead.phone) or "Unnamed lead"
    href = f"{url}/leads/{lead.id}"
    at = lead.last_submission_at
    return Arrival(href, name, lead.company, lead.score, lead.grade or "", kind, words, at)
