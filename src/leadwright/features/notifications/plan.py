"""By which ways a notification goes to whom: pure, so that every rule of it can be tested."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from leadwright.domain.ids import PersonId
from leadwright.features.notifications.preference_rules import (
    HOT_FROM,
    ROOM_KINDS,
    Preferences,
    kinds_of,
)
from leadwright.ports.channel import CHATS, EMAIL, ROOM, ROOMS

# Which way is tried next when an alert failed on another: the quickest to be seen first.
ORDER = (*CHATS, EMAIL)


@dataclass(frozen=True)
class News:
    """What matters of a notification for its way. `affects` fails itself and so is no way."""

    kind: str
    score: int | None = None
    waits: bool = False
    affects: str = ""

    @property
    def forbidden(self) -> str:
        return EMAIL if self.affects == "mail" else self.affects

    def kinds(self, hot_from: int) -> frozenset[str]:
        return kinds_of(self.kind, score=self.score, waits=self.waits, hot_from=hot_from)


@dataclass(frozen=True)
class Reachable:
    """A member with their wishes and the addresses that work, by channel (`email` among them)."""

    person_id: PersonId
    prefs: Preferences
    addresses: Mapping[str, str]


@dataclass(frozen=True)
class Delivery:
    """One message to be sent. Without a person it goes to the team's room."""

    channel: str
    address: str
    person_id: PersonId | None = None
    send_after: datetime | None = None


@dataclass(frozen=True)
class Tried:
    """What was tried before, of whom (None: a room)."""

    person_id: PersonId | None
    channels: Collection[str] = field(default_factory=frozenset)


def to_member(news: News, member: Reachable, now: datetime) -> list[Delivery]:
    """The member's own ways for it. An alert whose only wished way fails takes the next that works."""
    kinds = news.kinds(member.prefs.hot_from)
    if member.prefs.is_muted(kinds, now):
        return []
    usable = [one for one in ORDER if one in member.addresses and one != news.forbidden]
    if news.kind == "lead":  # the mail about a lead was written with it
        usable = [one for one in usable if one != EMAIL]
    wished = [one for one in usable if member.prefs.wants(one, kinds)]
    any_wanted = any(member.prefs.wants(one, kinds) for one in ORDER)
    if not wished and news.kind == "alert" and any_wanted:
        wished = usable[:1]
    after = member.prefs.held_until(kinds, now)
    return [Delivery(one, member.addresses[one], member.person_id, after) for one in wished]


def to_rooms(news: News, connected: Mapping[str, Mapping[str, str]]) -> list[Delivery]:
    """The team's rooms that are told of it."""
    kinds = news.kinds(HOT_FROM)
    return [
        Delivery(channel, ROOM)
        for channel in ROOMS
        if channel in connected
        and channel != news.forbidden
        and _has_room(channel, connected[channel])
        and not ROOM_KINDS.get(connected[channel].get("tells", ""), frozenset()).isdisjoint(kinds)
    ]


def _has_room(channel: str, config: Mapping[str, str]) -> bool:
    """Whether the connection knows a room: by a webhook, or by name."""
    given = config.get("given", "").split()
    by_bot = channel == "telegram" or "bot_token" in given
    return "webhook_url" in given or (by_bot and bool(config.get("room")))


def tells_members(channel: str, config: Mapping[str, str]) -> bool:
    """Whether single members are reached. Slack's webhook alone knows its room only."""
    return channel != "slack" or "bot_token" in config.get("given", "").split()


def another_way(
    news: News,
    tried: Tried,
    member: Reachable | None,
    connected: Mapping[str, Mapping[str, str]],
) -> Delivery | None:
    """The next way for an alert that failed, wished or not: being told matters more."""
    if member is not None:
        for channel in ORDER:
            usable = channel in member.addresses and channel != news.forbidden
            if usable and channel not in tried.channels:
                return Delivery(channel, member.addresses[channel], member.person_id)
        return None
    rooms = (one for one in to_rooms(news, connected) if one.channel not in tried.channels)
    return next(rooms, None)
