"""SendGrid's signed event webhook.

www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
"""

import base64
import binascii
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from leadwright.domain.errors import Invalid, Unauthenticated
from leadwright.ports.channel import Fate, Noticed, Report
from leadwright.ports.wiring import Hook, our_id

_WINDOW = timedelta(minutes=15)
_MOST_EVENTS = 5000
_FATES = {
    "delivered": Fate.DELIVERED,
    "deferred": Fate.DELAYED,
    "bounce": Fate.BOUNCED,
    "spamreport": Fate.COMPLAINED,
}


async def read(hook: Hook) -> tuple[Report | Noticed, ...]:
    """The reports of one post. Raises Unauthenticated, Invalid."""
    _check(hook)
    try:
        events = json.loads(hook.body)
    except (ValueError, RecursionError) as error:
        raise Invalid("The events are no JSON.", code="broken_body") from error
    if not isinstance(events, list) or len(events) > _MOST_EVENTS:
        raise Invalid("The events are no list of a readable length.", code="broken_body")
    return tuple(_reports(events, hook))


def _check(hook: Hook) -> None:
    """ECDSA over timestamp and raw body, by the key of the connection."""
    key = hook.values.get("verification_key", "")
    if not key:
        raise Unauthenticated("This connection has no verification key yet; reports need it.")
    stamp = hook.headers.get("x-twilio-email-event-webhook-timestamp", "")
    try:
        public = load_der_public_key(base64.b64decode(key, validate=True))
        signature = base64.b64decode(
            hook.headers.get("x-twilio-email-event-webhook-signature", ""), validate=True
        )
        sent_at = datetime.fromtimestamp(int(stamp), UTC)
    except (ValueError, binascii.Error, OverflowError, OSError) as error:
        raise Unauthenticated("The signature cannot be read.") from error
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise Unauthenticated("The verification key is none of SendGrid's kind.")
    try:
        public.verify(signature, stamp.encode() + hook.body, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Unauthenticated("The signature is wrong.") from error
    if abs(hook.now - sent_at) > _WINDOW:
        raise Unauthenticated("The post is too old.")


def _reports(events: list[Any], hook: Hook) -> Iterator[Report | Noticed]:
    for event in events:
        if not isinstance(event, dict):
            continue
        fate = _fate(event)
        event_id = event.get("sg_event_id")
        if not isinstance(event_id, str):
            continue
        if event.get("event") in _NOTICED:
            yield _noticed(event, event_id, hook)
        elif fate is not None:
            yield Report(
                event_id=event_id,
                fate=fate,
                at=hook.moment(event.get("timestamp")),
                message_id=our_id(event.get("leadwright_message")),
                provider_id=_known_as(event),
                detail=str(event.get("reason") or event.get("response") or ""),
            )


_NOTICED = frozenset({"open", "click"})


def _noticed(event: dict[str, Any], event_id: str, hook: Hook) -> Noticed:
    """`sg_machine_open`: SendGrid knows Apple's mail privacy by itself."""
    return Noticed(
        event_id=event_id,
        is_click=event["event"] == "click",
        at=hook.moment(event.get("timestamp")),
        message_id=our_id(event.get("leadwright_message")),
        provider_id=_known_as(event),
        link=str(event.get("url") or ""),
        address=str(event.get("ip") or ""),
        agent=str(event.get("useragent") or ""),
        by_machine=event.get("sg_machine_open") is True,
    )


def _known_as(event: dict[str, Any]) -> str | None:
    """`X-Message-Id.filter0001.16648.5515E0B88.0`: the first part is what we were told."""
    return str(event.get("sg_message_id", "")).partition(".")[0] or None


def _fate(event: dict[str, Any]) -> Fate | None:
    kind = str(event.get("event", ""))
    if kind == "bounce" and event.get("type") == "blocked":
        return Fate.DELAYED  # the server's mood, not the address: SendGrid does not suppress it
    if kind == "dropped":
        reason = str(event.get("reason", "")).casefold()
        return Fate.BOUNCED if "bounced" in reason or "invalid" in reason else None
    return _FATES.get(kind)
