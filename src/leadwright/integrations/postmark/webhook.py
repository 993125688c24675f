"""Postmark's webhooks (postmarkapp.com/developer/webhooks/webhooks-overview).

Postmark signs nothing: the address is the secret, and a login may be a second one. Nothing tells
the age of a post, so that only its event's id keeps a replay from having an effect.
"""

import base64
import hmac
import json
from typing import Any

from leadwright.domain.errors import Invalid, Unauthenticated
from leadwright.domain.ids import MessageId
from leadwright.ports.channel import Fate, Noticed, Report
from leadwright.ports.wiring import Hook, our_id

# Those after which an address is given up (bounce types of postmarkapp.com/developer/api/bounce-api).
_FOR_GOOD = frozenset({"HardBounce", "BadEmailAddress", "ManuallyDeactivated"})


async def read(hook: Hook) -> tuple[Report | Noticed, ...]:
    """The report of one post, if it is about a delivery or its reader. Raises Unauthenticated, Invalid."""
    check_login(hook)
    try:
        event = json.loads(hook.body)
    except (ValueError, RecursionError) as error:
        raise Invalid("The event is no JSON.", code="broken_body") from error
    if not isinstance(event, dict) or "RecordType" not in event:
        raise Invalid("The event has no RecordType.", code="broken_body")
    fate = _fate(event)
    known_as = str(event.get("MessageID") or "")
    if known_as and event["RecordType"] in _NOTICED:
        return (_noticed(event, known_as, hook),)
    if fate is None or not known_as:
        return ()
    stamp = event.get("DeliveredAt") or event.get("BouncedAt")
    report = Report(
        event_id=f"{event['RecordType']}:{event.get('ID') or known_as}:{stamp}",
        fate=fate,
        at=hook.moment(stamp),
        message_id=_ours(event),
        provider_id=known_as,
        detail=str(event.get("Details") or event.get("Description") or ""),
    )
    return (report,)


_NOTICED = frozenset({"Open", "Click"})


def _noticed(event: dict[str, Any], known_as: str, hook: Hook) -> Noticed:
    stamp, where = event.get("ReceivedAt"), event.get("Geo")
    return Noticed(
        event_id=f"{event['RecordType']}:{known_as}:{event.get('OriginalLink', '')}:{stamp}"[:500],
        is_click=event["RecordType"] == "Click",
        at=hook.moment(stamp),
        message_id=_ours(event),
        provider_id=known_as,
        link=str(event.get("OriginalLink") or ""),
        address=str(where.get("IP") or "") if isinstance(where, dict) else "",
        agent=str(event.get("UserAgent") or ""),
    )


def _ours(event: dict[str, Any]) -> MessageId | None:
    metadata = event.get("Metadata")
    return our_id(metadata.get("leadwright_message") if isinstance(metadata, dict) else "")


def check_login(hook: Hook) -> None:
    login = hook.values.get("webhook_login", "")
    if not login:
        return
    right = b"Basic " + base64.b64encode(login.encode())
    if not hmac.compare_digest(right, hook.headers.get("authorization", "").encode()):
        raise Unauthenticated("The login of the webhook is wrong.")


def _fate(event: dict[str, Any]) -> Fate | None:
    kind, of_bounce = event["RecordType"], event.get("Type")
    if kind == "Delivery":
        return Fate.DELIVERED
    if kind == "SpamComplaint" or (kind == "Bounce" and of_bounce == "SpamComplaint"):
        return Fate.COMPLAINED
    if kind == "Bounce":
        given_up = of_bounce in _FOR_GOOD or event.get("Inactive") is True
        return Fate.BOUNCED if given_up else Fate.DELAYED
    return None
