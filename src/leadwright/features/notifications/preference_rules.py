"""What a member wants to be told, by which channel and when: pure rules over what they ticked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

KINDS = ("new_lead", "hot_lead", "draft", "task", "automation", "alert", "digest", "hot_leads")
PUSHED = ("email", "telegram", "slack", "sms", "browser")
DAILY = frozenset({"digest", "hot_leads"})
"""What comes once a day, in the morning, to who asked for it."""
_ALL_BUT_DIGEST = frozenset(KINDS) - DAILY
# Of somebody who chose nothing yet. A mail for a new lead is the membership's own setting.
SHIPPED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "email": frozenset({"alert"}),
        "telegram": _ALL_BUT_DIGEST,
        "slack": _ALL_BUT_DIGEST,
        "sms": frozenset({"hot_lead", "alert"}),
        "browser": _ALL_BUT_DIGEST,
    }
)
HOT_FROM = 70
# What a room of the whole team is told, by the choice on its connection.
ROOM_KINDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "important": frozenset({"hot_lead", "draft", "alert"}),
        "everything": _ALL_BUT_DIGEST,
        "alerts": frozenset({"alert"}),
        "nothing": frozenset(),
    }
)


@dataclass(frozen=True)
class Preferences:
    """One member's preferences in one workspace. `zone` is where their quiet hours are counted."""

    zone: ZoneInfo
    channels: Mapping[str, frozenset[str]] = field(default_factory=lambda: SHIPPED)
    hot_from: int = HOT_FROM
    quiet_from: time | None = None
    quiet_until: time | None = None
    alerts_pass: bool = True
    muted_until: datetime | None = None
    digest_at: time = time(8)

    def wants(self, channel: str, kinds: Iterable[str]) -> bool:
        """Whether one of these kinds is ticked for the channel."""
        return not self.channels.get(channel, frozenset()).isdisjoint(kinds)

    def is_muted(self, kinds: Iterable[str], now: datetime) -> bool:
        """Nothing is pushed then. What the product shows is there all the same."""
        if self.muted_until is None or now >= self.muted_until:
            return False
        return not (self.alerts_pass and "alert" in kinds)

    def held_until(self, kinds: Iterable[str], now: datetime) -> datetime | None:
        """When quiet hours end, if they are on and this may not pass."""
        if self.alerts_pass and "alert" in kinds:
            return None
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return end_of_quiet(self.quiet_from, self.quiet_until, self.zone, now)


def end_of_quiet(begins: time, ends: time, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The end of the quiet hours that `now` lies in, or None outside of them.

    Counted by the clock on the member's wall: a night of summer time is an hour shorter or longer.
    """
    here = now.astimezone(zone)
    clock = here.time().replace(tzinfo=None)
    over_midnight = begins >= ends
    inside = clock >= begins or clock < ends if over_midnight else begins <= clock < ends
    if not inside or begins == ends:
        return None
    day = here.date() + timedelta(days=1 if over_midnight and clock >= begins else 0)
    until = datetime.combine(day, ends, zone).astimezone(now.tzinfo)
    # An hour that comes twice: the first of the two may be over already.
    if until <= now:
        until = datetime.combine(day, ends, zone).replace(fold=1).astimezone(now.tzinfo)
    return until if until > now else None


def kinds_of(kind: str, *, score: int | None, waits: bool, hot_from: int) -> frozenset[str]:
    """What a notification is to a member whose hot leads begin at `hot_from`."""
    if kind != "lead":
        return frozenset({kind})
    found = {"new_lead"}
    if waits:
        found.add("draft")
    if score is not None and score >= hot_from:
        found.add("hot_lead")
    return frozenset(found)


def digest_day(prefs: Preferences, now: datetime) -> str | None:
    """The member's own date, once their hour of the digest has come; None before."""
    here = now.astimezone(prefs.zone)
    return here.date().isoformat() if here.time() >= prefs.digest_at else None
