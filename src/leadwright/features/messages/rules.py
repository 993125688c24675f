"""Rules for a message: how often to retry, when to give up, which headers it carries."""

import random
from datetime import timedelta
from uuid import UUID

from leadwright.domain.errors import ProviderError
from leadwright.ports.channel import EMAIL

TRIES_OF_MAIL = 72  # most of a day: a mail server that is down overnight loses no reply
TRIES_OF_CHATS = 8  # minutes: a chat message is stale after that, and another channel is used
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=30)
_DOUBLINGS = 12

# RFC 3834: mark automatic replies, so that they are not answered automatically.
AUTOMATIC = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
GENERATED = {"Auto-Submitted": "auto-generated"}

REPLY = "reply"
BY_HAND = "by_hand"
NOTIFICATION = "notification"
TO_LEADS = frozenset({REPLY, BY_HAND})
"""Kinds of mail to leads, in which opens and clicks may be tracked."""
OUTBOX = "outbox"
"""The provider of messages that are kept in the built-in outbox."""


def message_id(message: UUID, domain: str) -> str:
    """The stable RFC 5322 Message-ID: a retry after a crash has the same one."""
    return f"<{message.hex}@{domain}>"


def headers_for(kind: str) -> dict[str, str]:
    """Automatic messages are marked as such; what a person wrote is ordinary mail."""
    if kind == BY_HAND:
        return {}
    return dict(AUTOMATIC if kind == REPLY else GENERATED)


def should_retry(error: ProviderError, attempts: int, channel: str) -> bool:
    """Whether a retry can help and is allowed. Unconfirmed messages are never retried."""
    most = TRIES_OF_MAIL if channel == EMAIL else TRIES_OF_CHATS
    return not error.permanent and not error.unconfirmed and attempts < most


def delay_before(attempts: int, error: ProviderError) -> timedelta:
    """Exponential backoff with jitter, or longer if the provider asked for it."""
    jitter = random.uniform(0.5, 1.0)  # noqa: S311 -- spreads load, guards nothing
    wait: timedelta = min(FIRST_DELAY * 2 ** min(attempts, _DOUBLINGS), LONGEST_DELAY) * jitter
    return max(wait, timedelta(seconds=error.retry_after or 0))


def address_key(address: str) -> str:
    """The normalised form of an address in the suppression list."""
    return address.strip().casefold()
