"""Sends one message. A crash may delay it, but never loses it silently or sends it twice.

`handing_over` is committed just before the content is transmitted. A job that finds this state after a
crash cannot know the outcome: the message becomes `unconfirmed`, and a person decides.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import UpdateBase, bindparam, update

from leadwright.domain.errors import ProviderError
from leadwright.domain.event import Event
from leadwright.domain.events import (
    MessageFailed,
    MessageRecovered,
    MessageSent,
    MessageStalled,
    MessageSuppressed,
    MessageUnconfirmed,
)
from leadwright.domain.ids import MessageId, SubmissionId, WorkspaceId
from leadwright.features.messages import queries, rules, statements, transport_rules
from leadwright.features.messages.letters import letter_of
from leadwright.features.messages.models import Message
from leadwright.features.messages.waking import Waking
from leadwright.kernel import clock, live, metrics
from leadwright.kernel.db.outage import SIGNS_OF_OUTAGE
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.db.unit_of_work import Outgoing
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import Payload, RetryLater, workspace_of
from leadwright.kernel.logging import get
from leadwright.ports.channel import (
    EMAIL,
    MANY_TRIES,
    BeforeData,
    Letter,
    Receipt,
    Sender,
    Transport,
    Transports,
)

log = get("messages")

Finish = Callable[[str, Letter], Letter]
Mark = Callable[[WorkspaceId, MessageId], Awaitable[Callable[[Letter], Letter]]]


def _as_kept(_reason: str, letter: Letter) -> Letter:
    return letter


def _same(letter: Letter) -> Letter:
    return letter


async def _never(_workspace: WorkspaceId, _message: MessageId) -> bool:
    return False


async def _unmarked(_workspace: WorkspaceId, _message: MessageId) -> Callable[[Letter], Letter]:
    return _same


@dataclass(frozen=True)
class Delivery:
    """What sending needs: the installation's senders, the database, and hooks set by bootstrap.

    `built_in` keeps what never leaves the installation. `transports` finds a workspace's own connection.
    `finish` adds, by reason key, what must not be stored in the message, such as secret links. `mark`
    returns a function that puts open and click tracking into mail to leads.
    `is_over`: whether the cause of a delayed notification is gone.
    """

    sender: Sender
    built_in: Sender
    database: Database
    finish: Finish = _as_kept
    transports: Transports | None = None
    mark: Mark = _unmarked
    is_over: Callable[[WorkspaceId, MessageId], Awaitable[bool]] = _never
    waking: Waking = field(default_factory=Waking)


class NotOurs(Exception):
    """The message was changed, cancelled or sent by someone else between reading and handing over."""


async def send(delivery: Delivery, payload: Payload) -> None:
    """The job: send one queued message."""
    workspace_id = workspace_of(payload)
    message_id = MessageId(UUID(payload["message_id"]))
    found = await statements.to_send(delivery.database, workspace_id, message_id)
    if found is None or not await _may_go_out(delivery.database, *found):
        return
    message = found[0]
    if await _is_stale(delivery, message):
        return
    marked = await _marks(delivery, message)
    transport = await _transport(delivery, message)
    finished = marked(delivery.finish(message.reason_key, letter_of(message)))
    letter = transport_rules.addressed(finished, transport)

    try:
        receipt = await transport.sender.send(letter, _handing_over(delivery, message, transport))
    except NotOurs:
        await _look_again(delivery.database, message)
        return
    except ProviderError as problem:
        if transport_rules.waits_for_mending(message, transport, problem):
            await _wait_for_mending(delivery, message, transport, problem)
        error = transport_rules.final(message, transport, problem)
        await _persist(delivery.database, message, error)
        await _report_failure(delivery, message, transport, problem)
        if rules.should_retry(error, message.attempts + 1, message.channel):
            delay = rules.delay_before(message.attempts, error)
            raise RetryLater(delay, error.message) from error
        return
    await _persist(delivery.database, message, receipt)
    if delivery.transports is not None:
        await delivery.transports.worked(workspace_id, transport)
    if message.channel == EMAIL and not message.built_in:
        await delivery.waking.gone_through(delivery.database, workspace_id)


async def _is_stale(delivery: Delivery, message: Message) -> bool:
    """A notification delayed by quiet hours or a failing channel, whose cause is over."""
    waited = message.send_after is not None or message.attempts > 0
    if message.kind != rules.NOTIFICATION or not waited:
        return False
    workspace_id = WorkspaceId(message.workspace_id)
    if not await delivery.is_over(workspace_id, MessageId(message.id)):
        return False
    async with delivery.database.tenant(workspace_id) as session:
        why = "what it tells of was over before it could leave"
        await _move(session, message, _END, status="cancelled", error=why)
    metrics.messages.labels("cancelled").inc()
    return True


async def _report_failure(
    delivery: Delivery, message: Message, transport: Transport, problem: ProviderError
) -> None:
    """Record the failure on the connection, so that its page shows it."""
    workspace_id = WorkspaceId(message.workspace_id)
    if delivery.transports is None:
        return
    if problem.connection_broken:
        await delivery.transports.refused(workspace_id, transport, problem.message)
    elif not problem.permanent and message.attempts + 1 == MANY_TRIES:
        await delivery.transports.stalled(workspace_id, transport, problem.message)


async def _marks(delivery: Delivery, message: Message) -> Callable[[Letter], Letter]:
    """Adds tracking only to mail that is actually sent to a lead; the stored message stays unmarked."""
    if message.built_in or message.channel != EMAIL or message.kind not in rules.TO_LEADS:
        return _same
    return await delivery.mark(WorkspaceId(message.workspace_id), MessageId(message.id))


def _handing_over(delivery: Delivery, message: Message, transport: Transport) -> BeforeData:
    handed = False

    async def before_data() -> None:
        nonlocal handed
        if handed:  # retried on another connection
            return
        if not await statements.handed_over(delivery.database, message, transport, clock.now()):
            raise NotOurs
        handed = True

    return before_data


async def _transport(delivery: Delivery, message: Message) -> Transport:
    if message.built_in or (delivery.transports is None and message.channel != EMAIL):
        return Transport(delivery.built_in)
    if delivery.transports is None:
        return Transport(delivery.sender)
    return await delivery.transports.of(WorkspaceId(message.workspace_id), message.channel)


async def _wait_for_mending(
    delivery: Delivery, message: Message, transport: Transport, error: ProviderError
) -> NoReturn:
    """The vendor rejects our account, not this message: it waits, and its attempts do not count."""
    workspace_id = WorkspaceId(message.workspace_id)
    async with delivery.database.tenant(workspace_id) as session:
        why = f"waits until the connection is mended: {error.message}"[:500]
        await _move(session, message, _END, status="queued", error=why)
    if delivery.transports is not None:
        await delivery.transports.refused(workspace_id, transport, error.message)
    raise RetryLater(transport_rules.pause(), error.message) from error


async def give_up(database: Database, payload: Payload, why: str) -> None:
    """The queue gave up: mark the message `failed` or `unconfirmed` instead of leaving it waiting forever."""
    async with database.tenant(workspace_of(payload)) as session:
        message = await queries.one(session, MessageId(UUID(payload["message_id"])))
        if message is not None and message.status in {"queued", "handing_over"}:
            ending = "failed" if message.status == "queued" else "unconfirmed"
            await _finish(session, message, ending, why)


async def _look_again(database: Database, message: Message) -> None:
    """A person edited the text meanwhile: the next attempt sends the new one."""
    async with database.read(WorkspaceId(message.workspace_id)) as session:
        now = await queries.one(session, MessageId(message.id))
    if now is not None and now.status == "queued":
        raise RetryLater(timedelta(seconds=1), "its words were changed meanwhile")


async def _may_go_out(database: Database, message: Message, suppressed: bool) -> bool:
    """Settle what needs no mail server: suppressed addresses and interrupted hand-overs."""
    if message.status == "handing_over":
        await _end(database, message, "unconfirmed", "the worker died while handing it over")
        return False
    if message.status != "queued":
        return False
    if message.send_after is not None and message.send_after > clock.now():
        raise RetryLater(message.send_after - clock.now(), "its time has not come")
    if message.channel == EMAIL and (suppressed or await _is_suppressed(database, message)):
        await _end(database, message, "suppressed", "the address asked for no mail")
        return False
    return True


async def _is_suppressed(database: Database, message: Message) -> bool:
    """Checked again here for addresses that PostgreSQL folds differently."""
    address = message.to_address
    if rules.address_key(address) == address.lower() and address.isascii():
        return False
    async with database.read(WorkspaceId(message.workspace_id)) as session:
        return await queries.is_suppressed(session, address)


async def _end(database: Database, message: Message, status: str, why: str) -> None:
    async with database.tenant(WorkspaceId(message.workspace_id)) as session:
        await _finish(session, message, status, why)


async def _persist(database: Database, message: Message, outcome: Receipt | ProviderError) -> None:
    """Store the mail server's response.

    It cannot be asked again, so an outage of the database is waited out; only a crash in between leaves
    the message `unconfirmed`.
    """
    for wait in (0.1, 0.5, 1, 2, 4, 8, 15, 30):
        try:
            await _write_down(database, message, outcome)
        except SIGNS_OF_OUTAGE as error:
            log.warning("message.outcome_not_stored", message_id=message.id, error=repr(error))
            await asyncio.sleep(wait)
        except NotOurs:  # the previous attempt committed it, but the confirmation was lost
            return
        else:
            return
    raise RetryLater(timedelta(seconds=30), "the database did not take the outcome")


async def _write_down(
    database: Database, message: Message, outcome: Receipt | ProviderError
) -> None:
    if isinstance(outcome, Receipt):
        await _sent(database, message, outcome)
        return
    async with database.tenant(WorkspaceId(message.workspace_id)) as session:
        if outcome.unconfirmed:
            await _finish(session, message, "unconfirmed", outcome.message)
        elif rules.should_retry(outcome, message.attempts + 1, message.channel):
            tried = {
                "attempts": message.attempts + 1,
                "error": outcome.message[:500],
                "waits_for_way": not outcome.of_this_letter,
            }
            await _move(session, message, _END, status="queued", **tried)
            if message.attempts + 1 == MANY_TRIES:
                why = {"error": outcome.message[:500], "channel": message.channel}
                emit(session, MessageStalled(**_named(message), **why))
        else:
            await _finish(session, message, "failed", outcome.message, gone=outcome.recipient_gone)


async def _sent(database: Database, message: Message, receipt: Receipt) -> None:
    now = clock.now()
    milliseconds = None
    if message.received_at is not None:
        milliseconds = round((now - message.received_at).total_seconds() * 1000)
    outgoing = Outgoing(message.workspace_id)
    emit(
        outgoing,
        MessageSent(
            **_named(message),
            provider=receipt.provider,
            ms_since_received=milliseconds,
        ),
    )
    if message.attempts >= MANY_TRIES:
        emit(outgoing, MessageRecovered(**_named(message), before="stalled"))
    await _announce(outgoing, message)
    if not await statements.sent(database, message, receipt, outgoing, now):
        raise NotOurs
    if milliseconds is not None and message.kind == "reply":
        metrics.time_to_reply.observe(milliseconds / 1000)
    metrics.messages.labels("sent").inc()


_ENDINGS: dict[str, type[MessageFailed | MessageUnconfirmed | MessageSuppressed]] = {
    "failed": MessageFailed,
    "unconfirmed": MessageUnconfirmed,
    "suppressed": MessageSuppressed,
}


async def _finish(
    session: TenantSession, message: Message, status: str, why: str, *, gone: bool = False
) -> None:
    await _move(
        session, message, _END, status=status, error=why[:500], attempts=message.attempts + 1
    )
    fields = _named(message)
    if status == "failed":
        fields |= {"error": why[:500], "gone": gone}
    if status != "suppressed":
        fields["channel"] = message.channel
    event: Event = _ENDINGS[status].model_validate(fields)
    emit(session, event)
    metrics.messages.labels(status).inc()
    await _announce(session, message)


def _named(message: Message) -> dict[str, Any]:
    """What every event about a message says."""
    return {
        "lead_id": message.lead_id,
        "submission_id": message.submission_id,
        "message_id": message.id,
        "kind": message.kind,
    }


async def _announce(session: TenantSession | Outgoing, message: Message) -> None:
    if message.submission_id is not None and message.kind in rules.TO_LEADS:
        await live.announce(session, SubmissionId(message.submission_id), "answered")


_MESSAGE: Any = Message.__table__
_MOVE = (
    update(_MESSAGE)
    .where(
        _MESSAGE.c.workspace_id == bindparam("in_workspace"), _MESSAGE.c.id == bindparam("its_id")
    )
    .returning(_MESSAGE.c.id)
)
# The final state, set by the run that holds the message; a crash may have marked it earlier.
_END = _MOVE.where(_MESSAGE.c.status.in_(("queued", "handing_over", "unconfirmed")))


async def _move(
    session: TenantSession, message: Message, how: UpdateBase, **values: object
) -> None:
    which = {"in_workspace": message.workspace_id, "its_id": message.id}
    if (await session.execute(how, {**values, **which})).first() is None:
        raise NotOurs
