"""What happens to a waiting reply while somebody decides, or the worker dies, in the wrong moment."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest
from tests.integration.installation import Installation, Workplace
from tests.integration.waiting import LATER, change, reply, waiting

from leadwright.domain.errors import Conflict
from leadwright.domain.ids import MessageId
from leadwright.features.messages import actions, statements
from leadwright.features.messages.models import Message
from leadwright.features.messages.sending import send
from leadwright.integrations.outbox import BuiltInOutbox
from leadwright.kernel.jobs import RetryLater
from leadwright.ports.channel import BeforeData, Letter, Receipt

Deed = Callable[[], Awaitable[None]]


@dataclass
class Slow:
    """A sender in whose hands, just before the content goes out, something else happens."""

    meanwhile: Deed
    sent: list[Letter] = field(default_factory=list)
    name: str = "slow"

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        await self.meanwhile()
        await before_data()
        self.sent.append(letter)
        return Receipt(provider=self.name, response="250 ok", seconds=0.0)

    async def close(self) -> None:
        """Nothing is open."""


async def deliver(
    installation: Installation, place: Workplace, message: Message, meanwhile: Deed
) -> list[Letter]:
    """Run the sending job once, with that happening in the middle. The letters that went out."""
    sender = Slow(meanwhile)
    post = replace(installation.worker.delivery, sender=sender, built_in=sender, transports=None)
    payload = {"workspace_id": str(place.workspace_id), "message_id": str(message.id)}
    await send(post, payload)
    return sender.sent


async def keep(installation: Installation, place: Workplace, message: Message) -> None:
    """Run the sending job where no mail server is configured."""
    outbox = BuiltInOutbox()
    post = replace(installation.worker.delivery, sender=outbox, built_in=outbox, transports=None)
    payload = {"workspace_id": str(place.workspace_id), "message_id": str(message.id)}
    await send(post, payload)


async def nothing() -> None:
    """Nobody interferes."""


async def approved(installation: Installation, place: Workplace) -> Message:
    message = await waiting(installation, place)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.approve(session, MessageId(message.id), by=place.owner_id)
    return message


async def test_a_cancellation_under_the_senders_hands_stops_it(
    installation: Installation, place: Workplace
) -> None:
    message = await approved(installation, place)

    async def cancel() -> None:
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            await actions.cancel(session, MessageId(message.id), by=place.owner_id)

    assert await deliver(installation, place, message, cancel) == []
    assert (await reply(installation, place)).status == "cancelled"


async def test_a_cancellation_after_the_handing_over_comes_late_and_says_so(
    installation: Installation, place: Workplace
) -> None:
    message = await approved(installation, place)
    assert len(await deliver(installation, place, message, nothing)) == 1
    with pytest.raises(Conflict):
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            await actions.cancel(session, MessageId(message.id), by=place.owner_id)
    assert (await reply(installation, place)).status == "sent"


async def test_words_changed_under_the_senders_hands_go_out_with_the_next_try(
    installation: Installation, place: Workplace
) -> None:
    message = await approved(installation, place)

    async def edited() -> None:
        one = MessageId(message.id)
        await change(installation, place, one, text="New words.\n", revision=1)

    with pytest.raises(RetryLater):
        await deliver(installation, place, message, edited)
    (letter,) = await deliver(installation, place, message, nothing)
    assert letter.text == "New words.\n"


async def test_a_worker_that_dies_between_approval_and_sending_costs_time_and_no_reply(
    installation: Installation, place: Workplace
) -> None:
    message = await approved(installation, place)

    async def die() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await deliver(installation, place, message, die)
    assert (await reply(installation, place)).status == "queued"
    await installation.work()
    sent = await reply(installation, place)
    assert (sent.status, sent.attempts) == ("sent", 1)


async def test_a_worker_that_dies_as_it_keeps_a_letter_leaves_no_doubt_about_it(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await approved(installation, place)

    async def die(*_: object) -> bool:
        raise asyncio.CancelledError

    with monkeypatch.context() as dying:
        dying.setattr(statements, "sent", die)
        with pytest.raises(asyncio.CancelledError):
            await keep(installation, place, message)
    # Two workers take it up, as they do where the first one only seemed dead.
    await asyncio.gather(*(keep(installation, place, message) for _ in range(2)))
    kept = await reply(installation, place)
    assert (kept.status, kept.provider, kept.attempts) == ("sent", "outbox", 1)


async def test_a_job_that_comes_before_its_time_waits_for_it(
    installation: Installation, place: Workplace
) -> None:
    message = await waiting(installation, place, LATER)
    with pytest.raises(RetryLater) as early:
        await deliver(installation, place, message, nothing)
    assert 590 < early.value.delay.total_seconds() <= 600
    assert (await reply(installation, place)).status == "queued"
