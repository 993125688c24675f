"""Resend's webhook, signed as Svix does (resend.com/docs/webhooks/verify-webhooks-requests)."""

import base64
import binascii
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from leadwright.domain.errors import Invalid, Unauthenticated
from leadwright.domain.ids import MessageId
from leadwright.ports.channel import Fate, Noticed, Report
from leadwright.ports.wiring import Hook, our_id

_WINDOW = timedelta(minutes=5)
_FATES = {
    "email.delivered": Fate.DELIVERED,
    "email.delivery_delayed": Fate.DELAYED,
    "email.bounced": Fate.BOUNCED,
    "email.complained": Fate.COMPLAINED,
}


async def read(hook: Hook) -> tuple[Report | Noticed, ...]:
    """The report of one post, if it is about a delivery or its reader. Raises Unauthenticated, Invalid."""
    event_id = _checked(hook)
    try:
        event = json.loads(hook.body)
    except (ValueError, RecursionError) as error:
        raise Invalid("The event is no JSON.", code="broken_body") from error
    if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
        raise Invalid("The event is no object with data.", code="broken_body")
    data = event["data"]
    if event.get("type") in _NOTICED:
        return (_noticed(event, data, event_id, hook),)
    fate = _fate(str(event.get("type", "")), data)
    if fate is None:
        return ()
    report = Report(
        event_id=event_id,
        fate=fate,
        at=hook.moment(event.get("created_at")),
        message_id=_ours(data.get("tags")),
        provider_id=str(data.get("email_id") or "") or None,
        detail=_detail(data),
    )
    return (report,)


_NOTICED = frozenset({"email.opened", "email.clicked"})


def _noticed(event: dict[str, Any], data: dict[str, Any], event_id: str, hook: Hook) -> Noticed:
    click = data.get("click")
    about = click if isinstance(click, dict) else {}
    agent = about.get("userAgent")
    return Noticed(
        event_id=event_id,
        is_click=event["type"] == "email.clicked",
        at=hook.moment(about.get("timestamp") or event.get("created_at")),
        message_id=_ours(data.get("tags")),
        provider_id=str(data.get("email_id") or "") or None,
        link=str(about.get("link") or ""),
        address=str(about.get("ipAddress") or ""),
        agent=agent if isinstance(agent, str) else None,
    )


def _checked(hook: Hook) -> str:
    """The post's id, once one of its signatures over id, time and raw body fits and is fresh."""
    secret = hook.values.get("webhook_secret", "")
    if not secret:
        raise Unauthenticated("This connection has no signing secret yet; reports need it.")
    names = ("svix-id", "svix-timestamp", "svix-signature")
    event_id, stamp, given = (hook.headers.get(name, "") for name in names)
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        sent_at = datetime.fromtimestamp(int(stamp), UTC)
    except (ValueError, binascii.Error, OverflowError, OSError) as error:
        raise Unauthenticated("The signature cannot be read.") from error
    digest = hmac.new(key, f"{event_id}.{stamp}.".encode() + hook.body, hashlib.sha256).digest()
    right = b"v1," + base64.b64encode(digest)
    if not event_id or not any(
        hmac.compare_digest(right, one.encode()) for one in given.split(" ")
    ):
        raise Unauthenticated("The signature is wrong.")
    if abs(hook.now - sent_at) > _WINDOW:
        raise Unauthenticated("The post is too old.")
    return event_id


def _fate(kind: str, data: dict[str, Any]) -> Fate | None:
    bounce = data.get("bounce")
    if kind == "email.bounced" and isinstance(bounce, dict) and bounce.get("type") == "Transient":
        return Fate.DELAYED
    return _FATES.get(kind)


def _detail(data: dict[str, Any]) -> str:
    bounce = data.get("bounce")
    return str(bounce.get("message", "")) if isinstance(bounce, dict) else ""


def _ours(tags: object) -> MessageId | None:
    text = tags.get("leadwright_message") if isinstance(tags, dict) else None
    if isinstance(tags, list):
        named = (tag for tag in tags if isinstance(tag, dict))
        text = next((t.get("value") for t in named if t.get("name") == "leadwright_message"), None)
    return our_id(text)
