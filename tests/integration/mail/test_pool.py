"""Connections are kept while they are of use, looked after while idle, and closed in good manners."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from leadwright.domain.errors import ProviderError
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.fake.smtp_server import Act, FakeSmtpServer
from leadwright.integrations.smtp.connection import Limits

Sender = Callable[..., Any]


async def until(condition: Callable[[], bool], seconds: float = 3.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 -- the other end of a socket has no event for us
            await asyncio.sleep(0.005)


async def test_one_letter_after_another_uses_one_connection(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url)
    for _ in range(5):
        await sender.send(example_letter(), ready)
    assert (server.connections, len(server.letters)) == (1, 5)
    assert server.count("NOOP") == server.count("RSET") == 0


async def test_a_connection_that_carried_its_share_is_replaced(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url, letters=3)
    for _ in range(7):
        await sender.send(example_letter(), ready)
    assert (server.connections, len(server.letters)) == (3, 7)


async def test_an_idle_connection_is_asked_for_life_and_closed_in_the_end(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url, check_after=0.05)
    began = time.monotonic()
    await sender.send(example_letter(), ready)
    await until(lambda: server.count("NOOP") == 3)
    assert time.monotonic() - began >= 3 * 0.05
    assert (server.connections, server.count("QUIT")) == (1, 0)
    sender._pool._idle[0].used_at -= Limits().close_after  # so long ago was its last letter
    await until(lambda: server.count("QUIT") == 1)
    await sender.send(example_letter(), ready)
    assert server.connections == 2


async def test_what_does_not_answer_when_asked_for_life_is_left_and_not_waited_for(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    server.plan("NOOP", Act(silent=True))
    sender = sender_to(server.url, check_after=0.05, check=0.05)
    await sender.send(example_letter(), ready)
    await until(lambda: server.count("NOOP") == 1)
    await asyncio.sleep(0.1)
    await sender.send(example_letter(), ready)
    assert server.connections == 2
    assert len(server.letters) == 2


async def test_after_a_rush_the_idle_connections_go_and_the_used_one_stays(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(f"{server.url}?pool=4", check_after=0.05)
    await asyncio.gather(*(sender.send(example_letter(), ready) for _ in range(4)))
    assert server.connections == 4
    for _ in range(3):
        await sender.send(example_letter(), ready)
    for connection in sender._pool._idle:
        if connection.letters == 1:
            connection.used_at -= Limits().close_after  # so long ago was the rush
    await until(lambda: server.count("QUIT") == 3)
    await sender.send(example_letter(), ready)
    assert (server.connections, server.count("QUIT")) == (4, 3)


async def test_a_connection_the_server_closed_is_passed_over_for_a_living_one(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url)
    await asyncio.gather(*(sender.send(example_letter(), ready) for _ in range(2)))
    next_out = sender._pool._idle[-1].smtp
    server.hang_up(next_out.get_transport_info("sockname"))
    await until(lambda: not next_out.is_connected)
    await sender.send(example_letter(), ready)
    assert (server.connections, len(server.letters)) == (2, 3)


async def test_the_second_try_is_on_a_new_connection_and_not_on_another_old_one(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url)
    await asyncio.gather(*(sender.send(example_letter(), ready) for _ in range(2)))
    server.plan("MAIL", Act(close=True))
    await sender.send(example_letter(), ready)
    assert (server.connections, len(server.letters)) == (3, 3)


async def test_after_the_machine_slept_a_connection_is_asked_before_it_is_used(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url, check_after=0.05)
    await sender.send(example_letter(), ready)
    time.sleep(0.1)  # noqa: ASYNC251 -- stops the upkeep too, as a suspended machine does
    await sender.send(example_letter(), ready)
    verbs = [line.split(" ")[0] for line in server.commands]
    assert verbs == ["EHLO", "MAIL", "RCPT", "DATA", "NOOP", "MAIL", "RCPT", "DATA"]


async def test_a_refused_letter_is_cleared_away_before_the_next(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    server.plan("RCPT", Act(b"550 no such user\r\n"))
    sender = sender_to(server.url)
    with pytest.raises(ProviderError, match="no such user"):
        await sender.send(example_letter(), ready)
    await sender.send(example_letter(), ready)
    assert server.connections == 1
    verbs = [line.split(" ")[0] for line in server.commands]
    assert verbs == ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA"]


async def test_waiting_letters_get_the_connection_of_one_that_failed(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    server.plan("END", Act(close=True), Act(silent=True))
    sender = sender_to(f"{server.url}?pool=1", answer=0.3)
    outcomes = await asyncio.gather(
        *(sender.send(example_letter(), ready) for _ in range(6)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 2
    assert len(server.letters) == 6


async def test_closing_says_goodbye_even_to_a_server_that_does_not_answer(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    sender = sender_to(server.url)
    await asyncio.gather(*(sender.send(example_letter(), ready) for _ in range(2)))
    server.plan("QUIT", Act(silent=True))
    async with asyncio.timeout(3.0):
        await sender.close()
    assert server.count("QUIT") == 2
