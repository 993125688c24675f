"""What every form guard's adapter owes the screening: a verdict, or words on why there is none."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from tests.conformance.vendors import CARDS

from leadwright.domain.errors import ProviderError
from leadwright.domain.ids import SubmissionId, new_id
from leadwright.integrations.fake.guard_dialects import DIALECTS, GOOD
from leadwright.integrations.fake.vendor_dialects import KEY
from leadwright.integrations.fake.vendor_server import Answer, Death, FakeVendor
from leadwright.kernel.loading import resolve
from leadwright.kernel.outbound.http import operator_client
from leadwright.kernel.tx import open_transaction
from leadwright.ports.form_guard import FormCheck, FormGuard, Verdict
from leadwright.ports.integration import Capability
from leadwright.ports.wiring import Wiring


@dataclass(frozen=True)
class Post:
    """One vendor's adapter with its server; `other` holds a key that the vendor does not know."""

    guard: FormGuard
    other: FormGuard
    server: FakeVendor


@pytest_asyncio.fixture(params=sorted(DIALECTS))
async def post(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    card = CARDS[request.param]
    async with FakeVendor(DIALECTS[request.param]()) as server:
        client = operator_client([server.place])
        client.timeout = 0.5

        def made(key: str) -> FormGuard:
            values = {"site_key": "public", "secret_key": key, "base_url": server.url}
            guard: FormGuard = resolve(card.connect)(Wiring(values, client))
            return guard

        yield Post(made(KEY), made("a-wrong-key"), server)
        await client.aclose()


def check(token: str = GOOD, age: float = 1.0) -> FormCheck:
    return FormCheck(SubmissionId(new_id()), token, age)


def test_every_card_of_a_form_guard_is_tried_here() -> None:
    assert {c.name for c in CARDS.values() if Capability.FORM_GUARD in c.capabilities} == set(
        DIALECTS
    )


async def test_a_right_token_passes_once_and_a_made_up_one_never(post: Post) -> None:
    assert await post.guard.verify(check()) is Verdict.PASSED
    assert await post.guard.verify(check()) is Verdict.USED
    assert await post.guard.verify(check("made up & nasty=1")) is Verdict.WRONG


async def test_a_token_that_waited_past_its_lifetime_is_not_held_against_the_sender(
    post: Post,
) -> None:
    await post.guard.verify(check())
    assert await post.guard.verify(check(age=3600)) is Verdict.UNCHECKED


async def test_the_test_button_tells_a_known_key_from_an_unknown_one(post: Post) -> None:
    assert "accepted" in await post.guard.check()
    with pytest.raises(ProviderError) as refused:
        await post.other.check()
    assert refused.value.connection_broken
    with pytest.raises(ProviderError) as refused:
        await post.other.verify(check())
    assert refused.value.connection_broken


@pytest.mark.parametrize(
    "trouble",
    [
        Death.SILENCE,
        Death.BEFORE_THE_BODY,
        Death.GARBAGE,
        Answer(200, b"<html>"),
        Answer(200, b"[1]"),
        Answer(200, b'{"success": "yes"}'),
        Answer(200, b'{"success": false, "error-codes": ["internal-error"]}'),
        Answer(503, b"{}"),
        Answer(302, b"", {"Location": "http://127.0.0.1:1/"}),
    ],
)
async def test_a_vendor_in_trouble_gives_no_verdict(post: Post, trouble: Death | Answer) -> None:
    post.server.plan(trouble)
    with pytest.raises(ProviderError):
        await post.guard.verify(check())


async def test_nobody_asks_inside_a_transaction(post: Post) -> None:
    with open_transaction(), pytest.raises(RuntimeError, match="transaction"):
        await post.guard.verify(check())
