"""What the outbox shows: rows, one message, and what its state means to the person who can act."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leadwright.features.messages.letters import letter_of
from leadwright.features.messages.listing import ListedMessage
from leadwright.features.messages.models import Message
from leadwright.integrations.smtp.addresses import UnsendableLetter
from leadwright.integrations.smtp.mime import build
from leadwright.kernel import clock
from leadwright.ports.channel import EMAIL
from leadwright.web.screens.fate_words import FATES, KEPT, kept_words
from leadwright.web.screens.lead_names import LeadName
from leadwright.web.screens.waiting_words import leaves_in
from leadwright.web.wording import said

# Address word, title, states; the counted ones ask for somebody.
TABS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("all", "All", ()),
    ("held", "Held", ("held",)),
    ("failed", "Failed", ("failed",)),
    ("unconfirmed", "Unconfirmed", ("unconfirmed",)),
    ("waiting", "Waiting", ("queued", "handing_over")),
    ("kept", "Kept here", ("sent",)),
    ("sent", "Sent", ("sent",)),
    ("stopped", "Not sent", ("suppressed", "cancelled")),
)
STATES = {name: states for name, _, states in TABS}

_WORDS = {
    "queued": ("new", "Waiting"),
    "held": ("look", "Held"),
    "handing_over": ("look", "Being handed over"),
    "sent": ("good", "Sent"),
    "failed": ("bad", "Failed"),
    "unconfirmed": ("look", "Unconfirmed"),
    "suppressed": ("", "Suppressed"),
    "cancelled": ("", "Cancelled"),
}
_KINDS = {
    "reply": "Reply",
    "notification": "Notification",
    "alert": "Alert",
    "automation": "By an automation",
    "by_hand": "By hand",
    "trial": "Test letter",
    "password_reset": "New password",
}
_MEANINGS = {
    "queued": "It waits for its turn and is sent within seconds. After a failed try the pauses grow.",
    "held": "A draft. It is sent when somebody approves it, and never by itself.",
    "handing_over": "The mail server is being given the content right now.",
    "failed": (
        "It was not delivered and is not tried again by itself. Mend what the reason names,"
        " then send it again."
    ),
    "unconfirmed": (
        "The content went out, and no clear answer came back: it may have arrived. Look into the"
        " mail server's log for the Message-ID before you send it again."
    ),
    "suppressed": "The address asked for no mail, so none was sent.",
    "cancelled": "Somebody cancelled it before it was sent. It will not be sent.",
    "delayed": "Written, and it leaves when its time has come. Until then it may be changed or cancelled.",
}


@dataclass(frozen=True)
class OutboxRow:
    """One line of the list."""

    id: UUID
    kind: str
    dot: str
    status: str
    to: str
    to_address: str
    subject: str
    language: str
    error: str
    at: datetime


@dataclass(frozen=True)
class OutboxTab:
    """A view of the list; `count` where somebody has to act."""

    title: str
    path: str
    is_current: bool
    count: int | None


@dataclass(frozen=True)
class OutboxContext:
    """The list."""

    status: str
    tabs: tuple[OutboxTab, ...]
    rows: tuple[OutboxRow, ...]
    newer: str
    older: str
    has_marks: bool
    mail_server: bool
    kept: int
    may_send_again: bool
    may_decide: bool


@dataclass(frozen=True)
class Sentence:
    """A sentence of ours and what it rests on."""

    words: str
    origin: str
    key: str


@dataclass(frozen=True)
class MessageContext:
    """One message, as a page or in the side panel."""

    message: Message
    kind: str
    dot: str
    status: str
    meaning: str
    leaves: str
    decided: str
    lead: LeadName | None
    headers: str
    unsendable: str
    evidence: tuple[Sentence, ...]
    in_panel: bool
    may_send: bool
    mail_server: bool


def row(message: ListedMessage) -> OutboxRow:
    dot, word = state(message.status, message.provider, message.fate)
    if leaves(message):
        word = leaves(message).capitalize()
    return OutboxRow(
        id=message.id,
        kind=kind_words(message.kind),
        dot=dot,
        status=word,
        to=message.to_name or message.to_address,
        to_address=message.to_address,
        subject=message.subject or "No subject",
        language=message.language,
        error=message.error or "",
        at=message.queued_at,
    )


def state(status: str, provider: str | None, fate: str | None = None) -> tuple[str, str]:
    """Dot and word. A letter in the built-in outbox went nowhere, so it is not called sent."""
    if status == "sent" and provider == "outbox":
        return "", KEPT
    if status == "sent" and fate is not None:
        dot, word, _ = FATES[fate]
        return dot, word
    return _WORDS[status]


def leaves(message: Message | ListedMessage) -> str:
    """How long a delayed reply still waits; nothing once its time has come."""
    after = message.send_after
    if message.status != "queued" or after is None or after <= clock.now():
        return ""
    return leaves_in(after, clock.now())


def kind_words(kind: str) -> str:
    return _KINDS.get(kind, said(kind))


def meaning(message: Message) -> str:
    """What the state means and what can be done, in a sentence or two."""
    if message.status == "sent" and message.fate is not None:
        return FATES[message.fate][2]
    if message.status == "sent":
        is_here = message.provider == "outbox"
        return kept_words(message) if is_here else "The mail server took it."
    return _MEANINGS["delayed" if leaves(message) else message.status]


def as_sent(message: Message) -> tuple[bytes, str]:
    """The letter's bytes, or nothing and the reason why no server can take it. A chat's is no letter."""
    if message.channel != EMAIL:
        return b"", ""
    try:
        return build(letter_of(message)), ""
    except UnsendableLetter as error:
        return b"", str(error)


def header_lines(letter: bytes) -> str:
    """All header fields of a letter, as they travel."""
    return letter.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").replace("\r\n", "\n")


def sentences(message: Message) -> tuple[Sentence, ...]:
    """The evidence of a reply; entries of another shape are left out."""
    return tuple(
        Sentence(*(str(part) for part in entry))
        for entry in message.evidence
        if isinstance(entry, list) and len(entry) == 3
    )
