"""Delivery reports from a provider's webhook: delivered, delayed, bounced, marked as spam."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.events import (
    MessageBounced,
    MessageComplained,
    MessageDelayed,
    MessageDelivered,
    MessageRecovered,
    MessageSent,
)
from leadwright.features.messages.actions import suppress
from leadwright.features.messages.models import MailReport, Message
from leadwright.kernel import clock, metrics
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.channel import Fate, Noticed, Report

# A later report counts only if it says more: servers bounce accepted mail, and events arrive out of order.
_RANK = {Fate.DELAYED: 1, Fate.DELIVERED: 2, Fate.BOUNCED: 3, Fate.COMPLAINED: 4}
_SUPPRESSED_BECAUSE = {Fate.BOUNCED: "bounced", Fate.COMPLAINED: "called our mail spam"}


async def record(
    session: TenantSession, connection_id: UUID, provider: str, reports: Iterable[Report]
) -> int:
    """Store the reports of one webhook request; returns how many were new and about our messages."""
    number = 0
    for report in reports:
        message = await message_of(session, report)
        if message is not None and await _is_new(session, connection_id, report.event_id):
            await _take(session, message, provider, report)
            number += 1
    return number


async def latest(session: ReadSession, connection_id: UUID) -> datetime | None:
    """When the connection's vendor last reported on a message of ours."""
    found: datetime | None = await session.scalar(
        select(func.max(MailReport.received_at)).where(
            MailReport.workspace_id == session.info["workspace_id"],
            MailReport.connection_id == connection_id,
        )
    )
    return found


async def _is_new(session: TenantSession, connection_id: UUID, event_id: str) -> bool:
    statement = (
        insert(MailReport)
        .values(
            workspace_id=session.info["workspace_id"],
            connection_id=connection_id,
            event_id=_plain(event_id),
            received_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(MailReport.event_id)
    )
    return (await session.execute(statement)).first() is not None


async def message_of(session: TenantSession, report: Report | Noticed) -> Message | None:
    """The message by our id, else by the provider's; locked, since several reports arrive at once."""
    known_as = []
    if report.message_id is not None:
        known_as.append(Message.id == report.message_id)
    elif report.provider_id:
        known_as.append(Message.provider_id == _plain(report.provider_id))
    if not known_as:
        return None
    query = (
        select(Message)
        .where(Message.workspace_id == session.info["workspace_id"], or_(*known_as))
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def _take(session: TenantSession, message: Message, provider: str, report: Report) -> None:
    if message.status == "unconfirmed":
        await _confirm(session, message, provider, report)
    because = _SUPPRESSED_BECAUSE.get(report.fate)
    if because and report.for_good:
        await suppress(session, message.to_address, f"{because} on {report.at:%Y-%m-%d}")
    if message.fate is not None and _RANK[Fate(message.fate)] >= _RANK[report.fate]:
        return
    await _set(
        session,
        message,
        fate=report.fate.value,
        fate_at=report.at,
        fate_detail=_plain(report.detail) or None,
    )
    metrics.messages.labels(report.fate.value).inc()
    _tell(session, message, report)


async def _confirm(session: TenantSession, message: Message, provider: str, report: Report) -> None:
    """The connection broke while handing over; the report proves that the provider has the message."""
    await _set(
        session,
        message,
        status="sent",
        sent_at=report.at,
        provider=provider,
        response="confirmed by a report of the provider",
        error=None,
    )
    milliseconds = None
    if message.received_at is not None:
        milliseconds = max(0, round((report.at - message.received_at).total_seconds() * 1000))
    emit(
        session,
        MessageSent(**_named(message), provider=provider, ms_since_received=milliseconds),
    )
    emit(session, MessageRecovered(**_named(message), before="unconfirmed"))


def _tell(session: TenantSession, message: Message, report: Report) -> None:
    named, error = _named(message), _plain(report.detail)
    match report.fate:
        case Fate.DELIVERED:
            emit(session, MessageDelivered(**named))
        case Fate.DELAYED:
            emit(session, MessageDelayed(**named, error=error))
        case Fate.BOUNCED:
            emit(session, MessageBounced(**named, error=error))
        case Fate.COMPLAINED:
            emit(session, MessageComplained(**named))


def _named(message: Message) -> dict[str, Any]:
    return {
        "lead_id": message.lead_id,
        "submission_id": message.submission_id,
        "message_id": message.id,
        "kind": message.kind,
    }


async def _set(session: TenantSession, message: Message, **values: Any) -> None:
    await session.execute(
        update(Message)
        .where(
            Message.workspace_id == session.info["workspace_id"],
            Message.id == message.id,
        )
        .values(**values)
    )


def _plain(words: str) -> str:
    """A provider's text made storable: printable, on one line, of limited length."""
    return "".join(c if c.isprintable() else " " for c in words[:2000]).strip()[:500]
