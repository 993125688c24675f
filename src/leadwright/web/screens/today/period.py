"""Which days Today shows: in the workspace's time zone, as far back as its period reaches. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leadwright.features.leads.figures import DayBounds

TREND_DAYS = 14
PERIODS = {"today": ("Today", 1), "7d": ("7 days", 7), "30d": ("30 days", 30)}


@dataclass(frozen=True)
class Period:
    """`now` is in the zone of `zone`; `key` is the period's name in the address."""

    key: str
    zone: str
    now: datetime

    @property
    def length(self) -> int:
        """In days, today among them."""
        return PERIODS[self.key][1]

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def midnight(self) -> datetime:
        """When today began."""
        return self._midnight(self.today)

    def days(self) -> tuple[DayBounds, ...]:
        """The period's days and at least a fortnight for the trends, oldest first."""
        back = max(self.length, TREND_DAYS)
        return tuple(self.bounds(self.today - timedelta(days=n)) for n in reversed(range(back)))

    def bounds(self, day: date) -> DayBounds:
        return DayBounds(day, self._midnight(day), self._midnight(day + timedelta(days=1)))

    def _midnight(self, day: date) -> datetime:
        # In UTC, because subtracting within one zone would not see a change of the clocks.
        return datetime.combine(day, time(), self.now.tzinfo).astimezone(UTC)

    def so_far(self, weeks_ago: int = 0) -> tuple[datetime, datetime]:
        """From midnight to this time of the day, today or on the same weekday some weeks ago."""
        then = self.now - timedelta(weeks=weeks_ago)  # the clock's time, whatever the offset
        return self._midnight(then.date()), then.astimezone(UTC)


def period(key: str, zone: str, now: datetime) -> Period:
    """Anything unknown in an address or in the settings falls back: to today, to UTC."""
    known = key if key in PERIODS else "today"
    try:
        return Period(known, zone, now.astimezone(ZoneInfo(zone)))
    except (LookupError, ValueError, OSError):
        return Period(known, "UTC", now.astimezone(UTC))
