"""Alerts: what went wrong with an answer is told to everybody in the workspace."""

from leadwright.domain.events import (
    ConnectionBroken,
    ConnectionWorked,
    MessageBounced,
    MessageComplained,
    MessageFailed,
    MessageReleased,
    MessageUnconfirmed,
    ModelBudgetReached,
)
from leadwright.domain.source_events import SourceBroken, SourceWorked
from leadwright.features.notifications import alerts, failures
from leadwright.features.notifications.actions import News, tell
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import Subscriptions
from leadwright.ports.channel import EMAIL

subscriptions = Subscriptions("notifications")
_TITLES = {
    "mail": "Mail waits: {} refuses us",
    "model": "Replies come from the templates: {} refuses us",
}
_FAILED = {
    "reply": "A reply could not be sent",
    "by_hand": "A letter written by hand could not be sent",
}


def _by_mail(event: MessageFailed | MessageUnconfirmed) -> bool:
    return event.channel == EMAIL


def _of_ours(event: MessageFailed | MessageUnconfirmed) -> bool:
    return event.kind == "notification"


@subscriptions.on(MessageFailed, "another_way", when=_of_ours)
async def another_way(session: TenantSession, event: MessageFailed) -> None:
    """A notification that did not arrive: its address may be gone, and an alert goes another way."""
    await failures.reroute(session, event.message_id, event.error, gone=event.gone)


@subscriptions.on(MessageUnconfirmed, "another_way_too", when=_of_ours)
async def another_way_too(session: TenantSession, event: MessageUnconfirmed) -> None:
    """Better an alert twice than never."""
    await failures.reroute(session, event.message_id, "", gone=False)


@subscriptions.on(MessageFailed, "alert_failed", when=_by_mail)
async def alert_failed(session: TenantSession, event: MessageFailed) -> None:
    await tell(
        session,
        News(
            reason_key=f"message_failed:{event.message_id}",
            kind="alert",
            title=_FAILED.get(event.kind, "A mail failed"),
            detail=event.error,
            lead_id=event.lead_id,
            cause=f"{event.kind}_failed",
            affects="mail",
        ),
    )


@subscriptions.on(MessageUnconfirmed, "alert_unconfirmed", when=_by_mail)
async def alert_unconfirmed(session: TenantSession, event: MessageUnconfirmed) -> None:
    await tell(
        session,
        News(
            reason_key=f"message_unconfirmed:{event.message_id}",
            kind="alert",
            title="A mail may or may not have arrived",
            detail="The connection ended while it was handed over. Ask the recipient, or send it again.",
            lead_id=event.lead_id,
            cause="message_unconfirmed",
            affects="mail",
        ),
    )


def _sent_again(event: MessageReleased) -> bool:
    return event.before in {"failed", "unconfirmed"}


@subscriptions.on(MessageReleased, "resolve_sent_again", when=_sent_again)
async def resolve_sent_again(session: TenantSession, event: MessageReleased) -> None:
    """The last that stood so was sent again: its alert is over. One that fails anew rings anew."""
    kind = event.kind if event.before == "failed" else None
    if not await failures.stand(session, event.before, kind):
        await alerts.resolve(session, f"{kind or 'message'}_{event.before}")


@subscriptions.on(MessageBounced, "alert_bounced")
async def alert_bounced(session: TenantSession, event: MessageBounced) -> None:
    await tell(
        session,
        News(
            reason_key=f"message_bounced:{event.message_id}",
            kind="alert",
            title="A reply came back" if event.kind == "reply" else "A mail came back",
            detail=event.error or "The address takes no mail. It is suppressed from now on.",
            lead_id=event.lead_id,
            cause=f"{event.kind}_bounced",
        ),
    )


@subscriptions.on(MessageComplained, "alert_complained")
async def alert_complained(session: TenantSession, event: MessageComplained) -> None:
    await tell(
        session,
        News(
            reason_key=f"message_complained:{event.message_id}",
            kind="alert",
            title="Somebody called our mail spam",
            detail="The address is suppressed from now on.",
            lead_id=event.lead_id,
            cause="message_complained",
        ),
    )


@subscriptions.on(ConnectionBroken, "alert_connection")
async def alert_connection(session: TenantSession, event: ConnectionBroken) -> None:
    await tell(
        session,
        News(
            reason_key=f"connection_broken:{event.connection_id}",
            kind="alert",
            affects=event.purpose,
            title=_TITLES.get(event.purpose, "{} refuses us").format(event.label),
            detail=event.error,
        ),
    )


@subscriptions.on(ModelBudgetReached, "alert_model_budget")
async def alert_model_budget(session: TenantSession, event: ModelBudgetReached) -> None:
    await tell(
        session,
        News(
            reason_key=f"model_budget:{event.day}",
            kind="alert",
            title="The day's budget for language models is spent",
            detail="Leads are answered by the embedded engine until midnight.",
        ),
    )


@subscriptions.on(ConnectionWorked, "resolve_connection")
async def resolve_connection(session: TenantSession, event: ConnectionWorked) -> None:
    """It works again: its alert is over by itself."""
    await alerts.resolve(session, f"connection_broken:{event.connection_id}")


@subscriptions.on(SourceBroken, "alert_source")
async def alert_source(session: TenantSession, event: SourceBroken) -> None:
    await tell(
        session,
        News(
            reason_key=f"source_broken:{event.source_id}",
            kind="alert",
            title=f"No files come from {event.label}",
            detail=event.error,
        ),
    )


@subscriptions.on(SourceWorked, "resolve_source")
async def resolve_source(session: TenantSession, event: SourceWorked) -> None:
    """It can be read again: its alert is over by itself."""
    await alerts.resolve(session, f"source_broken:{event.source_id}")
