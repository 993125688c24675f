"""When a delayed reply leaves, as its owner reads it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from leadwright.features.notifications.wording import leaving

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 19, 13, 30, tzinfo=UTC)


def test_a_reply_that_leaves_today_is_told_by_the_readers_clock() -> None:
    at = datetime(2026, 11, 19, 14, 5, tzinfo=UTC)
    assert leaving(at, BERLIN, NOW) == "leaves at 15:05 (Europe/Berlin)"


def test_a_reply_that_leaves_another_day_is_told_with_the_day() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert leaving(at, BERLIN, NOW) == "leaves on Monday, 23 Nov at 00:30 (Europe/Berlin)"


def test_whether_it_is_today_is_the_readers_question() -> None:
    at = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert leaving(at, ZoneInfo("America/New_York"), NOW) == "leaves at 18:30 (America/New York)"
