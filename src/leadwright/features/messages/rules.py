"""Decisions about a message: how often to try, when to give up, which headers it carries."""

import random
from datetime import timedelta
from uuid import UUID

from leadwright.domain.errors import ProviderError
from leadwright.ports.channel import EMAIL

TRIES_OF_MAIL = 72  # most of a day: a mail server that is down over night loses no reply
TRIES_OF_CHATS = 8  # minutes: what a chat tells is stale then, and goes another way
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=30)
_DOUBLINGS = 12

# RFC 3834: an automatic answer says so, and automatic answers are not answered.
AUTOMATIC = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
GENERATED = {"Auto-Submitted": "auto-generated"}

REPLY = "reply"
BY_HAND = "by_hand"
NOTIFICATION = "notification"
TO_LEADS = frozenset({REPLY, BY_HAND})
"""Kinds of mail that leads wait for, and whose readers may become visible by opens and clicks."""
OUTBOX = "outbox"
"""The provider of what stays in the house."""


def message_id(message: UUID, domain: str) -> str:
    """The stable RFC 5322 id: a retry after a crash carries the same one."""
    return f"<{message.hex}@{domain}>"


def headers_for(kind: str) -> dict[str, str]:
    """What a machine wrote says so; what a person wrote is mail like any other."""
    if kind == BY_HAND:
        return {}
    return dict(AUTOMATIC if kind == REPLY else GENERATED)


def should_retry(error: ProviderError, attempts: int, channel: str) -> bool:
    """Whether another try can help and is allowed. Unconfirmed messages are never tried again."""
    most = TRIES_OF_MAIL if channel == EMAIL else TRIES_OF_CHATS
    return not error.permanent and not error.unconfirmed and attempts < most


def delay_before(attempts: int, error: ProviderError) -> timedelta:
    """Exponential back-off with jitter, or longer if the provider asked for it."""
    jitter = random.uniform(0.5, 1.0)  # noqa: S311 -- spreads load, guards nothing
    wait: timedelta = min(FIRST_DELAY * 2 ** min(attempts, _DOUBLINGS), LONGEST_DELAY) * jitter
    return max(wait, timedelta(seconds=error.retry_after or 0))


def address_key(address: str) -> str:
    """How suppression knows an address again."""
    return address.strip().casefold()
