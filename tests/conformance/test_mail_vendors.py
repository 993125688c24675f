"""What every vendor's API adapter owes beyond the channel port: faults of HTTP, keys, and the test."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.conformance.vendors import VENDORS, Booth, booth

from leadwright.domain.errors import ProviderError
from leadwright.integrations.fake import vendor_dialects as dialects
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.fake.vendor_server import Answer, Death
from leadwright.ports.channel import Letter

REDIRECT = Answer(307, b"", {"Location": "http://127.0.0.1:1/elsewhere"})


@pytest_asyncio.fixture(params=VENDORS)
async def one(request: pytest.FixtureRequest) -> AsyncIterator[Booth]:
    async with booth(request.param) as made:
        yield made


async def fails(one: Booth, *plan: Answer | Death, letter: Letter | None = None) -> ProviderError:
    one.server.plan(*plan)
    one.wire.patience = 0.4 if Death.SILENCE in plan else None
    with pytest.raises(ProviderError) as failed:
        await one.sender.send(letter or example_letter(), ready)
    one.wire.patience = None
    return failed.value


def knows_repetitions(one: Booth) -> bool:
    return VENDORS[one.sender.name].knows_repetitions


async def asked(one: Booth) -> tuple[str, ProviderError | None]:
    """What the test button is told."""
    try:
        return await one.sender.check(), None
    except ProviderError as problem:
        return problem.message, problem


async def test_the_test_button_says_that_the_key_is_accepted_and_sends_nothing(one: Booth) -> None:
    said, problem = await asked(one)
    assert "accepted" in said
    assert one.server.taken == []
    if one.sender.name == "postmark":  # tells a server's token nothing about senders
        assert problem is not None
        assert "only a letter shows" in said
        assert not problem.connection_broken
    else:
        assert problem is None


@pytest.mark.parametrize("name", ["amazon_ses", "resend", "sendgrid"])
async def test_a_sender_that_is_not_verified_gets_no_yes(name: str) -> None:
    async with booth(name, from_address="ann@elsewhere.example") as one:
        said, problem = await asked(one)
    assert problem is not None
    assert "elsewhere.example" in said or "only a letter shows" in said
    assert problem.connection_broken is (name != "sendgrid")


@pytest.mark.parametrize(
    ("name", "sender"),
    [("amazon_ses", "ann@mail.acme.example"), ("sendgrid", dialects.SINGLE)],
)
async def test_a_sender_counts_by_its_domain_above_or_by_itself(name: str, sender: str) -> None:
    async with booth(name, from_address=sender) as one:
        assert f"{sender} is verified" in await one.sender.check()


async def test_a_login_page_in_the_vendors_place_is_no_yes_and_no_refusal(one: Booth) -> None:
    one.server.plan(Answer(200, b"<html>Log in to the hotel's network</html>"))
    said, problem = await asked(one)
    assert problem is not None
    assert "no readable answer" in said
    assert (problem.connection_broken, problem.unconfirmed) == (False, False)


async def test_the_test_follows_no_redirect_with_the_key(one: Booth) -> None:
    one.server.plan(REDIRECT)
    _, problem = await asked(one)
    assert problem is not None
    assert problem.connection_broken
    assert len(one.server.asked) == 1


@pytest.mark.parametrize("name", VENDORS)
async def test_a_wrong_key_breaks_the_connection_and_not_the_letter(name: str) -> None:
    key = {"postmark": "server_token", "amazon_ses": "access_key_id"}.get(name, "api_key")
    async with booth(name, **{key: "wrong"}) as one:
        for asked in (one.sender.check(), one.sender.send(example_letter(), ready)):
            with pytest.raises(ProviderError) as failed:
                await asked
            assert failed.value.connection_broken
            assert not failed.value.permanent
            assert "wrong" not in failed.value.message
        assert one.server.taken == []


@pytest.mark.parametrize("status", [401, 402, 403, 404])
async def test_a_refused_account_breaks_the_connection(one: Booth, status: int) -> None:
    error = await fails(one, Answer(status, b"Forbidden"))
    assert (error.connection_broken, error.permanent, error.unconfirmed) == (True, False, False)


@pytest.mark.parametrize("status", [500, 503])
async def test_a_vendor_in_trouble_is_asked_again(one: Booth, status: int) -> None:
    error = await fails(one, Answer(status, b"<h1>oops</h1>"))
    assert (error.connection_broken, error.permanent, error.unconfirmed) == (False, False, False)


@pytest.mark.parametrize("status", [502, 504])
async def test_a_gateway_that_lost_sight_leaves_the_letter_unconfirmed(
    one: Booth, status: int
) -> None:
    error = await fails(one, Answer(status, b""))
    assert error.unconfirmed is not knows_repetitions(one)


@pytest.mark.parametrize("death", [Death.AFTER_THE_REQUEST, Death.SILENCE, Death.GARBAGE])
async def test_no_clear_answer_after_the_request_is_unconfirmed_unless_repetitions_are_known(
    one: Booth, death: Death
) -> None:
    letter = example_letter()
    error = await fails(one, death, letter=letter)
    assert error.unconfirmed is not knows_repetitions(one)
    if knows_repetitions(one):
        await one.sender.send(letter, ready)
    assert len(one.server.taken) == 1


async def test_a_success_that_cannot_be_read_is_no_success(one: Booth) -> None:
    error = await fails(one, Answer(200, b"<html>Log in to the hotel's network</html>"))
    assert error.unconfirmed is not knows_repetitions(one)


async def test_the_key_and_the_letter_follow_no_redirect(one: Booth) -> None:
    error = await fails(one, REDIRECT)
    assert error.connection_broken
    assert len(one.server.asked) == 1


async def test_an_endless_answer_is_read_to_a_limit(one: Booth) -> None:
    error = await fails(one, Answer(400, b"x" * 3_000_000))
    assert error.permanent
    assert len(error.message) < 500


async def test_a_time_to_wait_that_no_clock_knows_is_left_out(one: Booth) -> None:
    error = await fails(one, Answer(429, b"", {"Retry-After": "soon"}))
    assert (error.permanent, error.retry_after) == (False, None)


async def test_a_date_to_wait_for_becomes_seconds_and_never_more_than_an_hour(one: Booth) -> None:
    error = await fails(one, Answer(429, b"", {"Retry-After": "Fri, 31 Dec 2099 23:59:59 GMT"}))
    assert error.retry_after == 3600.0


@pytest.mark.parametrize("field", ["to_address", "from_address", "reply_to"])
@pytest.mark.parametrize("forged", ["a@x.example, b@y.example", "a@x.example\r\nBcc: b@y.example"])
async def test_an_address_with_a_second_meaning_is_refused_before_anything_is_asked(
    one: Booth, field: str, forged: str
) -> None:
    error = await fails(one, letter=example_letter(**{field: forged}))
    assert error.permanent
    assert one.server.asked == []


async def test_line_breaks_in_names_and_headers_become_spaces(one: Booth) -> None:
    letter = example_letter(
        from_name="Ann\r\nBcc: victim@x.example",
        subject="Hi\r\nBcc: victim@x.example",
        headers={"X-Note": "a\r\nBcc: victim@x.example", "Bcc": "victim@x.example"},
    )
    await one.sender.send(letter, ready)
    (asked,) = one.server.asked
    body = asked.body.decode()
    for line_break in ("\\r", "\\n", "%0D", "%0A"):
        assert f"{line_break}Bcc" not in body
    assert '"Bcc"' not in body
    assert "h%3ABcc" not in body


async def test_threading_and_robot_headers_travel(one: Booth) -> None:
    letter = example_letter(
        headers={
            "In-Reply-To": "<question@buyer.example>",
            "References": "<question@buyer.example>",
            "List-Unsubscribe": "<https://leads.example.com/u/1>",
        }
    )
    await one.sender.send(letter, ready)
    body = one.server.asked[0].body.decode()
    for name in ("In-Reply-To", "References", "List-Unsubscribe", "Auto-Submitted"):
        assert name in body
    assert "auto-replied" in body
    assert str(letter.id) in body
