"""Raises alerts: a failed reply or connection is reported to everybody in the workspace."""

from datetime import date

from leadwright.domain.connection_events import (
    ConnectionBroken,
    ConnectionChosen,
    ConnectionRemoved,
    ConnectionWorked,
)
from leadwright.domain.events import (
    MessageBounced,
    MessageComplained,
    MessageFailed,
    MessageRecovered,
    MessageReleased,
    MessageStalled,
    MessageSuppressed,
    MessageUnconfirmed,
    ModelBudgetReached,
)
from leadwright.domain.source_events import SourceBroken, SourceWorked
from leadwright.features.notifications import addresses, alerts, failures
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


_BOUNCED = {
    "reply": "A reply came back",
    "notification": "A member's mail came back",
}
_STALLED = {
    "reply": "A reply waits: it is not taken yet",
    "by_hand": "A letter written by hand waits: it is not taken yet",
}


def _by_mail(event: MessageFailed | MessageStalled | MessageUnconfirmed) -> bool:
    return event.channel == EMAIL


_Undelivered = (
    MessageFailed | MessageStalled | MessageSuppressed | MessageBounced | MessageUnconfirmed
)


def _is_a_change(event: ConnectionChosen) -> bool:
    return event.instead_of is not None


def _of_ours(event: _Undelivered) -> bool:
    return event.kind == "notification"


@subscriptions.on(MessageFailed, "another_way", when=_of_ours)
async def another_way(session: TenantSession, event: MessageFailed) -> None:
    """A notification that did not arrive: its address may be gone, and an alert goes another way."""
    await failures.reroute(session, event.message_id, event.error, gone=event.gone)


@subscriptions.on(MessageUnconfirmed, "another_way_too", when=_of_ours)
async def another_way_too(session: TenantSession, event: MessageUnconfirmed) -> None:
    """Better an alert twice than never."""
    await failures.reroute(session, event.message_id, "", gone=False)


@subscriptions.on(MessageStalled, "another_way_meanwhile", when=_of_ours)
async def another_way_meanwhile(session: TenantSession, event: MessageStalled) -> None:
    """An alert does not wait for a way that fails."""
    await failures.reroute(session, event.message_id, event.error, gone=False)


@subscriptions.on(MessageSuppressed, "another_way_than_mail", when=_of_ours)
async def another_way_than_mail(session: TenantSession, event: MessageSuppressed) -> None:
    await failures.reroute(session, event.message_id, "", gone=False)


@subscriptions.on(MessageBounced, "another_way_after_all", when=_of_ours)
async def another_way_after_all(session: TenantSession, event: MessageBounced) -> None:
    await failures.reroute(session, event.message_id, event.error, gone=False)


@subscriptions.on(MessageStalled, "alert_stalled", when=_by_mail)
async def alert_stalled(session: TenantSession, event: MessageStalled) -> None:
    """It heals by itself if the server does; somebody should know until then."""
    await tell(
        session,
        News(
            reason_key=f"message_stalled:{event.message_id}",
            kind="alert",
            title=_STALLED.get(event.kind, "A mail waits: it is not taken yet"),
            detail=f"{event.error}. It is tried again by itself, for most of a day.",
            lead_id=event.lead_id,
            cause="message_stalled",
            affects="mail",
        ),
    )


@subscriptions.on(MessageRecovered, "resolve_recovered")
async def resolve_recovered(session: TenantSession, event: MessageRecovered) -> None:
    """The last that stood so is out: its alert is over."""
    still = await (
        failures.stalled(session)
        if event.before == "stalled"
        else failures.stand(session, event.before, None)
    )
    if not still:
        await alerts.resolve(session, f"message_{event.before}")


@subscriptions.on(MessageFailed, "alert_failed", when=_by_mail)
async def alert_failed(session: TenantSession, event: MessageFailed) -> None:
    if not await failures.stalled(session):
        await alerts.resolve(session, "message_stalled")
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
    address = await failures.addressee(session, event.message_id)
    is_gone = bool(await addresses.suppressed(session, [address]))
    said = "takes no mail and gets none any more." if is_gone else "did not get it."
    await tell(
        session,
        News(
            reason_key=f"message_bounced:{event.message_id}",
            kind="alert",
            title=_BOUNCED.get(event.kind, "A mail came back"),
            detail=f"{address} {said} {event.error}".strip(),
            lead_id=event.lead_id,
            cause=f"{event.kind}_bounced",
        ),
    )


@subscriptions.on(MessageComplained, "alert_complained")
async def alert_complained(session: TenantSession, event: MessageComplained) -> None:
    address = await failures.addressee(session, event.message_id)
    await tell(
        session,
        News(
            reason_key=f"message_complained:{event.message_id}",
            kind="alert",
            title="Somebody called our mail spam",
            detail=f"{address} gets no mail any more.",
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
    """Once a day: whoever has seen to it is not called again by the next lead."""
    cause = alerts.budget_spent(date.fromisoformat(event.day))
    if await alerts.stands(session, cause):
        return
    await tell(
        session,
        News(
            reason_key=cause,
            kind="alert",
            affects="model",
            title="The day's budget for language models is spent",
            detail="Leads are answered by the embedded engine until midnight.",
        ),
    )


@subscriptions.on(ConnectionWorked, "resolve_connection")
async def resolve_connection(session: TenantSession, event: ConnectionWorked) -> None:
    """It works again: its alert is over by itself."""
    await alerts.resolve(session, f"connection_broken:{event.connection_id}")


@subscriptions.on(ConnectionChosen, "resolve_unused", when=_is_a_change)
async def resolve_unused(session: TenantSession, event: ConnectionChosen) -> None:
    """Nothing goes by the one before any more, so that nothing waits for it."""
    await alerts.resolve(session, f"connection_broken:{event.instead_of}")


@subscriptions.on(ConnectionRemoved, "resolve_removed")
async def resolve_removed(session: TenantSession, event: ConnectionRemoved) -> None:
    """What is gone refuses nobody, and nobody's posts are refused for it."""
    await alerts.resolve(session, f"connection_broken:{event.connection_id}")
    await alerts.end(session, alerts.posts_refused(event.connection_id))


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
