"""What every chat adapter owes the messages feature, as tests/conformance/test_channel.py asks of mail."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.conformance.chats import CHATS, Booth, booth

from leadwright.domain.errors import ProviderError
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.fake.vendor_server import Answer, Death
from leadwright.kernel.tx import open_transaction
from leadwright.ports.channel import Button, Letter

BUTTONS = (
    Button("Send it", act="approve", value="0" * 32 + ".0"),
    Button("Open", url="https://leads.acme.example/go/1/leads/2"),
)


@pytest_asyncio.fixture(params=CHATS)
async def one(request: pytest.FixtureRequest) -> AsyncIterator[Booth]:
    async with booth(request.param) as made:
        yield made


def letter(one: Booth, **changes: object) -> Letter:
    return example_letter(
        **{"to_address": one.chat.to, "subject": "Bob Buyer: demo", "text": "Bob Buyer: demo"}
        | {"buttons": BUTTONS}
        | changes
    )


async def refused(one: Booth, planned: Answer | Death | None, **changes: object) -> ProviderError:
    if planned is None:
        one.wire.is_cut = True
    else:
        one.server.plan(planned)
    one.wire.patience = 0.4 if planned is Death.SILENCE else None
    with pytest.raises(ProviderError) as failed:
        await one.sender.send(letter(one, **changes), ready)
    return failed.value


async def test_a_taken_message_arrives_once_with_a_receipt(one: Booth) -> None:
    receipt = await one.sender.send(letter(one), ready)
    assert receipt.provider == one.sender.name
    assert receipt.response
    assert receipt.response.isprintable()
    assert len(one.server.taken) == 1
    assert "Bob Buyer: demo" in one.server.taken[0]


MUTE = {"teams", "webhook"}
"""Those that cannot be asked without posting."""


async def test_the_test_button_gets_a_sentence_and_posts_nothing(one: Booth) -> None:
    if one.sender.name in MUTE:
        with pytest.raises(ProviderError) as unknown:
            await one.sender.check()
        assert not unknown.value.connection_broken
        assert unknown.value.message.endswith(".")
    else:
        assert (await one.sender.check()).endswith(".")
    assert one.server.taken == []


@pytest.mark.parametrize("name", sorted(MUTE))
@pytest.mark.parametrize(
    "address", ["https://169.254.169.254/latest", "https://[::1]/", "https://2130706433/hook"]
)
async def test_an_address_of_this_network_does_not_look_right(name: str, address: str) -> None:
    async with booth(name, webhook_url=address) as one:
        with pytest.raises(ProviderError, match="private address") as refused:
            await one.sender.check()
    assert refused.value.connection_broken


async def test_a_login_page_in_the_vendors_place_is_no_yes(one: Booth) -> None:
    if one.sender.name in MUTE:
        return
    one.server.plan(Answer(200, b"<html>Log in to the hotel's network</html>"))
    with pytest.raises(ProviderError, match="no readable answer") as unknown:
        await one.sender.check()
    assert (unknown.value.connection_broken, unknown.value.unconfirmed) == (False, False)


async def test_a_number_that_is_not_the_accounts_gets_no_yes() -> None:
    async with booth("twilio") as one:
        assert "+15005550006 is a number of its own" in await one.sender.check()
    for sender in ("+493012345678", "MG0123456789abcdef0123456789abcdef", "Acme"):
        async with booth("twilio", sender=sender) as one:
            with pytest.raises(ProviderError, match="only a message shows") as unknown:
                await one.sender.check()
            assert not unknown.value.connection_broken


@pytest.mark.parametrize(
    ("answer", "works"),
    [(None, True), (Answer(404, b"no_service"), False), (Answer(403, b"invalid_token"), False)],
)
async def test_a_webhook_of_slacks_is_asked_without_posting(
    answer: Answer | None, works: bool
) -> None:
    async with booth("slack", bot_token="", webhook_path="/services/T/B/x") as one:
        if answer:
            one.server.plan(answer)
        if works:
            assert await one.sender.check() == "The webhook answers."
        else:
            with pytest.raises(ProviderError) as refused_:
                await one.sender.check()
            assert refused_.value.connection_broken
        assert one.server.taken == []


async def test_a_refusal_is_permanent(one: Booth) -> None:
    error = await refused(one, one.chat.refuses)
    assert (error.permanent, error.unconfirmed, error.recipient_gone) == (True, False, False)
    assert error.message


async def test_a_busy_vendor_is_worth_another_try_when_it_says(one: Booth) -> None:
    error = await refused(one, one.chat.busy)
    assert (error.permanent, error.unconfirmed, error.retry_after) == (False, False, 60.0)


async def test_a_vendor_that_never_answers_is_worth_another_try(one: Booth) -> None:
    error = await refused(one, None)
    assert (error.permanent, error.unconfirmed) == (False, False)


@pytest.mark.parametrize("death", [Death.AFTER_THE_REQUEST, Death.SILENCE, Death.GARBAGE])
async def test_a_connection_lost_after_the_content_is_unconfirmed(one: Booth, death: Death) -> None:
    error = await refused(one, death)
    assert error.unconfirmed is not one.chat.knows_repetitions
    assert len(one.server.taken) == 1


async def test_a_recipient_who_blocked_us_is_gone(one: Booth) -> None:
    if one.chat.gone is None:  # a room is no recipient
        assert one.chat.hook_path
        return
    error = await refused(one, one.chat.gone)
    assert (error.permanent, error.recipient_gone) == (True, True)
    assert error.connection_broken is False


async def test_a_refused_key_breaks_the_connection(one: Booth) -> None:
    if one.chat.hook_path:  # the key is the address
        error = await refused(one, Answer(404, b"gone"))
    else:
        error = await refused(one, Answer(401, b"{}"))
    assert (error.connection_broken, error.permanent) == (True, False)


async def test_no_error_tells_the_key(one: Booth) -> None:
    secrets = [value for value in one.chat.values.values() if len(value) > 10]
    for planned in (one.chat.refuses, one.chat.busy, Answer(500, b"x"), Death.AFTER_THE_REQUEST):
        words = (await refused(one, planned)).message
        assert not any(secret in words for secret in secrets)
        assert one.chat.hook_path == "" or one.chat.hook_path not in words


async def test_nothing_is_sent_inside_a_database_transaction(one: Booth) -> None:
    with open_transaction(), pytest.raises(RuntimeError, match="transaction"):
        await one.sender.send(letter(one), ready)
    assert one.server.taken == []


async def test_what_before_data_raises_gets_out_and_nothing_is_sent(one: Booth) -> None:
    async def refuse() -> None:
        raise LookupError("taken elsewhere")

    with pytest.raises(LookupError, match="taken elsewhere"):
        await one.sender.send(letter(one), refuse)
    assert one.server.taken == []


@pytest.mark.parametrize(
    "text",
    ["<!channel> <https://evil.example|click> @everyone *x*", "😀" * 5000, "مرحبا" * 2000, "x"],
)
async def test_any_words_are_taken_and_call_nobody(one: Booth, text: str) -> None:
    await one.sender.send(letter(one, text=text, subject=text[:200]), ready)
    assert len(one.server.taken) == 1
    assert "<!channel>" not in one.server.taken[0] or one.sender.name not in {"slack", "discord"}


_LIMITED = (
    b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429"
    b" with ContextId tcid=3,server=DB"
)
_OFF = b'{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"trigger is not enabled"}}'


@pytest.mark.parametrize(
    ("answer", "is_broken", "words"),
    [
        (Answer(200, _LIMITED), False, "HTTP error 429"),
        (Answer(400, _OFF), True, "Switch the workflow on in Teams."),
    ],
)
async def test_what_teams_hides_in_its_words_is_read(
    answer: Answer, words: str, *, is_broken: bool
) -> None:
    async with booth("teams") as one:
        problem = await refused(one, answer)
        assert (problem.permanent, problem.connection_broken) == (False, is_broken)
        assert words in problem.message
        one.server.plan(Answer(200, b"1"))
        await one.sender.send(letter(one), ready)  # the yes of a connector of old
