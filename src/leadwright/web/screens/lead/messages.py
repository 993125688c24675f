"""The messages about a lead: what was said to whom, and what became of it, in plain words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leadwright.features.messages.models import Message, MessageEdit
from leadwright.features.messages.rules import BY_HAND
from leadwright.web.screens.fate_words import FATES, KEPT, kept_words
from leadwright.web.screens.waiting_words import decided, leaves_in
from leadwright.web.word_diff import Piece, word_diff
from leadwright.web.wording import language_name, said

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
NOTE = "notification"
"""A message to a member, and not to the lead."""
_KINDS = {
    "reply": "Reply",
    BY_HAND: "Mail by hand",
    "automation": "Mail by an automation",
}


def _kind(message: Message) -> str:
    if message.kind == NOTE:
        return f"Note to {message.to_name or 'a member'}"
    return _KINDS.get(message.kind, said(message.kind))


@dataclass(frozen=True)
class EditView:
    """One change of the words: who made it, when, and what went and came."""

    by: str
    at: datetime
    subject: tuple[Piece, ...]
    text: tuple[Piece, ...]


@dataclass(frozen=True)
class About:
    """What a message is shown with: the present, the members by id, and what they changed in it."""

    now: datetime
    names: Mapping[str, str]
    edits: Iterable[MessageEdit] = ()


@dataclass(frozen=True)
class MessageView:
    """One message. `can_*` says what its state allows, whoever looks."""

    id: UUID
    submission_id: UUID | None
    kind: str
    is_note: bool
    is_kept: bool
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
    revision: int
    decided: str
    leaves: str
    edits: tuple[EditView, ...]

    @property
    def is_by_hand(self) -> bool:
        return self.kind == _KINDS[BY_HAND]

    @property
    def can_edit(self) -> bool:
        return self.status == "held" or bool(self.leaves)

    @property
    def can_cancel(self) -> bool:
        return self.status in {"held", "queued"}

    @property
    def can_send_again(self) -> bool:
        return self.status in {"failed", "unconfirmed"}

    @property
    def can_restore(self) -> bool:
        return self.status == "cancelled"


def message_views(messages: Iterable[Message], about: About) -> tuple[MessageView, ...]:
    """In the order they come in: newest first."""
    return tuple(message_view(message, about) for message in messages)


def message_view(message: Message, about: About) -> MessageView:
    tone, state, meaning = STATES.get(message.status, ("", said(message.status), ""))
    leaves = _leaves(message, about.now)
    if leaves:
        state, meaning = f"Written, {leaves}", "Until then you may change it, cancel it or send it."
    if message.status == "sent" and message.provider == "outbox":
        tone, state, meaning = "", KEPT, kept_words(message)
    if message.status == "sent" and message.fate is not None:
        tone, state, meaning = FATES[message.fate]
    if message.status == "queued" and message.error:
        meaning = "The mail server did not take it yet; it is tried again by itself."
    return MessageView(
        id=message.id,
        submission_id=message.submission_id,
        kind=_kind(message),
        is_note=message.kind == NOTE,
        is_kept=message.is_kept,
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
        revision=message.revision,
        decided=decided(message.mode, message.chosen_by),
        leaves=leaves,
        edits=_edits(message, about),
    )


def _leaves(message: Message, now: datetime) -> str:
    """How long a delayed reply still waits; nothing once its time has come."""
    after = message.send_after
    if message.status != "queued" or after is None or after <= now:
        return ""
    return leaves_in(after, now)


def _edits(message: Message, about: About) -> tuple[EditView, ...]:
    """Each change; of messages from before changes were kept one by one, all of them as one."""
    kept = tuple(_edit(e, about.names) for e in about.edits if e.message_id == message.id)
    if kept or message.original_text is None:
        return kept
    subject = word_diff(message.original_subject or "", message.subject)
    text = word_diff(message.original_text, message.text)
    return (EditView("a person", message.queued_at, subject, text),)


def _edit(edit: MessageEdit, names: Mapping[str, str]) -> EditView:
    return EditView(
        by=names.get(str(edit.person_id), "a former member"),
        at=edit.at,
        subject=word_diff(edit.subject_before, edit.subject_after),
        text=word_diff(edit.text_before, edit.text_after),
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
