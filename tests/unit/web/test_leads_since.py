"""The list's "since" begins where Today's days begin."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leadwright.web.screens.leads.filters import moment
from leadwright.web.screens.today.period import period


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Auckland", "Asia/Kathmandu"])
@pytest.mark.parametrize("hour", [0, 11, 23])
def test_today_is_the_same_day_in_the_list_and_on_the_first_screen(zone: str, hour: int) -> None:
    now = datetime(2026, 11, 20, hour, 30, tzinfo=UTC)
    assert moment("today", now.astimezone(ZoneInfo(zone))) == period("today", zone, now).midnight


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_is_as_long_as_the_clocks_make_it(day: str, hours: int) -> None:
    now = datetime(2026, 11, 20, tzinfo=ZoneInfo("Europe/Berlin"))
    following = (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
    since, until = moment(day, now), moment(following, now)
    assert since is not None
    assert until is not None
    assert until - since == timedelta(hours=hours)


def test_the_last_days_count_from_the_zones_midnight() -> None:
    after_the_change = datetime(2026, 10, 27, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert moment("7d", after_the_change) == datetime(2026, 10, 19, 22, tzinfo=UTC)
