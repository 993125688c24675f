"""Quiet hours, mutes and what a notification is: over midnight, and when the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadwright.features.notifications.preference_rules import (
    Preferences,
    digest_day,
    end_of_quiet,
    kinds_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
KOLKATA = ZoneInfo("Asia/Kolkata")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-01-15T20:59", None),  # 21:59 in Berlin
        ("2026-01-15T21:00", "2026-01-16T06:00"),
        ("2026-01-16T02:00", "2026-01-16T06:00"),
        ("2026-01-16T05:59", "2026-01-16T06:00"),
        ("2026-01-16T06:00", None),
        ("2026-03-28T22:00", "2026-03-29T05:00"),  # the night is an hour shorter
        ("2026-10-24T21:00", "2026-10-25T06:00"),  # and longer
    ],
)
def test_quiet_hours_over_midnight_end_by_the_clock_on_the_wall(
    now: str, until: str | None
) -> None:
    found = end_of_quiet(time(22), time(7), BERLIN, at(now))
    assert found == (at(until) if until else None)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-10-25T00:15", "2026-10-25T00:30"),  # 02:15 for the first time
        ("2026-10-25T01:15", "2026-10-25T01:30"),  # and for the second
        ("2026-03-29T00:30", "2026-03-29T01:30"),  # 02:30 does not come that night
    ],
)
def test_an_end_within_the_changed_hour(now: str, until: str) -> None:
    assert end_of_quiet(time(22), time(2, 30), BERLIN, at(now)) == at(until)


def test_quiet_hours_within_a_day_and_of_no_length() -> None:
    noon = at("2026-06-01T07:00")  # 12:30 in Kolkata
    assert end_of_quiet(time(12), time(13), KOLKATA, noon) == at("2026-06-01T07:30")
    assert end_of_quiet(time(12), time(12), KOLKATA, noon) is None


@given(
    st.times(),
    st.times(),
    st.integers(0, 365 * 24 * 60).map(
        lambda minutes: at("2026-01-01") + timedelta(minutes=minutes)
    ),
    st.sampled_from(
        [BERLIN, KOLKATA, ZoneInfo("America/St_Johns"), ZoneInfo("Australia/Lord_Howe")]
    ),
)
def test_the_end_is_ahead_and_outside_of_them(
    begins: time, ends: time, now: datetime, zone: ZoneInfo
) -> None:
    until = end_of_quiet(begins, ends, zone, now)
    if until is not None:
        assert now < until <= now + timedelta(hours=25)


def test_an_alert_passes_only_if_the_member_says_so() -> None:
    quiet = {"quiet_from": time(0), "quiet_until": time(23, 59)}
    now = at("2026-01-15T12:00")
    assert Preferences(BERLIN, **quiet).held_until({"alert"}, now) is None  # type: ignore[arg-type]
    strict = Preferences(BERLIN, alerts_pass=False, muted_until=now + timedelta(hours=1), **quiet)  # type: ignore[arg-type]
    assert strict.held_until({"alert"}, now) is not None
    assert strict.is_muted({"alert"}, now)
    assert not strict.is_muted({"alert"}, now + timedelta(hours=1))


def test_a_lead_is_several_kinds_and_told_once() -> None:
    found = kinds_of("lead", score=80, waits=True, hot_from=70)
    assert found == {"new_lead", "hot_lead", "draft"}
    assert kinds_of("lead", score=69, waits=False, hot_from=70) == {"new_lead"}
    assert kinds_of("lead", score=None, waits=False, hot_from=0) == {"new_lead"}
    assert kinds_of("alert", score=None, waits=False, hot_from=70) == {"alert"}


def test_the_digest_has_the_members_date() -> None:
    prefs = Preferences(KOLKATA, digest_at=time(8))
    assert digest_day(prefs, at("2026-06-01T02:29")) is None
    assert digest_day(prefs, at("2026-06-01T02:30")) == "2026-06-01"
    assert digest_day(prefs, at("2026-05-31T18:29")) == "2026-05-31"
    assert digest_day(prefs, at("2026-05-31T18:30")) is None  # past midnight there
