"""Delivery status notifications (RFC 3464): bounces, parsed from the raw mail.

A plain mail server has no webhooks: it reports a bounce only by mail to the sender's address. If that
mailbox is forwarded to a mail source, its bounces are read here.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import default
from uuid import UUID

from leadwright.domain.ids import MessageId
from leadwright.ports.channel import Fate, Report

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# As `rules.message_id` makes them; other mail in the same mailbox has other ids.
_OURS = re.compile(r"<([0-9a-f]{32})@[^<>\s]{1,255}>")
_ACTIONS = {"failed": Fate.BOUNCED, "delayed": Fate.DELAYED, "delivered": Fate.DELIVERED}
# 5.x.x that is not about the address: a full mailbox, a letter too large or of a kind not taken, and
# refusals by policy, which are as often about us (a block list) as about the recipient.
_NOT_THE_ADDRESS = re.compile(r"5\.(2\.[2-4]|3\.\d+|6\.\d+|7\.\d+)")


def reports_of(raw: bytes, now: datetime) -> tuple[Report, ...]:
    """What the mail reports about a message of ours; empty for any other mail, however malformed."""
    try:
        mail = message_from_bytes(raw, _class=EmailMessage, policy=default)
        if mail.get_content_type() != "multipart/report":
            return ()
        return tuple(_reports(mail, now))
    except (MessageError, ValueError, LookupError, RecursionError, TypeError, AttributeError):
        return ()


def _reports(mail: EmailMessage, now: datetime) -> Iterator[Report]:
    message_id = _letter(mail)
    known_as = str(mail.get("Message-ID", "")).strip()
    if message_id is None:
        return
    for number, about in enumerate(_recipients(mail)):
        fate = _ACTIONS.get(str(about.get("Action", "")).strip().casefold())
        if fate is None:
            continue
        found = _STATUS.search(str(about.get("Status", "")))
        status = found[0] if found else ""
        words = " ".join(str(about.get("Diagnostic-Code", "")).split())
        yield Report(
            event_id=f"dsn:{known_as or message_id.hex}:{number}"[:500],
            fate=fate,
            at=now,
            message_id=message_id,
            detail=(words if status in words else f"{status} {words}").strip(),
            for_good=_is_for_good(status),
        )


def _is_for_good(status: str) -> bool:
    """Whether the address itself is permanently undeliverable; without a status code, unknown."""
    return status.startswith("5.") and _NOT_THE_ADDRESS.fullmatch(status) is None


def _recipients(mail: EmailMessage) -> Iterator[Message]:
    """The field groups about a recipient; the first group is about the message."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            groups = payload if isinstance(payload, list) else []
            yield from (one for one in groups if isinstance(one, Message) and "Action" in one)


def _letter(mail: EmailMessage) -> MessageId | None:
    """Which message of ours bounced, by the Message-ID in the quoted headers."""
    for part in mail.walk():
        if part.get_content_type() in {
            "message/rfc822",
            "text/rfc822-headers",
            "message/rfc822-headers",
        }:
            payload = part.get_payload()
            text = payload if isinstance(payload, str) else None
            quoted = payload[0] if isinstance(payload, list) and payload else None
            named = str(quoted.get("Message-ID", "")) if isinstance(quoted, Message) else ""
            line = (
                re.search(r"^message-id:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
                if text
                else None
            )
            found = _OURS.search(named or (line[1] if line else ""))
            if found:
                return MessageId(UUID(found[1]))
    return None
