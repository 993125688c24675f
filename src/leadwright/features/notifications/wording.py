"""A notification as a chat shows it: words, and what can be pressed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from leadwright.domain.ids import PersonId
from leadwright.features.notifications.models import Notification
from leadwright.ports.channel import Button
from leadwright.ports.directory import Waiting

_LEAD_WORDS = 900
_REPLY_WORDS = 1800


@dataclass(frozen=True)
class Words:
    """A chat message."""

    title: str
    text: str
    buttons: tuple[Button, ...]


def leaving(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """When a delayed reply leaves, on the reader's clock: the day too, unless it is today."""
    there = at.astimezone(zone)
    day = (
        ""
        if there.date() == now.astimezone(zone).date()
        else f" on {there:%A}, {there.day} {there:%b}"
    )
    return f"leaves{day} at {there:%H:%M} ({zone.key.replace('_', ' ')})"


def words(
    note: Notification, waiting: Waiting | None, address: str, zone: ZoneInfo, now: datetime
) -> Words:
    """`waiting`: the reply, if it still waits for somebody. `address`: of the installation."""
    title = " ".join(note.title.split())[:200]
    if note.times > 1:
        title = f"{title} ({note.times} times)"
    parts = [title]
    if note.detail:
        parts.append(_shortened(note.detail, _LEAD_WORDS))
    if waiting is not None:
        parts += [_fate(waiting, zone, now), _shortened(waiting.text, _REPLY_WORDS)]
    return Words(title, "\n\n".join(parts), _buttons(note, waiting, address))


def _fate(waiting: Waiting, zone: ZoneInfo, now: datetime) -> str:
    if waiting.send_after is None:
        return f"Our reply waits for approval: {waiting.subject}"
    return f"Our reply {leaving(waiting.send_after, zone, now)}: {waiting.subject}"


def _buttons(note: Notification, waiting: Waiting | None, address: str) -> tuple[Button, ...]:
    inside = f"{address}/go/{note.workspace_id}"
    found: list[Button] = []
    if waiting is not None and note.message_id is not None:
        value = f"{note.message_id.hex}.{waiting.revision}"
        found += [
            Button("Send it", act="approve", value=value),
            Button("Do not send", act="cancel", value=value),
            Button("Change it", url=f"{inside}/approvals/{note.message_id}"),
        ]
    if note.kind == "lead" and note.lead_id is not None:
        found.append(Button("Mine", act="assign", value=note.lead_id.hex))
    if note.kind == "alert":
        found += [
            Button("Seen", act="acknowledge", value=note.id.hex),
            Button("Alerts", url=f"{inside}/alerts"),
        ]
    if note.kind == "import":
        found.append(Button("Open", url=f"{inside}{leads_to(note)}"))
    if note.lead_id is not None:
        found.append(Button("Open", url=f"{inside}/leads/{note.lead_id}"))
    return tuple(found)


def leads_to(note: Notification) -> str:
    """The page in its workspace that it is about."""
    if note.lead_id is not None:
        return f"/leads/{note.lead_id}"
    if note.kind != "import":
        return "/alerts"
    _, import_id, *further = note.reason_key.split(":")  # a number tells of so many files
    return "/imports" if further and further[0].isdecimal() else f"/imports/{import_id}"


def reason(note: Notification, channel: str, person_id: PersonId | None) -> str:
    """Why the message exists: once for each ringing, channel and member."""
    to = "room" if person_id is None else str(UUID(str(person_id)))
    return f"notify:{note.id}:{note.times}:{channel}:{to}"


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}…"
