"""A mail server that a workspace connects by itself: tested without a letter, never inside the house."""

from collections.abc import Mapping

import pytest
from tests.conformance.vendors import FROM

from leadwright.domain.errors import ProviderError
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.fake.smtp_server import Act, FakeSmtpServer
from leadwright.integrations.smtp.connect import connect
from leadwright.ports.wiring import Wiring


def fields(server: FakeSmtpServer, **changes: str) -> Mapping[str, str]:
    host, _, port = place(server).partition(":")
    return {**FROM, "host": host, "port": port, "encryption": "none", **changes}


def place(server: FakeSmtpServer) -> str:
    return server.url.removeprefix("smtp://")


async def test_the_test_button_asks_for_sender_and_recipient_and_sends_nothing() -> None:
    async with FakeSmtpServer() as server:
        sender = connect(Wiring(fields(server), None, (place(server),), "boss@acme.example"))
        said = await sender.check()
        await sender.close()
        assert "takes mail from ann@acme.example to boss@acme.example" in said
        assert server.letters == []
        asked = [line.partition(" SIZE")[0] for line in server.commands]
        assert asked[1:4] == ["MAIL FROM:<ann@acme.example>", "RCPT TO:<boss@acme.example>", "RSET"]
        assert server.count("DATA") == 0


@pytest.mark.parametrize(
    ("stage", "says", "is_broken"),
    [
        ("MAIL", b"550 5.7.1 sender address not owned by user\r\n", True),
        ("MAIL", b"451 4.7.1 try again later\r\n", False),
        ("RCPT", b"554 5.7.1 relay access denied\r\n", False),
        ("RCPT", b"450 4.2.0 greylisted, try again in 300 seconds\r\n", False),
    ],
)
async def test_a_refused_sender_or_recipient_is_found_by_the_test(
    stage: str, says: bytes, is_broken: bool
) -> None:
    async with FakeSmtpServer() as server:
        server.plan(stage, Act(says))
        sender = connect(Wiring(fields(server), None, (place(server),), "boss@acme.example"))
        with pytest.raises(ProviderError) as refused:
            await sender.check()
        await sender.close()
        who = "from ann@acme.example" if stage == "MAIL" else "to boss@acme.example"
        assert f"refused mail {who}: {says.decode().strip()}" in refused.value.message
        assert refused.value.connection_broken is is_broken
        assert server.count("DATA") == 0


async def test_a_server_without_encryption_breaks_the_connection_and_no_letter() -> None:
    async with FakeSmtpServer() as server:
        values = fields(server, encryption="starttls")
        sender = connect(Wiring(values, None, (place(server),)))
        with pytest.raises(ProviderError, match="STARTTLS") as refused:
            await sender.check()
        await sender.close()
        assert refused.value.connection_broken


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "::1"])
async def test_a_private_address_is_refused_and_breaks_the_connection(host: str) -> None:
    async with FakeSmtpServer() as server:
        sender = connect(Wiring(fields(server, host=host, port="25"), None))
        for asked in (sender.check(), sender.send(example_letter(), ready)):
            with pytest.raises(ProviderError, match="private address") as refused:
                await asked
            assert refused.value.connection_broken
        assert server.commands == []


async def test_a_port_that_is_none_of_mail_is_refused() -> None:
    async with FakeSmtpServer() as server:
        sender = connect(Wiring(fields(server, host="192.0.2.1", port="6379"), None))
        with pytest.raises(ProviderError, match="only ports"):
            await sender.check()


async def test_a_server_that_refuses_every_session_is_no_broken_connection() -> None:
    async with FakeSmtpServer() as server:
        server.plan("EHLO", Act(close=True))
        sender = connect(Wiring(fields(server), None, (place(server),)))
        with pytest.raises(ProviderError) as failed:
            await sender.check()
        assert not failed.value.connection_broken
        await sender.check()
        await sender.close()


async def test_a_server_that_asks_for_no_login_is_not_said_to_have_taken_one() -> None:
    async with FakeSmtpServer() as server:
        sender = connect(Wiring(fields(server), None, (place(server),)))
        assert "login" not in await sender.check()
        await sender.close()


@pytest.mark.parametrize(
    ("stage", "answer", "is_broken"),
    [
        ("MAIL", b"553 5.7.1 sender address rejected: not owned by user\r\n", True),
        ("MAIL", b"552 5.3.4 message size exceeds fixed limit\r\n", False),
        ("MAIL", b"451 4.3.0 try later\r\n", False),
        ("RCPT", b"550 5.1.1 no such mailbox\r\n", False),
        ("END", b"554 5.7.1 looks like spam\r\n", False),
    ],
)
async def test_a_sender_that_is_refused_breaks_the_connection_and_one_letter_does_not(
    stage: str, answer: bytes, is_broken: bool
) -> None:
    async with FakeSmtpServer() as server:
        server.plan(stage, Act(answer))
        sender = connect(Wiring(fields(server), None, (place(server),)))
        with pytest.raises(ProviderError) as refused:
            await sender.send(example_letter(), ready)
        await sender.close()
    assert refused.value.connection_broken is is_broken


@pytest.mark.parametrize("port", ["", "mail", "70000"])
def test_fields_that_make_no_address_are_told(port: str) -> None:
    wiring = Wiring({**FROM, "host": "mail.acme.example", "port": port, "encryption": "tls"}, None)
    if port == "":  # the usual port of the encryption
        assert connect(wiring).name == "smtp"
        return
    with pytest.raises(ProviderError) as refused:
        connect(wiring)
    assert refused.value.connection_broken


async def test_a_server_that_hangs_up_at_once_is_told_in_words() -> None:
    async with FakeSmtpServer() as server:
        server.plan("CONNECT", Act(close=True))
        sender = connect(Wiring(fields(server), None, (place(server),)))
        with pytest.raises(ProviderError) as failed:
            await sender.check()
        await sender.close()
    assert "closed the connection instead of greeting" in failed.value.message
    assert "None" not in failed.value.message
