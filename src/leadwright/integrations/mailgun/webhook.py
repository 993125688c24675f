"""Mailgun's webhook (documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks)."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from leadwright.domain.errors import Invalid, Unauthenticated
from leadwright.ports.channel import Fate, Noticed, Report
from leadwright.ports.wiring import Hook, our_id

# Mailgun repeats a post for eight hours, and does not say that it signs each try anew. What keeps a
# stolen post from doing harm is that each event counts once.
_WINDOW = timedelta(hours=9)
_FATES = {"delivered": Fate.DELIVERED, "complained": Fate.COMPLAINED}


async def read(hook: Hook) -> tuple[Report | Noticed, ...]:
    """The report of one post, if it is about a delivery or its reader. Raises Unauthenticated, Invalid."""
    key = hook.values.get("signing_key", "")
    if not key:
        raise Unauthenticated("This connection has no webhook signing key yet; reports need it.")
    try:
        post = json.loads(hook.body)
        signature, event = post["signature"], post["event-data"]
        event_id = str(event["id"])
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise Invalid("The post is no signed event.", code="broken_body") from error
    check_signature(key, signature, hook.now)
    if event.get("event") in _NOTICED:
        return (_noticed(event, event_id, hook),)
    fate = _fate(event)
    if fate is None:
        return ()
    report = Report(
        event_id=event_id,
        fate=fate,
        at=hook.moment(event.get("timestamp")),
        message_id=our_id(_part(event, "user-variables").get("leadwright_message")),
        provider_id=_known_as(event),
        detail=_detail(_part(event, "delivery-status")),
    )
    return (report,)


_NOTICED = frozenset({"opened", "clicked"})


def _noticed(event: dict[str, Any], event_id: str, hook: Hook) -> Noticed:
    """`client-info.bot` names the programs that Mailgun knows by itself ("apple", "gmail")."""
    client = _part(event, "client-info")
    # Gmail's go-between loads pictures when a person looks; our own rules know it.
    bot = str(client.get("bot") or "")
    return Noticed(
        event_id=event_id,
        is_click=event["event"] == "clicked",
        at=hook.moment(event.get("timestamp")),
        message_id=our_id(_part(event, "user-variables").get("leadwright_message")),
        provider_id=_known_as(event),
        link=str(event.get("url") or ""),
        address=str(event.get("ip") or ""),
        agent=str(client.get("user-agent") or ""),
        by_machine=bot not in {"", "gmail"},
    )


def _known_as(event: dict[str, Any]) -> str | None:
    return str(_part(_part(event, "message"), "headers").get("message-id", "")) or None


def check_signature(key: str, signature: object, now: datetime) -> None:
    """HMAC over time and token; a subaccount's post bears its parent's signature beside its own."""
    named = signature if isinstance(signature, dict) else {}
    stamp, token = str(named.get("timestamp", "")), str(named.get("token", ""))
    right = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    given = [str(named.get(name, "")) for name in ("signature", "parent-signature")]
    if not token or not any(hmac.compare_digest(right.encode(), one.encode()) for one in given):
        raise Unauthenticated("The signature is wrong.")
    try:
        sent_at = datetime.fromtimestamp(int(stamp), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Unauthenticated("The time of the signature cannot be read.") from error
    if abs(now - sent_at) > _WINDOW:
        raise Unauthenticated("The post is too old.")


def _fate(event: dict[str, Any]) -> Fate | None:
    kind = str(event.get("event", ""))
    if kind == "failed":
        return Fate.BOUNCED if event.get("severity") == "permanent" else Fate.DELAYED
    return _FATES.get(kind)


def _part(event: dict[str, Any], name: str) -> dict[str, Any]:
    value = event.get(name)
    return value if isinstance(value, dict) else {}


def _detail(status: dict[str, Any]) -> str:
    words = str(status.get("description") or status.get("message") or "")
    return f"{status.get('code', '')} {words}".strip()
