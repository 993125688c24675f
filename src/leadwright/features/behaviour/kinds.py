"""The kinds of events that can be told from outside, and how each stands in the event log."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from leadwright.domain import behaviour as b
from leadwright.domain.event import Event
from leadwright.domain.events import LeadReplied, MeetingBooked
from leadwright.domain.ids import LeadId, MessageId

TOLD = "events"
"""The source of an answer or a meeting that came this way."""

_BEHAVED: tuple[type[b.Behaved], ...] = (
    b.EmailOpened, b.EmailClicked, b.EmailBounced, b.PageViewed, b.FileDownloaded, b.FormStarted,
    b.MeetingHeld, b.MeetingMissed, b.MeetingCancelled, b.CallMade, b.CallAnswered,
    b.SocialFollowed, b.SocialReacted, b.SocialCommented, b.SocialMessaged, b.TrialStarted,
    b.ProductUsed,
)  # fmt: skip
_OF_NAME = {kind.name: kind for kind in _BEHAVED}
_OUTCOMES: dict[str, type[LeadReplied | MeetingBooked]] = {
    LeadReplied.name: LeadReplied,
    MeetingBooked.name: MeetingBooked,
}
KINDS = (*sorted({*_OF_NAME, *_OUTCOMES}), "custom.*")
PUBLIC = frozenset({"page.viewed", "file.downloaded", "form.started"})
"""What a page may tell with the public key: a visitor's steps, and nothing only we can know."""
MAIL = frozenset({"email.opened", "email.clicked"})
SAME_AS = {"email.replied": "lead.replied"}
_CUSTOM = re.compile(r"custom\.[a-z][a-z0-9_]{0,59}")


def known(kind: str) -> str | None:
    """The kind's name in the log; None for one that nobody knows."""
    name = SAME_AS.get(kind, kind)
    is_ours = name in _OF_NAME or name in _OUTCOMES or _CUSTOM.fullmatch(name)
    return name if is_ours else None


@dataclass(frozen=True)
class LoggedBehaviour:
    """What the log is told of one event."""

    id: UUID
    name: str
    lead_id: LeadId | None
    source: str
    about: str = ""
    message_id: UUID | None = None


def event_of(deed: LoggedBehaviour) -> Event:
    """The event as its subscribers know it."""
    outcome = _OUTCOMES.get(deed.name)
    if outcome is not None:
        return outcome(lead_id=deed.lead_id, outcome_id=deed.id, source=TOLD)
    fields: dict[str, Any] = {
        "lead_id": deed.lead_id,
        "source": deed.source,
        "about": deed.about,
        "message_id": None if deed.message_id is None else MessageId(deed.message_id),
    }
    if deed.name in _OF_NAME:
        return _OF_NAME[deed.name](**fields)
    return b.CustomHappened(kind=deed.name.removeprefix("custom."), **fields)
