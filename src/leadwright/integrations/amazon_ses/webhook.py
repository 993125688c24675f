"""What Amazon SES reports through an SNS topic: notifications of an identity, events of a set.

docs.aws.amazon.com/ses/latest/dg/notification-contents.html
"""

import json
from typing import Any

from leadwright.domain.errors import Invalid
from leadwright.domain.ids import MessageId
from leadwright.integrations.amazon_ses import sns
from leadwright.ports.channel import Fate, Noticed, Report
from leadwright.ports.wiring import Hook, our_id

_PARTS = {
    "Delivery": "delivery",
    "Bounce": "bounce",
    "Complaint": "complaint",
    "DeliveryDelay": "deliveryDelay",
}


async def read(hook: Hook) -> tuple[Report | Noticed, ...]:
    """The report of one message. Confirms a subscription by itself. Raises Unauthenticated, Invalid."""
    message = await sns.checked(hook)
    if message["Type"] == "SubscriptionConfirmation":
        await sns.confirm(message, hook.client)
        return ()
    if message["Type"] != "Notification":
        return ()
    try:
        event = json.loads(str(message.get("Message", "")))
    except (ValueError, RecursionError):
        return ()  # SNS's own words, such as a test message from its console
    if not isinstance(event, dict) or not isinstance(event.get("mail"), dict):
        return ()
    event_id = message.get("MessageId")
    if not isinstance(event_id, str) or not event_id:
        raise Invalid("The message has no id.", code="broken_body")
    return _report(event, event_id, hook)


def _report(event: dict[str, Any], event_id: str, hook: Hook) -> tuple[Report | Noticed, ...]:
    kind = str(event.get("eventType") or event.get("notificationType") or "")
    if kind in _NOTICED:
        return _noticed(event, kind, event_id, hook)
    about = event.get(_PARTS.get(kind, ""))
    if not isinstance(about, dict):
        return ()
    mail = event["mail"]
    report = Report(
        event_id=event_id,
        fate=_fate(kind, about),
        at=hook.moment(about.get("timestamp")),
        message_id=_ours(mail.get("tags")),
        provider_id=str(mail.get("messageId") or "") or None,
        detail=_detail(about),
    )
    return (report,)


_NOTICED = {"Open": "open", "Click": "click"}


def _noticed(event: dict[str, Any], kind: str, event_id: str, hook: Hook) -> tuple[Noticed, ...]:
    about = event.get(_NOTICED[kind])
    if not isinstance(about, dict):
        return ()
    mail = event["mail"]
    noticed = Noticed(
        event_id=event_id,
        is_click=kind == "Click",
        at=hook.moment(about.get("timestamp")),
        message_id=_ours(mail.get("tags")),
        provider_id=str(mail.get("messageId") or "") or None,
        link=str(about.get("link") or ""),
        address=str(about.get("ipAddress") or ""),
        agent=str(about.get("userAgent") or ""),
    )
    return (noticed,)


def _fate(kind: str, about: dict[str, Any]) -> Fate:
    if kind == "Bounce":
        return Fate.BOUNCED if about.get("bounceType") == "Permanent" else Fate.DELAYED
    return {"Delivery": Fate.DELIVERED, "Complaint": Fate.COMPLAINED}.get(kind, Fate.DELAYED)


def _detail(about: dict[str, Any]) -> str:
    for name in ("bouncedRecipients", "delayedRecipients"):
        some = about.get(name)
        if isinstance(some, list) and some and isinstance(some[0], dict):
            return str(some[0].get("diagnosticCode") or some[0].get("status") or "")
    return str(about.get("smtpResponse") or about.get("complaintFeedbackType") or "")


def _ours(tags: object) -> MessageId | None:
    values = tags.get("leadwright_message") if isinstance(tags, dict) else None
    first = values[0] if isinstance(values, list) and values else ""
    return our_id(first)
