"""The form of the notification preferences: what is ticked, as it is shown, read and checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.notifications.models import NotificationPreferences
from leadwright.features.notifications.preference_rules import KINDS, PUSHED
from leadwright.features.notifications.preferences import Typed, preferences_of
from leadwright.ports.channel import CHATS
from leadwright.web.screens.typed import ticked

KIND_WORDS = {
    "new_lead": ("New lead", "each lead that becomes yours, or that nobody owns"),
    "hot_lead": ("Hot lead", "a lead from the score below"),
    "draft": ("Reply waits", "for approval, or for its time"),
    "task": ("Task due", "one of yours"),
    "automation": ("Automation", "what an automation tells you"),
    "alert": ("Alert", "mail, a connection or the queue fails"),
    "digest": ("Daily digest", "yesterday in figures, and what waits"),
    "hot_leads": ("Hot leads", "yours that are hot or rose, each morning at the digest's hour"),
}
CHANNEL_WORDS = {
    "email": "E-mail",
    "telegram": "Telegram",
    "slack": "Slack",
    "sms": "SMS",
    "browser": "Browser",
}
MUTES = (
    ("", "Not muted"),
    ("1", "For an hour"),
    ("8", "For eight hours"),
    ("24", "For a day"),
    ("168", "For a week"),
)
NO_DIGEST = ("sms", "browser")
KEEP = "keep"


@dataclass(frozen=True)
class Cell:
    """One box of the table; `possible` is false where a kind does not go by a channel."""

    name: str
    label: str
    ticked: bool
    possible: bool


@dataclass(frozen=True)
class Line:
    """A kind with its boxes."""

    kind: str
    title: str
    what: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Form:
    """All fields as the page shows them. `unseen`: what is ticked for chats that are not connected."""

    channels: tuple[str, ...]
    lines: tuple[Line, ...]
    unseen: tuple[str, ...]
    hot_from: str
    zone: str
    zones: tuple[tuple[str, str], ...]
    quiet_from: str
    quiet_until: str
    alerts_pass: bool
    mute: str
    mutes: tuple[tuple[str, str], ...]
    muted_until: datetime | None
    digest_at: str


def shown(
    row: NotificationPreferences | None, zone: ZoneInfo, connected: Collection[str], *, mailed: bool
) -> Form:
    """What is kept. `mailed`: the membership's own wish for a mail of each new lead."""
    prefs = preferences_of(row, zone)
    chosen = {f"{channel}.{kind}" for channel in PUSHED for kind in prefs.channels[channel]}
    chosen -= {"email.new_lead"}
    if mailed:
        chosen.add("email.new_lead")
    seen = _seen(connected)
    return Form(
        channels=tuple(CHANNEL_WORDS[channel] for channel in seen),
        lines=_lines(chosen, seen),
        unseen=_unseen(chosen, seen),
        hot_from=str(prefs.hot_from),
        zone=row.zone if row else "",
        zones=_zones(zone),
        quiet_from=_written(prefs.quiet_from),
        quiet_until=_written(prefs.quiet_until),
        alerts_pass=prefs.alerts_pass,
        mute=KEEP if prefs.muted_until else "",
        mutes=_mutes(prefs.muted_until),
        muted_until=prefs.muted_until,
        digest_at=_written(prefs.digest_at),
    )


def again(typed: Mapping[str, str], zone: ZoneInfo, connected: Collection[str]) -> Form:
    """What was typed, to be corrected."""
    seen = _seen(connected)
    chosen = {name for name in typed if ticked(typed, name)}
    return Form(
        channels=tuple(CHANNEL_WORDS[channel] for channel in seen),
        lines=_lines(chosen, seen),
        unseen=_unseen(chosen, seen),
        hot_from=typed.get("hot_from", ""),
        zone=typed.get("zone", ""),
        zones=_zones(zone),
        quiet_from=typed.get("quiet_from", ""),
        quiet_until=typed.get("quiet_until", ""),
        alerts_pass=ticked(typed, "alerts_pass"),
        mute=typed.get("mute", ""),
        mutes=MUTES,
        muted_until=None,
        digest_at=typed.get("digest_at", ""),
    )


def read(typed: Mapping[str, str], now: datetime) -> Typed:
    """The form, checked. Raises Invalid with the fields that are wrong."""
    problems: list[FieldProblem] = []

    def moment(name: str, *, needed: bool = False) -> time | None:
        text = typed.get(name, "").strip()
        if not text and not needed:
            return None
        try:
            return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            problems.append(FieldProblem(name, "malformed", "Write it like 22:00."))
            return None

    begins, ends = moment("quiet_from"), moment("quiet_until")
    if (begins is None) != (ends is None) and not problems:
        missing = "quiet_from" if begins is None else "quiet_until"
        problems.append(FieldProblem(missing, "missing", "Quiet hours need both ends, or none."))
    digest_at = moment("digest_at", needed=True)
    hot_from = _score(typed.get("hot_from", ""), problems)
    zone = typed.get("zone", "")
    if zone and zone not in available_timezones():
        problems.append(FieldProblem("zone", "unknown", "Choose one of the list."))
    if problems:
        raise Invalid("The preferences cannot be kept like this.", problems=tuple(problems))
    return Typed(
        channels=_chosen(typed),
        hot_from=hot_from,
        zone=zone,
        quiet_from=begins,
        quiet_until=ends,
        alerts_pass=ticked(typed, "alerts_pass"),
        muted_until=_muted_until(typed, now),
        digest_at=digest_at or time(8),
    )


def _chosen(typed: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        channel: [
            kind
            for kind in KINDS
            if ticked(typed, f"{channel}.{kind}") and _possible(channel, kind)
        ]
        for channel in PUSHED
    }


def _score(text: str, problems: list[FieldProblem]) -> int:
    if text.isascii() and text.isdigit() and int(text) <= 100:
        return int(text)
    problems.append(FieldProblem("hot_from", "malformed", "Write a score from 0 to 100."))
    return 0


def _muted_until(typed: Mapping[str, str], now: datetime) -> datetime | None:
    chosen = typed.get("mute", "")
    if chosen == KEEP:
        try:
            kept = datetime.fromisoformat(typed.get("muted_until", ""))
        except ValueError:
            return None
        return kept if kept.tzinfo and now < kept < now + timedelta(days=8) else None
    hours = next((int(value) for value, _ in MUTES if value and value == chosen), 0)
    return now + timedelta(hours=hours) if hours else None


def _seen(connected: Collection[str]) -> tuple[str, ...]:
    """Channels with a column: chats only where the workspace has them."""
    return tuple(one for one in PUSHED if one not in CHATS or one in connected)


def _unseen(chosen: Collection[str], seen: Collection[str]) -> tuple[str, ...]:
    return tuple(
        name
        for channel in PUSHED
        for kind in KINDS
        if channel not in seen and (name := f"{channel}.{kind}") in chosen
    )


def _lines(chosen: set[str], seen: Collection[str]) -> tuple[Line, ...]:
    return tuple(
        Line(
            kind,
            *KIND_WORDS[kind],
            tuple(
                Cell(
                    f"{channel}.{kind}",
                    f"{KIND_WORDS[kind][0]} by {CHANNEL_WORDS[channel]}",
                    f"{channel}.{kind}" in chosen,
                    _possible(channel, kind),
                )
                for channel in seen
            ),
        )
        for kind in KINDS
    )


def _possible(channel: str, kind: str) -> bool:
    if kind == "hot_leads":
        return channel == "email"
    return kind != "digest" or channel not in NO_DIGEST


def _mutes(until: datetime | None) -> tuple[tuple[str, str], ...]:
    return ((KEEP, "As it is"), *MUTES) if until else MUTES


def _zones(workspace: ZoneInfo) -> tuple[tuple[str, str], ...]:
    named = sorted(zone for zone in available_timezones() if "/" in zone)
    return (("", f"The workspace's: {workspace.key}"), *((zone, zone) for zone in named))


def _written(moment: time | None) -> str:
    return f"{moment:%H:%M}" if moment else ""
