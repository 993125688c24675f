"""Letters through a real SMTP server (aiosmtpd) that is in good health."""

import asyncio
from collections.abc import Awaitable, Callable
from email import message_from_bytes
from typing import Any

import pytest

from leadwright.domain.errors import ProviderError
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.smtp.mime import build
from leadwright.kernel.tx import open_transaction

Inbox = Any
Start = Callable[..., Awaitable[Inbox]]
Sender = Callable[..., Any]


async def test_a_letter_arrives_as_built_and_the_receipt_holds_the_servers_words(
    inbox: Inbox, sender_to: Sender
) -> None:
    letter = example_letter()
    receipt = await sender_to(inbox.url).send(letter, ready)

    (envelope,) = inbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("ann@acme.example", ["bob@buyer.example"])
    assert envelope.content == build(letter)
    assert (receipt.provider, receipt.response) == ("smtp", "250 2.0.0 kept")
    assert 0 < receipt.seconds < 5


async def test_lines_that_begin_with_a_dot_arrive_whole(inbox: Inbox, sender_to: Sender) -> None:
    letter = example_letter(text=".\n..\n.hidden\n...\n", html="<p>.\n.</p>")
    await sender_to(inbox.url).send(letter, ready)
    assert inbox.envelopes[0].content == build(letter)


async def test_lines_of_ten_thousand_characters_arrive_whole(
    inbox: Inbox, sender_to: Sender
) -> None:
    long = "word " * 2000
    await sender_to(inbox.url).send(example_letter(text=long, html=f"<p>{'x' * 10_000}</p>"), ready)
    _, text, html = (
        part.get_payload(decode=True)
        for part in message_from_bytes(inbox.envelopes[0].content).walk()
    )
    assert text == long.encode()
    assert html == b"<p>%b</p>" % (b"x" * 10_000)


async def test_an_address_beyond_ascii_goes_where_the_server_takes_it(
    inbox_with: Start, sender_to: Sender
) -> None:
    letter = example_letter(to_address="jörg@bücher.example")
    modern = await inbox_with()
    await sender_to(modern.url).send(letter, ready)
    assert modern.envelopes[0].rcpt_tos == ["jörg@xn--bcher-kva.example"]
    assert modern.envelopes[0].smtp_utf8 is True

    old = await inbox_with(enable_SMTPUTF8=False)
    sender = sender_to(old.url)
    with pytest.raises(ProviderError, match="SMTPUTF8") as refused:
        await sender.send(letter, ready)
    assert refused.value.permanent is True
    await sender.send(example_letter(), ready)
    assert old.connections == 1


@pytest.mark.parametrize(
    ("answer", "permanent"), [("550 5.1.1 no such user", True), ("450 4.2.0 busy", False)]
)
@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
async def test_a_refused_letter_leaves_the_connection_fit_for_the_next(
    inbox: Inbox, sender_to: Sender, stage: str, answer: str, *, permanent: bool
) -> None:
    def refuse_bob(at: str, envelope: Any) -> str | None:
        return answer if at == stage and "bob@buyer.example" in envelope.rcpt_tos else None

    inbox.refuse = refuse_bob
    sender = sender_to(inbox.url)
    with pytest.raises(ProviderError, match=answer) as refused:
        await sender.send(example_letter(), ready)
    assert (refused.value.permanent, refused.value.unconfirmed) == (permanent, False)

    await sender.send(example_letter(to_address="eve@buyer.example"), ready)
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [["eve@buyer.example"]]
    assert inbox.connections == 1


async def test_a_letter_over_the_servers_size_is_refused_for_good(
    inbox_with: Start, sender_to: Sender
) -> None:
    small = await inbox_with(data_size_limit=1000)
    with pytest.raises(ProviderError, match="552") as refused:
        await sender_to(small.url).send(example_letter(text="x" * 2000), ready)
    assert refused.value.permanent is True


async def test_letters_at_the_same_time_share_at_most_the_pools_connections(
    inbox: Inbox, sender_to: Sender
) -> None:
    sender = sender_to(f"{inbox.url}?pool=4", command=5.0)
    letters = [example_letter() for _ in range(60)]
    await asyncio.gather(*(sender.send(letter, ready) for letter in letters))
    arrived = {message_from_bytes(one.content)["Message-ID"] for one in inbox.envelopes}
    assert arrived == {letter.message_id for letter in letters}
    assert len(inbox.envelopes) == 60
    assert inbox.connections == 4


async def test_nothing_is_sent_inside_a_database_transaction(
    inbox: Inbox, sender_to: Sender
) -> None:
    with open_transaction(), pytest.raises(RuntimeError, match="transaction"):
        await sender_to(inbox.url).send(example_letter(), ready)
    assert inbox.connections == 0


async def test_a_letter_that_cannot_stand_never_reaches_the_server(
    inbox: Inbox, sender_to: Sender
) -> None:
    forged = example_letter(to_address="bob@buyer.example>\r\nRCPT TO:<victim@x.example")
    with pytest.raises(ProviderError, match="recipient address") as refused:
        await sender_to(inbox.url).send(forged, ready)
    assert (refused.value.permanent, refused.value.unconfirmed) == (True, False)
    assert inbox.connections == 0


async def test_a_server_that_is_not_there_is_worth_another_try(sender_to: Sender) -> None:
    with pytest.raises(ProviderError, match=r"127\.0\.0\.1:1 could not be used") as refused:
        await sender_to("smtp://127.0.0.1:1").send(example_letter(), ready)
    assert (refused.value.permanent, refused.value.unconfirmed) == (False, False)


async def test_a_host_name_that_cannot_exist_is_told_in_words(sender_to: Sender) -> None:
    with pytest.raises(ProviderError, match="could not be used") as refused:
        await sender_to(f"smtp://{'a' * 70}.invalid").send(example_letter(), ready)
    assert (refused.value.permanent, refused.value.unconfirmed) == (False, False)


async def test_a_closed_sender_takes_no_more_letters(inbox: Inbox, sender_to: Sender) -> None:
    sender = sender_to(inbox.url)
    await sender.send(example_letter(), ready)
    await sender.close()
    await sender.close()
    with pytest.raises(ProviderError, match="closed") as refused:
        await sender.send(example_letter(), ready)
    assert refused.value.permanent is False
