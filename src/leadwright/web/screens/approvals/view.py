"""The approvals queue in words: its lines, and one draft beside what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leadwright.kernel import clock
from leadwright.web.screens.approvals.query import Beside, Waiting
from leadwright.web.screens.lead.messages import About, MessageView, message_view
from leadwright.web.screens.lead.words import read_as
from leadwright.web.screens.waiting_words import leaves_in, reason


@dataclass(frozen=True)
class Line:
    """One line. `leaves` is empty for a draft, which never leaves by itself; `why`: what decided so."""

    id: UUID
    revision: int
    lead_id: UUID | None
    who: str
    company: str
    about: str
    subject: str
    leaves: str
    why: str
    score: int | None
    grade: str
    at: datetime


@dataclass(frozen=True)
class QueueContext:
    """The queue. `sentence`: what became of several that were approved together."""

    lines: tuple[Line, ...]
    total: int
    order: str
    may_send: bool
    sentence: str


@dataclass(frozen=True)
class Form:
    """The draft as it is being typed, and what is wrong with it."""

    subject: str
    text: str
    errors: Mapping[str, str]

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        return tuple((f"edit-{field}", words) for field, words in self.errors.items())


@dataclass(frozen=True)
class OneContext:
    """One message beside what it answers. `form` while it is edited."""

    letter: MessageView
    lead_id: UUID | None
    name: str
    company: str
    about: str
    score: int | None
    grade: str
    asked: str
    asked_language: str
    asked_at: datetime | None
    order: str
    may_send: bool
    in_panel: bool
    form: Form | None
    conflict: str


def line(waiting: Waiting) -> Line:
    after = waiting.send_after
    return Line(
        id=waiting.id,
        revision=waiting.revision,
        lead_id=waiting.lead_id,
        who=waiting.lead_name or waiting.to_name or waiting.to_address,
        company=waiting.company or "",
        about=read_as(waiting.intent, waiting.stop_reason),
        subject=waiting.subject,
        leaves=leaves_in(after, clock.now()) if after else "",
        why=reason(waiting.chosen_by),
        score=waiting.score,
        grade=waiting.grade or "",
        at=waiting.queued_at,
    )


@dataclass(frozen=True)
class Showing:
    """How one message is shown, and to whom."""

    names: Mapping[str, str]
    order: str
    may_send: bool
    in_panel: bool
    form: Form | None = None
    conflict: str = ""


def one(beside: Beside, showing: Showing) -> OneContext:
    message, lead = beside.message, beside.lead
    return OneContext(
        letter=message_view(message, About(clock.now(), showing.names, beside.edits)),
        lead_id=message.lead_id,
        name=(lead.name if lead else "") or message.to_name or message.to_address,
        company=lead.company if lead else "",
        about=read_as(lead.intent, lead.stop_reason) if lead else "",
        score=lead.score if lead else None,
        grade=(lead.grade or "") if lead else "",
        asked=beside.asked,
        asked_language=(lead.language or "") if lead else "",
        asked_at=beside.asked_at,
        order=showing.order,
        may_send=showing.may_send,
        in_panel=showing.in_panel,
        form=showing.form,
        conflict=showing.conflict,
    )


def released_words(done: int, late: int) -> str:
    """What became of several at once."""
    words = "1 reply is on its way." if done == 1 else f"{done} replies are on their way."
    if not late:
        return words
    left = "1 was" if late == 1 else f"{late} were"
    return f"{words} {left} changed or decided by somebody else meanwhile."
