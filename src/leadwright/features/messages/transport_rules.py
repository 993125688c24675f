"""By which transport a message leaves, and what becomes of it while that one is broken."""

import random
from dataclasses import replace
from datetime import timedelta

from leadwright.domain.errors import ProviderError
from leadwright.features.messages.models import Message
from leadwright.kernel import clock
from leadwright.ports.channel import EMAIL, Letter, Transport

# Somebody is told at once that nothing leaves; after this long the letter would say something stale.
LONGEST_WAIT = timedelta(hours=72)


def addressed(letter: Letter, transport: Transport) -> Letter:
    """The letter as this transport sends it: a connection of the workspace's own has its own sender."""
    if transport.from_address is None:
        return letter
    return replace(
        letter,
        from_address=transport.from_address,
        from_name=transport.from_name or letter.from_name,
    )


def waits_for_mending(message: Message, transport: Transport, error: ProviderError) -> bool:
    """Whether the message is kept back until a person mends the connection, instead of failing.

    A chat message does not wait: it would be stale, and there are other ways to tell a member.
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
    """What a chat refuses us altogether is not tried again; anything else is as it was said.

    But the installation's mail server, where it refuses us (login, sender), is: somebody mends it.
    """
    if not error.connection_broken or error.unconfirmed:
        return error
    if (
        message.channel == EMAIL and transport.connection is not None
    ):  # it waited for mending already
        return error
    is_chat = message.channel != EMAIL
    return ProviderError(error.message, permanent=is_chat, connection_broken=True)


def pause() -> timedelta:
    """How long it waits before it looks again whether the connection was mended."""
    return timedelta(seconds=random.uniform(60, 90))  # noqa: S311 -- spreads load, guards nothing
