"""The morning's mail of hot leads comes once a day by the member's own clock, whatever the clock does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from leadwright.features.notifications import hot_mail
from leadwright.features.notifications.preference_rules import Preferences

MAIL = {"email": frozenset({"hot_leads"})}


@pytest.mark.parametrize("hour", [time(0), time(0, 30), time(2, 15), time(8), time(23, 45)])
@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("Europe/Berlin", "2026-03-29"),
        ("Europe/Berlin", "2026-10-25"),
        ("America/New_York", "2026-11-01"),
        ("America/Santiago", "2026-09-06"),  # there is no midnight that day
        ("Australia/Lord_Howe", "2026-10-04"),  # half an hour
    ],
)
def test_each_day_has_its_mail_also_when_the_clocks_change(
    zone: str, changes: str, hour: time
) -> None:
    here, day = ZoneInfo(zone), date.fromisoformat(changes)
    prefs = Preferences(here, MAIL, digest_at=hour)
    first = datetime.combine(day - timedelta(days=2), time(), UTC)
    looks = [first + timedelta(minutes=5 * n) for n in range(5 * 288)]
    told = {wanted: at for at in reversed(looks) if (wanted := hot_mail.wanted(prefs, at))}
    for each in (day - timedelta(days=1), day, day + timedelta(days=1)):
        at = told[each.isoformat()].astimezone(here)
        assert at.date() == each
        late = datetime.combine(each, at.time()) - datetime.combine(each, hour)
        assert timedelta() <= late <= timedelta(hours=1)


def test_who_is_muted_gets_none() -> None:
    now = datetime(2026, 6, 1, 8, 10, tzinfo=UTC)
    prefs = Preferences(
        ZoneInfo("UTC"), MAIL, digest_at=time(8), muted_until=now + timedelta(days=3)
    )
    assert hot_mail.wanted(prefs, now) is None
    assert hot_mail.wanted(prefs, now + timedelta(days=3)) == "2026-06-04"
