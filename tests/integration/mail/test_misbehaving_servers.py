"""What every kind of bad server means for a letter: taken, not taken, or unknown. Never two of them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from leadwright.domain.errors import ProviderError
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.fake.smtp_server import Act, FakeSmtpServer

Sender = Callable[..., Any]
SHORT = 0.3


@dataclass(frozen=True)
class Case:
    """At `stage` the server does `act`; then the letter is surely not taken."""

    stage: str
    act: Act
    permanent: bool = False
    words: str = ""


NOT_TAKEN = [
    Case("CONNECT", Act(silent=True), words="did not answer in time"),
    Case("CONNECT", Act(close=True), words="closed the connection instead of greeting"),
    Case(
        "CONNECT", Act(b"554 5.7.1 you are on a blocklist\r\n"), True, "refused the connection: 554"
    ),
    Case("CONNECT", Act(b"421 4.3.2 too busy\r\n"), words="refused the connection: 421"),
    Case("CONNECT", Act(b"SSH-2.0-OpenSSH_9.6\r\n"), words="answered out of turn"),
    Case("CONNECT", Act(b"HTTP/1.1 400 Bad Request\r\n\r\n"), words="answered out of turn"),
    Case("EHLO", Act(silent=True), words="did not answer in time"),
    Case("EHLO", Act(b"421 4.3.2 too busy\r\n", close=True)),
    Case("EHLO", Act(b"250-fake\r\n250-SI", close=True)),
    Case("EHLO", Act(b"250-" + b"x" * 40_000), words="Response too long"),
    Case("MAIL", Act(b"550 5.7.1 no\r\n"), True, "refused the sender: 550"),
    Case("MAIL", Act(b"451 4.3.0 try again in 120 seconds\r\n"), words="refused the sender: 451"),
    Case("MAIL", Act(silent=True), words="did not answer about the sender in time"),
    Case("MAIL", Act(close=True), words="closed the connection"),
    Case("MAIL", Act(b"250 ok\r\n250 ok\r\n"), words="said more than it was asked for"),
    Case("MAIL", Act(b"25", close=True), words="closed the connection"),
    Case("MAIL", Act(b"what?\r\n"), words="answered out of turn"),
    Case(
        "RCPT",
        Act(b"550-5.1.1 no such\r\n550-5.1.1 user\r\n550 here\r\n"),
        True,
        "no such 5.1.1 user here",
    ),
    Case("RCPT", Act(b"421 4.4.2 bye\r\n", close=True), words="421"),
    Case("RCPT", Act(b"252 cannot verify\r\n", close=True), words="closed the connection"),
    Case("DATA", Act(b"554 5.5.1 no valid recipients\r\n"), True, "refused the letter: 554"),
    Case("DATA", Act(b"250 sure\r\n"), words="answered out of turn"),
    Case("DATA", Act(b"354 go on\r\n250 taken\r\n"), words="said more than it was asked for"),
    Case("DATA", Act(silent=True), words="did not answer about the letter in time"),
    Case("DATA", Act(close=True), words="closed the connection"),
    Case("END", Act(b"554 5.6.0 looks like spam\r\n"), True, "refused the letter: 554"),
    Case("END", Act(b"452 4.3.1 disk full\r\n"), words="refused the letter: 452"),
    Case("END", Act(b"421 4.3.2 going down\r\n", close=True), words="refused the letter: 421"),
]


@pytest.mark.parametrize("case", NOT_TAKEN, ids=lambda case: f"{case.stage} {case.act.say[:24]!r}")
async def test_a_clear_no_or_a_loss_before_the_content_is_not_taken(
    server: FakeSmtpServer, sender_to: Sender, case: Case
) -> None:
    server.plan(case.stage, case.act)
    limits = dict.fromkeys(("connect", "command"), SHORT) if case.act.silent else {}
    with pytest.raises(ProviderError) as failed:
        await sender_to(server.url, **limits).send(example_letter(), ready)
    error = failed.value
    assert (error.permanent, error.unconfirmed) == (case.permanent, False)
    assert case.words in error.message
    assert str(server.port) in error.message


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (Act(close=True), "closed the connection"),
        (Act(silent=True), "did not answer for 0.3 s"),
        (Act(b"250 tak", close=True), "closed the connection"),
        (Act(b"250-taken\r\n", silent=True), "did not answer"),
        (Act(b"no idea\r\n"), "no readable answer"),
        (Act(b"250 " + b"x" * 10_000 + b"\r\n"), "no readable answer"),
        (Act(b"354 go on\r\n"), "answered out of turn"),
        (Act(b"221 bye\r\n", close=True), "answered out of turn"),
        (Act(b"\r\n"), "no readable answer"),
        (Act(b"\xff\xfe\r\n"), "no readable answer"),
    ],
)
async def test_after_the_content_anything_but_a_clear_answer_is_unconfirmed(
    server: FakeSmtpServer, sender_to: Sender, act: Act, words: str
) -> None:
    server.plan("END", act)
    sender = sender_to(server.url, answer=SHORT if act.silent else 5.0)
    with pytest.raises(ProviderError, match="may or may not have been delivered") as failed:
        await sender.send(example_letter(), ready)
    assert (failed.value.unconfirmed, failed.value.permanent) == (True, True)
    assert words in failed.value.message
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    "say",
    [
        b"250 2.0.0 taken\r\n",
        b"250-2.0.0 taken\r\n250-and\r\n250 queued\r\n",
        b"251 will forward\r\n",
        b"250 \xff\x00\r\n",
        b"250 " + b"x" * 5_000 + b"\r\n",
        b"250 taken\r\n250 taken\r\n",
        b"250\r\n",
        b"250 taken\n",
    ],
)
async def test_a_clear_yes_is_taken_however_it_is_worded(
    server: FakeSmtpServer, sender_to: Sender, say: bytes
) -> None:
    server.plan("END", Act(say))
    receipt = await sender_to(server.url).send(example_letter(), ready)
    assert receipt.response.startswith("25")
    assert receipt.response.isprintable()
    assert len(receipt.response) < 320


async def test_an_answer_in_pieces_is_read_whole(server: FakeSmtpServer, sender_to: Sender) -> None:
    server.plan("END", Act(b"250-2.0.0 tak", silent=True))
    sending = asyncio.create_task(sender_to(server.url).send(example_letter(), ready))
    await server.arrived.wait()
    for piece in (b"en\r", b"\n25", b"0 as 7", b"\r\n"):
        server.say(piece)
        await asyncio.sleep(0.02)
    assert (await sending).response == "250 2.0.0 taken as 7"


@pytest.mark.parametrize("late", [False, True])
async def test_an_answer_given_twice_is_not_taken_for_the_next_letter(
    server: FakeSmtpServer, sender_to: Sender, *, late: bool
) -> None:
    twice = b"250 taken\r\n250 taken\r\n"
    server.plan("END", Act(b"250 taken\r\n" if late else twice), Act(b"554 5.6.0 spam\r\n"))
    sender = sender_to(server.url)
    await sender.send(example_letter(), ready)
    if late:
        server.say(b"250 taken\r\n")
        await asyncio.sleep(0.05)
    with pytest.raises(ProviderError, match="spam") as failed:
        await sender.send(example_letter(), ready)
    assert failed.value.permanent is True


async def test_a_stray_answer_amid_the_next_letter_only_costs_a_new_connection(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url, command=SHORT)
    await sender.send(example_letter(), ready)
    server.plan("MAIL", Act(b"250 stray\r\n", silent=True))
    receipt = await sender.send(example_letter(), ready)
    assert receipt.response == "250 2.0.0 taken"
    assert server.connections == 2
    assert len(server.letters) == 2


async def test_a_server_that_speaks_without_being_asked_is_left(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    server.plan("END", Act(b"250 taken\r\n421 4.4.2 idle too long\r\n", close=True))
    sender = sender_to(server.url)
    await sender.send(example_letter(), ready)
    assert (await sender.send(example_letter(), ready)).response == "250 2.0.0 taken"
    assert server.connections == 2


async def test_a_kept_connection_that_died_is_replaced_once_and_the_letter_goes_out_once(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url)
    await sender.send(example_letter(), ready)
    server.plan("MAIL", Act(close=True))
    await sender.send(example_letter(), ready)
    assert (server.connections, len(server.letters)) == (2, 2)

    server.plan("MAIL", Act(b"421 4.4.2 idle too long\r\n", close=True), Act(close=True))
    with pytest.raises(ProviderError, match="closed the connection") as failed:
        await sender.send(example_letter(), ready)
    assert failed.value.unconfirmed is False
    assert (server.connections, len(server.letters)) == (3, 2)


async def test_a_connection_lost_while_the_message_is_written_down_is_replaced_once(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url)
    await sender.send(example_letter(), ready)
    times = 0

    async def lose_the_connection() -> None:
        nonlocal times
        times += 1
        server.hang_up()
        await asyncio.sleep(0.05)

    await sender.send(example_letter(), lose_the_connection)
    assert times == 1
    assert (server.connections, len(server.letters)) == (2, 2)


async def test_a_restarted_server_costs_the_next_letter_nothing(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url)
    await asyncio.gather(*(sender.send(example_letter(), ready) for _ in range(4)))
    server.hang_up()
    await asyncio.gather(*(sender.send(example_letter(), ready) for _ in range(4)))
    assert len(server.letters) == 8


async def test_an_unconfirmed_letter_is_not_tried_again(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url)
    await sender.send(example_letter(), ready)
    server.plan("END", Act(close=True))
    with pytest.raises(ProviderError) as failed:
        await sender.send(example_letter(), ready)
    assert failed.value.unconfirmed is True
    assert len(server.letters) == 2
    assert (await sender.send(example_letter(), ready)).response == "250 2.0.0 taken"


async def test_a_cancelled_letter_takes_its_connection_along(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    server.plan("END", Act(silent=True))
    sender = sender_to(f"{server.url}?pool=1", answer=30.0)
    sending = asyncio.create_task(sender.send(example_letter(), ready))
    await server.arrived.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert (await sender.send(example_letter(), ready)).response == "250 2.0.0 taken"
    assert server.connections == 2


async def test_a_server_that_knows_only_helo_is_good_enough(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    server.plan("EHLO", Act(b"502 5.5.1 unknown\r\n"))
    await sender_to(server.url).send(example_letter(), ready)
    assert server.count("HELO") == 1
    assert "MAIL FROM:<ann@acme.example>" in server.commands


async def test_a_greylisting_server_is_taken_at_its_word(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    server.plan("RCPT", Act(b"450 4.2.0 greylisted, try again in 300 seconds\r\n"))
    with pytest.raises(ProviderError) as failed:
        await sender_to(server.url).send(example_letter(), ready)
    assert failed.value.retry_after == 300
    assert failed.value.of_this_letter, "others go through meanwhile"
    server.plan("RCPT", Act(b"421 4.3.2 shutting down\r\n"), Act(b"421 4.3.2 shutting down\r\n"))
    with pytest.raises(ProviderError) as away:
        await sender_to(server.url).send(example_letter(), ready)
    assert not away.value.of_this_letter
