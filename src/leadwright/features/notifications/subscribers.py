"""Alerts: what went wrong with an answer is told to everybody in the workspace."""

from leadwright.domain.events import MessageFailed, MessageUnconfirmed
from leadwright.features.notifications.actions import News, tell
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import Subscriptions

subscriptions = Subscriptions("notifications")


@subscriptions.on(MessageFailed, "alert_failed")
async def alert_failed(session: TenantSession, event: MessageFailed) -> None:
    await tell(
        session,
        News(
            reason_key=f"message_failed:{event.message_id}",
            kind="alert",
            title="A reply could not be sent" if event.kind == "reply" else "A mail failed",
            detail=event.error,
            lead_id=event.lead_id,
        ),
    )


@subscriptions.on(MessageUnconfirmed, "alert_unconfirmed")
async def alert_unconfirmed(session: TenantSession, event: MessageUnconfirmed) -> None:
    await tell(
        session,
        News(
            reason_key=f"message_unconfirmed:{event.message_id}",
            kind="alert",
            title="A mail may or may not have arrived",
            detail="The connection ended while it was handed over. Ask the recipient, or send it again.",
            lead_id=event.lead_id,
        ),
    )
