"""When a workspace's people are at work: weekdays and hours in its own time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class BusinessHours:
    """Open from `opens` up to `closes` on `days`; `closes` before `opens` runs over midnight."""

    zone: str = "UTC"
    days: frozenset[str] = frozenset(WEEKDAYS[:5])
    opens: time = time(9)
    closes: time = time(17)

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody is at work then. A night shift belongs to the day on which it began."""
        here = moment.astimezone(zone_of(self.zone))
        today, clock = here.weekday(), here.time()
        if self.opens < self.closes:
            return WEEKDAYS[today] in self.days and self.opens <= clock < self.closes
        if clock >= self.opens:
            return WEEKDAYS[today] in self.days
        return clock < self.closes and WEEKDAYS[today - 1] in self.days

    def weekday(self, moment: datetime) -> str:
        """The day of the week it is at the workspace."""
        return WEEKDAYS[moment.astimezone(zone_of(self.zone)).weekday()]


SHIPPED_HOURS = BusinessHours()


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; UTC where there is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def business_hours(settings: Mapping[str, Any]) -> BusinessHours:
    """From a workspace's settings; what is not there, or is nonsense, is as shipped."""
    shipped = SHIPPED_HOURS
    kept = settings.get("business_hours")
    kept = kept if isinstance(kept, Mapping) else {}
    days = kept.get("days")
    return BusinessHours(
        zone=str(settings.get("timezone") or shipped.zone),
        days=frozenset(d for d in days if d in WEEKDAYS)
        if isinstance(days, list)
        else shipped.days,
        opens=_time(kept.get("opens"), shipped.opens),
        closes=_time(kept.get("closes"), shipped.closes),
    )


def _time(text: object, otherwise: time) -> time:
    try:
        return time.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError:
        return otherwise
