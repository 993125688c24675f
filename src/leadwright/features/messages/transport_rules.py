"""Which transport sends a message, and what happens to it while that transport is broken."""

import random
from dataclasses import replace
from datetime import timedelta

from leadwright.domain.errors import ProviderError
from leadwright.features.messages.models import Message
from leadwright.kernel import clock
from leadwright.ports.channel import EMAIL, Letter, Transport

# An alert rings as soon as sending fails; after this long the message would be stale.
LONGEST_WAIT = timedelta(hours=72)


def addressed(letter: Letter, transport: Transport) -> Letter:
    """The mail as this transport sends it: a workspace's own connection has its own sender."""
    if transport.from_address is None:
        return letter
    return replace(
        letter,
        from_address=transport.from_address,
        from_name=transport.from_name or letter.from_name,
    )


def waits_for_mending(message: Message, transport: Transport, error: ProviderError) -> bool:
    """Whether the message waits until a person repairs the connection, instead of failing.

    A chat message does not wait: it would be stale, and there are other channels to a member.
    """
    if (
        message.channel != EMAIL
        or transport.connection is None
        or not error.connection_broken
        or error.unconfirmed
    ):
        return False
    return clock.now() - message.queued_at < LONGEST_WAIT


def final(message: Message, transport: Transport, error: ProviderError) -> ProviderError:
    """A chat that rejects our account is not retried; other errors are left as they are.

    The installation's mail server is retried when it rejects us (login, sender): the operator can fix it.
    """
    if not error.connection_broken or error.unconfirmed:
        return error
    if (
        message.channel == EMAIL and transport.connection is not None
    ):  # it has already waited for a repair
        return error
    is_chat = message.channel != EMAIL
    return ProviderError(error.message, permanent=is_chat, connection_broken=True)


def pause() -> timedelta:
    """The delay before checking again whether the connection was repaired."""
    return timedelta(seconds=random.uniform(60, 90))  # noqa: S311 -- spreads load, guards nothing
