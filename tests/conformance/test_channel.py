"""What every channel adapter owes the messages feature, whoever carries the letter."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes
from enum import Enum, auto
from functools import partial

import pytest
import pytest_asyncio
from tests.conformance.vendors import FROM, VENDORS, booth

from leadwright.domain.errors import ProviderError
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.fake.sender import FakeSender
from leadwright.integrations.fake.smtp_server import Act, FakeSmtpServer
from leadwright.integrations.fake.vendor_server import Answer, Death
from leadwright.integrations.outbox import BuiltInOutbox
from leadwright.integrations.smtp.connect import connect
from leadwright.integrations.smtp.connection import Limits
from leadwright.integrations.smtp.sender import SmtpSender
from leadwright.kernel.tx import open_transaction
from leadwright.ports.channel import Letter, Sender
from leadwright.ports.wiring import Wiring


class Fault(Enum):
    """How the provider fails at the next letter."""

    REFUSES = auto()
    IS_BUSY = auto()
    NEVER_ANSWERS = auto()
    VANISHES_AFTERWARDS = auto()


@dataclass(frozen=True)
class World:
    """An adapter with its provider: `plan` a fault, and see the Message-IDs that `arrived`.

    `knows_repetitions`: the provider takes a letter once, however often it is given.
    """

    sender: Sender
    plan: Callable[[Fault], None]
    arrived: Callable[[], Sequence[str]]
    knows_repetitions: bool = False


@asynccontextmanager
async def smtp() -> AsyncIterator[World]:
    stages = {
        Fault.REFUSES: ("RCPT", Act(b"550 5.1.1 no such user\r\n")),
        Fault.IS_BUSY: ("RCPT", Act(b"450 4.2.0 try again in 60 seconds\r\n")),
        Fault.NEVER_ANSWERS: ("MAIL", Act(silent=True)),
        Fault.VANISHES_AFTERWARDS: ("END", Act(close=True)),
    }
    async with FakeSmtpServer() as server:
        yield World(
            SmtpSender(server.url, limits=Limits(command=0.3)),
            lambda fault: server.plan(*stages[fault]),
            lambda: [message_from_bytes(letter)["Message-ID"] for letter in server.letters],
        )


@asynccontextmanager
async def fake() -> AsyncIterator[World]:
    faults = {
        Fault.REFUSES: partial(ProviderError, permanent=True),
        Fault.IS_BUSY: partial(ProviderError, permanent=False, retry_after=60.0),
        Fault.NEVER_ANSWERS: partial(ProviderError, permanent=False),
        Fault.VANISHES_AFTERWARDS: partial(ProviderError, permanent=True, unconfirmed=True),
    }
    sender = FakeSender()
    yield World(
        sender,
        lambda fault: sender.faults.append(faults[fault](fault.name)),
        lambda: [letter.message_id for letter in sender.letters],
    )


@asynccontextmanager
async def own_smtp() -> AsyncIterator[World]:
    """A mail server that a workspace connected by itself."""
    async with FakeSmtpServer() as server:
        place = server.url.removeprefix("smtp://")
        host, _, port = place.partition(":")
        values = {**FROM, "host": host, "port": port, "encryption": "none"}
        stages = {
            Fault.REFUSES: ("RCPT", Act(b"550 5.1.1 no such user\r\n")),
            Fault.IS_BUSY: ("RCPT", Act(b"450 4.2.0 try again in 60 seconds\r\n")),
            Fault.NEVER_ANSWERS: ("MAIL", Act(close=True)),
            Fault.VANISHES_AFTERWARDS: ("END", Act(close=True)),
        }
        yield World(
            connect(Wiring(values, None, (place,))),
            lambda fault: server.plan(*stages[fault]),
            lambda: [message_from_bytes(letter)["Message-ID"] for letter in server.letters],
        )


@asynccontextmanager
async def vendor(name: str) -> AsyncIterator[World]:
    async with booth(name) as one:
        answers: dict[Fault, Answer | Death] = {
            Fault.REFUSES: Answer(422 if name == "postmark" else 400, b"{}"),
            Fault.IS_BUSY: Answer(429, b"{}", {"Retry-After": "60"}),
            Fault.VANISHES_AFTERWARDS: Death.AFTER_THE_REQUEST,
        }

        def plan(fault: Fault) -> None:
            if fault is Fault.NEVER_ANSWERS:
                one.wire.is_cut = True
            else:
                one.server.plan(answers[fault])

        yield World(one.sender, plan, lambda: one.server.taken, VENDORS[name].knows_repetitions)


WORLDS: dict[str, Callable[[], AbstractAsyncContextManager[World]]] = {
    "smtp": smtp,
    "own_smtp": own_smtp,
    "fake": fake,
    **{name: partial(vendor, name) for name in VENDORS},
}


@pytest_asyncio.fixture(params=WORLDS)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    async with WORLDS[request.param]() as one:
        yield one
        await one.sender.close()


@pytest_asyncio.fixture(params=[*WORLDS, "outbox"])
async def sender(request: pytest.FixtureRequest) -> AsyncIterator[Sender]:
    """Every adapter, those that cannot fail among them."""
    if request.param == "outbox":
        yield BuiltInOutbox()
        return
    async with WORLDS[request.param]() as one:
        yield one.sender
        await one.sender.close()


async def send(world: World, fault: Fault) -> tuple[Letter, ProviderError]:
    letter = example_letter()
    world.plan(fault)
    with pytest.raises(ProviderError) as failed:
        await world.sender.send(letter, ready)
    return letter, failed.value


async def test_a_taken_letter_gives_a_receipt_of_this_provider(sender: Sender) -> None:
    receipt = await sender.send(example_letter(), ready)
    assert receipt.provider == sender.name
    assert receipt.response.isprintable()
    assert receipt.response
    assert receipt.seconds >= 0


async def test_closing_twice_is_no_fault(sender: Sender) -> None:
    await sender.send(example_letter(), ready)
    await sender.close()
    await sender.close()


async def test_a_taken_letter_arrives_once_under_its_own_id(world: World) -> None:
    letters = [example_letter() for _ in range(3)]
    for letter in letters:
        await world.sender.send(letter, ready)
    assert list(world.arrived()) == [letter.message_id for letter in letters]


async def test_a_refusal_is_permanent(world: World) -> None:
    _, error = await send(world, Fault.REFUSES)
    assert (error.permanent, error.unconfirmed) == (True, False)
    assert error.message
    assert world.arrived() == []


async def test_a_busy_provider_is_worth_another_try_when_it_says(world: World) -> None:
    _, error = await send(world, Fault.IS_BUSY)
    assert (error.permanent, error.unconfirmed, error.retry_after) == (False, False, 60.0)
    assert world.arrived() == []


async def test_a_provider_that_never_answers_is_given_up_and_worth_another_try(
    world: World,
) -> None:
    _, error = await send(world, Fault.NEVER_ANSWERS)
    assert (error.permanent, error.unconfirmed) == (False, False)
    assert world.arrived() == []


async def test_a_connection_lost_after_the_content_is_unconfirmed(world: World) -> None:
    letter, error = await send(world, Fault.VANISHES_AFTERWARDS)
    if world.knows_repetitions:  # then the outcome is asked for by giving the letter again
        assert (error.unconfirmed, error.permanent) == (False, False)
        await world.sender.send(letter, ready)
    else:
        assert error.unconfirmed is True
    assert list(world.arrived()) == [letter.message_id]


@pytest.mark.parametrize("fault", Fault)
async def test_a_failed_letter_does_not_hurt_the_next(world: World, fault: Fault) -> None:
    await send(world, fault)
    after = example_letter()
    await world.sender.send(after, ready)
    assert world.arrived()[-1] == after.message_id


async def test_nothing_is_sent_inside_a_database_transaction(world: World) -> None:
    with open_transaction(), pytest.raises(RuntimeError, match="transaction"):
        await world.sender.send(example_letter(), ready)
    assert world.arrived() == []


async def test_before_data_is_awaited_once_while_the_provider_has_nothing(world: World) -> None:
    seen_at: list[int] = []

    async def note() -> None:
        seen_at.append(len(world.arrived()))

    await world.sender.send(example_letter(), note)
    await world.sender.send(example_letter(), note)
    assert seen_at == [0, 1]


async def test_the_outbox_hands_a_letter_to_nobody_and_notes_no_handing_over() -> None:
    async def note() -> None:
        raise AssertionError("a worker that died after this note would leave it in doubt")

    receipt = await BuiltInOutbox().send(example_letter(), note)
    assert receipt.provider == "outbox"


async def test_what_before_data_raises_gets_out_and_nothing_is_sent(world: World) -> None:
    async def refuse() -> None:
        raise LookupError("taken elsewhere")

    with pytest.raises(LookupError, match="taken elsewhere"):
        await world.sender.send(example_letter(), refuse)
    after = example_letter()
    await world.sender.send(after, ready)
    assert list(world.arrived()) == [after.message_id]


# The fake and the outbox have no wire on which a header could be forged.


@pytest.mark.parametrize("gap", ["\r\n", "\n", "\r", "\x00", "\r\n\r\n"])
@pytest.mark.parametrize("field", ["subject", "to_name", "from_name"])
async def test_words_with_line_breaks_make_no_header(field: str, gap: str) -> None:
    async with FakeSmtpServer() as server:
        sender = SmtpSender(server.url)
        await sender.send(
            example_letter(**{field: f"Hi{gap}Bcc: victim@x.example{gap}there"}), ready
        )
        await sender.close()
        (raw,) = server.letters
    message = message_from_bytes(raw)
    assert message["Bcc"] is None
    assert message["Content-Type"].startswith("multipart/alternative")
    assert not any("victim" in line for line in server.commands)


@pytest.mark.parametrize("gap", ["\r\n", "\n", "\r", "\x00", " ", ">\r\nRCPT TO:<"])
@pytest.mark.parametrize("field", ["to_address", "from_address", "reply_to", "message_id"])
async def test_addresses_and_ids_with_line_breaks_are_refused(field: str, gap: str) -> None:
    async with FakeSmtpServer() as server:
        sender = SmtpSender(server.url)
        forged = example_letter(**{field: f"<ann@acme.example{gap}victim@x.example>"})
        with pytest.raises(ProviderError) as refused:
            await sender.send(forged, ready)
        await sender.close()
    assert (refused.value.permanent, refused.value.unconfirmed) == (True, False)
    assert server.commands == []
