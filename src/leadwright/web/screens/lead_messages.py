"""The messages about a lead: what was said to whom, and what became of it, in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leadwright.features.messages.models import Message
from leadwright.web.screens.demo_words import language_name, said
from leadwright.web.screens.fate_words import FATES

UNCONFIRMED = (
    "The connection ended while the mail server took it: it may or may not have arrived. If you"
    " send it again, the lead may get it twice."
)
# status -> (kind of dot, word, what it means and what to do)
STATES: dict[str, tuple[str, str, str]] = {
    "queued": ("live", "Waiting to be sent", ""),
    "held": ("look", "Draft, waits for approval", "Nobody gets it until you approve it."),
    "handing_over": ("live", "Being handed to the mail server", ""),
    "sent": ("good", "Sent, accepted by the mail server", ""),
    "failed": ("bad", "Failed", "It will not be tried again by itself."),
    "unconfirmed": (
        "look",
        "Unconfirmed",
        UNCONFIRMED,
    ),
    "suppressed": ("", "Not sent", "The address asked for no mail."),
    "cancelled": ("", "Cancelled", "A person decided that it is not sent."),
}
_KINDS = {"reply": "Reply", "notification": "Note to the owner"}


@dataclass(frozen=True)
class MessageView:
    """One message. `can_*` says what its state allows, whoever looks."""

    id: UUID
    submission_id: UUID | None
    kind: str
    status: str
    tone: str
    state: str
    meaning: str
    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    language: str
    language_word: str
    headers: tuple[tuple[str, str], ...]
    response: str
    error: str
    attempts: int
    original_subject: str
    original_text: str

    @property
    def can_edit(self) -> bool:
        return self.status == "held"

    @property
    def can_cancel(self) -> bool:
        return self.status in {"held", "queued"}

    @property
    def can_send_again(self) -> bool:
        return self.status in {"failed", "unconfirmed"}

    @property
    def was_edited(self) -> bool:
        return bool(self.original_text)


def message_views(messages: Iterable[Message]) -> tuple[MessageView, ...]:
    """In the order they come in: newest first."""
    return tuple(message_view(message) for message in messages)


def message_view(message: Message) -> MessageView:
    tone, state, meaning = STATES.get(message.status, ("", said(message.status), ""))
    if message.status == "sent" and message.provider == "outbox":
        state = "Sent, kept in the built-in outbox"
    if message.status == "sent" and message.fate is not None:
        tone, state, meaning = FATES[message.fate]
    if message.status == "queued" and message.error:
        meaning = "The mail server did not take it yet; it is tried again by itself."
    return MessageView(
        id=message.id,
        submission_id=message.submission_id,
        kind=_KINDS.get(message.kind, said(message.kind)),
        status=message.status,
        tone=tone,
        state=state,
        meaning=meaning,
        at=message.sent_at or message.handed_at or message.queued_at,
        sender=addressed(message.from_name, message.from_address),
        to=addressed(message.to_name, message.to_address),
        subject=message.subject,
        text=message.text,
        language=message.language,
        language_word=language_name(message.language),
        headers=_headers(message),
        response=message.response or "",
        error=message.error or "",
        attempts=message.attempts,
        original_subject=message.original_subject or "",
        original_text=message.original_text or "",
    )


def addressed(name: str, address: str) -> str:
    """Ines Carvalho <ines@tidewater.example>."""
    return f"{name} <{address}>" if name else address


def _headers(message: Message) -> tuple[tuple[str, str], ...]:
    own = (
        ("From", addressed(message.from_name, message.from_address)),
        ("To", addressed(message.to_name, message.to_address)),
        ("Subject", message.subject),
        ("Message-ID", message.message_id),
    )
    return own + tuple((str(name), str(value)) for name, value in sorted(message.headers.items()))
