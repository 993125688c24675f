"""Mail that a member writes to a lead. It is sent by the same path as every message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import LeadId, MessageId, PersonId, SubmissionId
from leadwright.features.messages import queries, wording
from leadwright.features.messages.models import Message
from leadwright.features.messages.rules import BY_HAND
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.ports.channel import EMAIL
from leadwright.ports.directory import NewMessage, Outbox

LONGEST_THREAD = 10
NO_MAIL = "This address asked for no mail, so nothing can be sent to it."
_TO_THEM = frozenset({"reply", "automation", BY_HAND})


@dataclass(frozen=True)
class Answered:
    """The recipient of a mail, and the submission it answers, if any.

    `asked_by`: the Message-ID of their own mail, if they wrote one.
    """

    lead_id: LeadId
    address: str
    name: str
    language: str
    submission_id: SubmissionId | None = None
    received_at: datetime | None = None
    asked_by: str | None = None
    built_in: bool = False


@dataclass(frozen=True)
class Letter:
    """What the member wrote. `key` is unique to the form: submitted twice, it is sent once.

    `links`: our own addresses, the only ones that are made clickable.
    """

    key: UUID
    subject: str
    text: str
    from_name: str
    reply_to: str | None
    links: tuple[str, ...] = ()
    held: bool = False


async def write(
    session: TenantSession, outbox: Outbox, to: Answered, letter: Letter, *, by: PersonId
) -> MessageId:
    """Queue the mail or keep it as a draft. Invalid for bad input, Conflict if the address is suppressed."""
    subject, text = wording.cleaned(letter.subject, letter.text)
    if await queries.is_suppressed(session, to.address):
        raise Conflict(NO_MAIL)
    thread = references(await queries.of_lead(session, to.lead_id), to)
    return await outbox.put(
        session,
        NewMessage(
            reason_key=f"{BY_HAND}:{letter.key}",
            kind=BY_HAND,
            to_address=to.address,
            to_name=to.name,
            subject=subject,
            text=text,
            html=wording.html_of(text, subject, to.language, links=letter.links),
            from_name=letter.from_name,
            language=to.language,
            lead_id=to.lead_id,
            submission_id=to.submission_id,
            in_reply_to=thread[-1] if thread else None,
            references=thread,
            reply_to=letter.reply_to,
            held=letter.held,
            built_in=to.built_in,
            received_at=to.received_at,
            by=by,
        ),
    )


async def last_subject(session: ReadSession, to: Answered) -> str:
    """The thread's latest subject; None if we never wrote."""
    ours = _sent_to(await queries.of_lead(session, to.lead_id), to)
    return ours[0].subject if ours else ""


def references(letters: Sequence[Message], to: Answered) -> tuple[str, ...]:
    """The References header, oldest first: their mail, if any, then what we sent to that address."""
    ours = [letter.message_id for letter in reversed(_sent_to(letters, to))]
    return (*filter(None, (to.asked_by,)), *ours)[-LONGEST_THREAD:]


def _sent_to(letters: Sequence[Message], to: Answered) -> list[Message]:
    """What we sent to this address, newest first."""
    return [
        letter
        for letter in letters
        if letter.kind in _TO_THEM
        and letter.channel == EMAIL
        and letter.status == "sent"
        and letter.to_address == to.address
    ]
