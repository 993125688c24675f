"""Today's days and words."""

from datetime import UTC, datetime

import pytest

from leadwright.features.leads.bulk import NOT_ANSWERED
from leadwright.features.leads.list_query import Listed
from leadwright.web.screens import durations
from leadwright.web.screens.leads.words import REPLIES, reply_words
from leadwright.web.screens.source_names import short_source_name, source_name
from leadwright.web.screens.today.period import period
from leadwright.web.screens.today.words import change, fate, percent

LATE = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)


def test_today_is_the_day_of_the_workspace_and_not_of_the_server() -> None:
    berlin = period("today", "Europe/Berlin", LATE)
    assert berlin.today.isoformat() == "2026-11-20"
    assert berlin.midnight == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)


def test_a_day_on_which_the_clocks_go_back_has_twenty_five_hours() -> None:
    day = period("today", "Europe/Berlin", datetime(2026, 10, 25, 12, tzinfo=UTC)).days()[-1]
    assert (day.until - day.since).total_seconds() == 25 * 3600


def test_last_week_ends_at_the_same_time_on_the_clock() -> None:
    after_the_change = period("today", "Europe/Berlin", datetime(2026, 10, 26, 9, tzinfo=UTC))
    _, until = after_the_change.so_far(weeks_ago=1)
    assert until == datetime(2026, 10, 19, 8, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "UTC\x00"])
def test_a_zone_that_does_not_exist_is_utc(zone: str) -> None:
    assert period("nonsense", zone, LATE).zone == "UTC"
    assert period("nonsense", zone, LATE).key == "today"


def test_a_longer_period_has_its_days_and_the_trend_has_a_fortnight() -> None:
    assert [len(period(key, "UTC", LATE).days()) for key in ("today", "7d", "30d")] == [14, 14, 30]


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (None, "–"),
        (53, "0.05 s"),
        (412, "0.41 s"),
        (9_900, "9.9 s"),
        (42_000, "42 s"),
        (192_000, "3.2 min"),
        (7_200_000, "2 h"),
        (300_000_000, "3 days"),
    ],
)
def test_a_time_to_reply_is_said_in_the_unit_that_fits(ms: int | None, words: str) -> None:
    assert durations.short(ms) == words


def test_only_everything_is_a_hundred_per_cent() -> None:
    assert [percent(share) for share in (None, 0.0, 0.0001, 0.9912, 0.99999, 1.0)] == [
        "–",
        "0",
        "0.1",
        "99.1",
        "99.9",
        "100",
    ]


def test_a_change_has_a_sign_and_nothing_is_compared_with_nothing() -> None:
    assert [change(114, 96), change(48, 96), change(96, 96), change(5, 0)] == [
        ", +19 %",
        ", −50 %",
        ", ±0 %",
        "",
    ]


def test_a_source_keeps_the_name_a_person_gave_it() -> None:
    names = ("contact_form", "api", "Fachmesse Nord", "", "acme.example/contact")
    assert [source_name(name) for name in names] == [
        "Contact form",
        "API",
        "Fachmesse Nord",
        "Unnamed",
        "acme.example/contact",
    ]
    assert short_source_name("acme.example/contact") == "/contact"
    assert short_source_name("acme.example") == "acme.example"
    assert short_source_name("Fair 2026/27") == "Fair 2026/27"


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (340, "0.34 s"),
        (12_400, "12.4 s"),
        (192_000, "3 min 12 s"),
        (180_000, "3 min"),
        (7_500_000, "2 h 5 min"),
        (300_000_000, "3 days"),
    ],
)
def test_one_leads_time_to_reply_is_said_exactly(ms: int, words: str) -> None:
    assert durations.exact(ms) == words


def test_a_lead_that_nobody_asked_to_answer_is_not_being_answered() -> None:
    nothing = dict.fromkeys(Listed._fields)
    imported = Listed(**{**nothing, "reply_status": NOT_ANSWERED})  # type: ignore[arg-type]  # a row
    waiting = Listed(**{**nothing, "reply_status": "pending"})  # type: ignore[arg-type]  # a row
    assert [fate(imported), fate(waiting)] == [
        ("", "No reply asked for"),
        ("new", "Being answered"),
    ]
    assert reply_words(NOT_ANSWERED, None) == REPLIES[NOT_ANSWERED] == "Not asked for"
