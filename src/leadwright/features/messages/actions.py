"""Queues messages, and carries out what members do: approve, edit, cancel, restore, send again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Uuid,
    and_,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.events import (
    MessageCancelled,
    MessageEdited,
    MessageQueued,
    MessageReleased,
    MessageRestored,
)
from leadwright.domain.ids import MessageId, PersonId, SubmissionId, new_id
from leadwright.features.messages import queries, rules, wording
from leadwright.features.messages.letters import REPLY_TO
from leadwright.features.messages.models import Message, MessageEdit, Suppression
from leadwright.kernel import clock, live
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import NORMAL, SOONEST, enqueue, parked_jobs
from leadwright.ports.directory import NewMessage, Waiting

SEND = "send_message"


# The check for a demo workspace is here, on the single path out, whoever wrote the message.
_PUT = DeferredWrite(
    "message",
    (
        (
            "put",
            """
insert into message (workspace_id, id, reason_key, kind, channel, status, lead_id, submission_id,
    message_id, from_name, from_address, to_name, to_address, subject, text, html, language, headers,
    evidence, buttons, built_in, received_at, send_after, mode, chosen_by, experiment_id, variant,
    queued_at, attempts)
select :workspace_id, id, reason_key, kind, channel, status, lead_id, submission_id, message_id,
    from_name, from_address, to_name, to_address, subject, text, html, language, headers, evidence,
    buttons, stays_in or (select w.is_demo from workspace w where w.id = :workspace_id), received_at,
    send_after, mode, chosen_by, experiment_id, variant, queued_at, 0
from jsonb_to_recordset(:rows) as r (id uuid, reason_key text, kind text, channel text, status text,
    lead_id uuid, submission_id uuid, message_id text, from_name text, from_address text,
    to_name text, to_address text, subject text, text text, html text, language text, headers jsonb,
    evidence jsonb, buttons jsonb, stays_in bool, received_at timestamptz, send_after timestamptz,
    mode text, chosen_by text, experiment_id uuid, variant text, queued_at timestamptz)
on conflict (workspace_id, reason_key) do nothing returning 1""",
        ),
    ),
)


class MessageOutbox:
    """The Outbox port over the message table. `from_address` is this installation's sender."""

    def __init__(self, from_address: str) -> None:
        self.from_address = from_address
        self.domain = from_address.rpartition("@")[2]

    async def put(self, session: TenantSession, message: NewMessage) -> MessageId:
        """Add the message with its sending job; an equal reason key returns the existing message."""
        message_id = MessageId(new_id())
        row = _row(self, message_id, message)
        # The A/B test refers to the message, so it must be written first.
        at_once = message.experiment_id is not None
        if not await unit_of_work.row(session, _PUT, row, at_once=at_once):
            return MessageId(await _standing(session, message.reason_key))
        if not message.held:
            await _queue_sending(session, message_id, message.kind, message.send_after)
        emit(
            session,
            MessageQueued(
                lead_id=message.lead_id,
                submission_id=message.submission_id,
                message_id=message_id,
                kind=message.kind,
                held=message.held,
                send_after=message.send_after,
                by=message.by,
            ),
        )
        return message_id

    async def waiting(self, session: TenantSession, message_id: MessageId) -> Waiting | None:
        query = select(Message).where(
            Message.workspace_id == session.info["workspace_id"],
            Message.id == message_id,
            _waits(),
        )
        found = (await session.execute(query)).scalar_one_or_none()
        if found is None:
            return None
        return Waiting(found.subject, found.text, found.revision, found.send_after)


async def _standing(session: TenantSession, reason_key: str) -> UUID:
    return (
        await session.execute(
            select(Message.id).where(
                Message.workspace_id == session.info["workspace_id"],
                Message.reason_key == reason_key,
            )
        )
    ).scalar_one()


async def _queue_sending(
    session: TenantSession, message_id: MessageId, kind: str, after: datetime | None
) -> None:
    payload, priority = _job(session, message_id, kind)
    if after is None:
        await enqueue(session, SEND, payload, priority=priority)
        return
    key = _job_key(message_id)
    delay = after - clock.now()
    await enqueue(session, SEND, payload, priority=priority, delay=delay, dedupe_key=key)


def _job(session: TenantSession, message_id: MessageId, kind: str) -> tuple[dict[str, str], int]:
    payload = {"workspace_id": str(session.info["workspace_id"]), "message_id": str(message_id)}
    return payload, SOONEST if kind in rules.TO_LEADS else NORMAL


def _job_key(message_id: MessageId) -> str:
    """The dedupe key of a sending job that may be brought forward: two must never run at once."""
    return f"send:{message_id}"


def _row(outbox: MessageOutbox, new: UUID, message: NewMessage) -> dict[str, Any]:
    headers = rules.headers_for(message.kind) | message.headers
    if message.reply_to:
        headers |= {REPLY_TO: message.reply_to}
    if message.in_reply_to:
        thread = " ".join(message.references) or message.in_reply_to
        headers |= {"In-Reply-To": message.in_reply_to, "References": thread}
    return {
        "id": new,
        "reason_key": message.reason_key,
        "kind": message.kind,
        "channel": message.channel,
        "status": "held" if message.held else "queued",
        "lead_id": message.lead_id,
        "submission_id": message.submission_id,
        "message_id": rules.message_id(new, outbox.domain),
        "from_name": message.from_name,
        "from_address": outbox.from_address,
        "to_name": message.to_name,
        "to_address": message.to_address,
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "language": message.language,
        "headers": headers,
        "evidence": [list(e) for e in message.evidence],
        "buttons": [asdict(button) for button in message.buttons],
        "stays_in": message.built_in,
        "received_at": message.received_at,
        "send_after": message.send_after,
        "mode": message.mode,
        "chosen_by": message.chosen_by,
        "experiment_id": message.experiment_id,
        "variant": message.variant,
        "queued_at": clock.now(),
    }


async def approve(
    session: TenantSession,
    message_id: MessageId,
    *,
    by: PersonId | None = None,
    revision: int | None = None,
) -> None:
    """Send a draft as it is, or a delayed reply now. `by` is shown in the lead's timeline.

    `revision`: of the text that was reviewed; Conflict if it has changed since.
    """
    await _release(session, message_id, _waits(), by, revision)


async def send_again(
    session: TenantSession, message_id: MessageId, *, by: PersonId | None = None
) -> None:
    """Send a failed, unconfirmed or kept message after all, by a person's decision."""
    ended = or_(Message.status.in_(("failed", "unconfirmed")), queries.kept_here())
    await _release(session, message_id, ended, by)


async def _release(
    session: TenantSession,
    message_id: MessageId,
    allowed: ColumnElement[bool],
    by: PersonId | None,
    revision: int | None = None,
) -> None:
    values = {
        "status": "queued",
        "attempts": 0,
        "error": None,
        "send_after": None,
        "provider": None,
        "response": None,
        "sent_at": None,
    }
    was = await _changed(session, message_id, allowed, revision, **values)
    payload, priority = _job(session, message_id, was.kind)
    key = _job_key(message_id)
    await parked_jobs.hasten(session, SEND, payload, key=key, priority=priority)
    if by is not None:
        emit(session, MessageReleased(**was.named(message_id), before=was.status, by=by))


async def cancel(
    session: TenantSession,
    message_id: MessageId,
    *,
    by: PersonId | None = None,
    revision: int | None = None,
    kept: bool = False,
) -> None:
    """Cancel a held or queued message; with `kept`, one that was kept for want of a mail server."""
    allowed = queries.kept_here() if kept else Message.status.in_(("held", "queued"))
    was = await _changed(session, message_id, allowed, revision, status="cancelled")
    await parked_jobs.forget(session, _job_key(message_id))
    if by is not None:
        emit(session, MessageCancelled(**was.named(message_id), by=by))


async def hold_back(session: TenantSession, submission_ids: Sequence[UUID]) -> None:
    """Turn queued replies about these into drafts; one that is being handed over is left alone."""
    waiting = select(Message.id).where(
        Message.workspace_id == session.info["workspace_id"],
        Message.submission_id == func.any(literal(list(submission_ids), ARRAY(Uuid))),
        Message.kind == "reply",
        Message.status == "queued",
    )
    changing = update(Message).where(
        Message.workspace_id == session.info["workspace_id"],
        Message.id.in_(waiting.with_for_update(skip_locked=True)),
    )
    await session.execute(changing.values(status="held", send_after=None))


async def restore(session: TenantSession, message_id: MessageId, *, by: PersonId) -> None:
    """Undo a cancellation. The message becomes a draft even if it was delayed: no surprise send."""
    was = await _changed(
        session, message_id, Message.status == "cancelled", status="held", send_after=None
    )
    emit(session, MessageRestored(**was.named(message_id), by=by))


async def edit_draft(
    session: TenantSession,
    message_id: MessageId,
    *,
    subject: str,
    text: str,
    by: PersonId,
    revision: int | None = None,
) -> None:
    """Change a waiting message. The text before and after is kept, to learn from."""
    message = await _standing_one(session, message_id)
    subject, text = wording.cleaned(subject, text)
    before = (message.subject, message.text)
    if (subject, text) == before:
        return
    was = await _changed(
        session,
        message_id,
        _waits(),
        message.revision if revision is None else revision,
        subject=subject,
        text=text,
        html=wording.html_of(text, subject, message.language, links=wording.links_of(message.html)),
        original_subject=func.coalesce(Message.original_subject, Message.subject),
        original_text=func.coalesce(Message.original_text, Message.text),
        revision=Message.revision + 1,
    )
    session.add(_edit(session, message_id, by, before, (subject, text)))
    emit(session, MessageEdited(**was.named(message_id), by=by))


def _edit(
    session: TenantSession,
    message_id: MessageId,
    by: PersonId,
    before: tuple[str, str],
    after: tuple[str, str],
) -> MessageEdit:
    return MessageEdit(
        workspace_id=session.info["workspace_id"],
        id=new_id(),
        message_id=message_id,
        person_id=by,
        at=clock.now(),
        subject_before=before[0],
        text_before=before[1],
        subject_after=after[0],
        text_after=after[1],
    )


def _waits() -> ColumnElement[bool]:
    """A draft, or a reply that is not due yet: once due, it may be in flight."""
    return or_(
        Message.status == "held",
        and_(Message.status == "queued", Message.send_after > clock.now()),
    )


@dataclass(frozen=True)
class _Was:
    """A message before the change."""

    status: str
    kind: str
    lead_id: UUID | None
    submission_id: UUID | None

    def named(self, message_id: MessageId) -> dict[str, Any]:
        """The fields that all events about a message share."""
        return {
            "lead_id": self.lead_id,
            "submission_id": self.submission_id,
            "message_id": message_id,
            "kind": self.kind,
        }


async def _standing_one(session: TenantSession, message_id: MessageId) -> Message:
    message = await queries.one(session, message_id)
    if message is None:
        raise NotFound("There is no such message here.")
    return message


async def _changed(
    session: TenantSession,
    message_id: MessageId,
    allowed: ColumnElement[bool],
    seen: int | None = None,
    **values: Any,
) -> _Was:
    """Change the message if its state and revision allow it; of two concurrent changes one gets Conflict."""
    message = await _standing_one(session, message_id)
    was = _Was(message.status, message.kind, message.lead_id, message.submission_id)
    changing = update(Message).where(
        Message.workspace_id == session.info["workspace_id"], Message.id == message_id, allowed
    )
    if seen is not None:
        changing = changing.where(Message.revision == seen)
    result = await session.execute(changing.values(**values).returning(Message.id))
    if result.first() is None:
        raise Conflict(_late(was.status, is_other=seen not in {None, message.revision}))
    if was.submission_id is not None:
        await live.announce(session, SubmissionId(was.submission_id), "progress")
    return was


def _late(status: str, *, is_other: bool) -> str:
    if is_other:
        return "Somebody changed the words meanwhile. Read them again before they go out."
    return (
        f"This message is {status.replace('_', ' ')} by now, so that this cannot be done any more."
    )


async def suppress(session: TenantSession, address: str, reason: str) -> None:
    """Add this address to the suppression list. Idempotent."""
    await session.execute(
        insert(Suppression)
        .values(
            workspace_id=session.info["workspace_id"],
            address_key=rules.address_key(address),
            reason=reason,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
    )
