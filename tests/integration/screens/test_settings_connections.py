"""Connections: filled in, tested, used, mended and removed; a secret is never seen again."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select, text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.permission import Role
from leadwright.features.connections.models import Connection
from leadwright.features.connections.transports import ConnectedTransports
from leadwright.features.messages.models import Message
from leadwright.integrations.fake import vendor_dialects as dialects
from leadwright.integrations.fake.vendor_server import FakeVendor

SECRET = dialects.KEY
PAGE = "/settings/connections"


@pytest_asyncio.fixture
async def vendor() -> AsyncIterator[FakeVendor]:
    async with FakeVendor(dialects.resend()) as server:
        yield server


@pytest_asyncio.fixture
async def office(instance: Installation) -> Workplace:
    return await instance.workplace()


def filled(vendor: FakeVendor, **changes: str) -> dict[str, str]:
    return {
        "label": "Our mail",
        "from_address": "ann@acme.example",
        "from_name": "Ann of Acme",
        "api_key": SECRET,
        "webhook_secret": "",
        "base_url": vendor.url,
        **changes,
    }


async def connected(instance: Installation, office: Workplace, form: Mapping[str, str]) -> str:
    """The address of the new connection's page."""
    async with instance.browser(office.owner_id) as client:
        answer = await client.post(f"{office.url}{PAGE}/new/resend", data=dict(form))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


async def the_one(instance: Installation, office: Workplace) -> Connection:
    async with instance.runtime.database.read(office.workspace_id) as session:
        query = select(Connection).where(Connection.workspace_id == office.workspace_id)
        return (await session.execute(query)).scalar_one()


async def replies(instance: Installation, office: Workplace) -> list[Message]:
    async with instance.runtime.database.read(office.workspace_id) as session:
        query = select(Message).where(
            Message.workspace_id == office.workspace_id, Message.kind == "reply"
        )
        return list((await session.execute(query)).scalars())


LEAD: dict[str, Any] = {
    "name": "Bob Buyer",
    "email": "bob@buyer.example",
    "message": "Could we see a demo of the planner next week? We are 40 people.",
}


async def test_without_a_connection_the_page_says_where_mail_goes_and_offers_every_vendor(
    instance: Installation, office: Workplace
) -> None:
    async with instance.browser(office.owner_id) as client:
        page = (await client.get(f"{office.url}{PAGE}")).text
    assert "stays in the built-in outbox" in page
    for title in ("Amazon SES", "Mailgun", "Postmark", "Resend", "SendGrid", "SMTP"):
        assert title in page


async def test_a_reply_leaves_by_the_workspaces_own_connection_under_its_own_sender(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    await connected(instance, office, filled(vendor))
    await instance.submit(office, **LEAD)
    (reply,) = await replies(instance, office)
    assert (reply.status, reply.provider) == ("sent", "resend")
    assert (reply.provider_id or "").startswith("re-")
    assert (reply.from_address, reply.from_name) == ("ann@acme.example", "Ann of Acme")
    assert reply.message_id in vendor.taken
    sent = next(one.json for one in vendor.asked if reply.message_id.encode() in one.body)
    assert sent["from"] == '"Ann of Acme" <ann@acme.example>'
    assert (await the_one(instance, office)).state == "working"


async def test_a_secret_is_sealed_for_its_row_and_never_shown_again(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    where = await connected(instance, office, filled(vendor))
    kept = await the_one(instance, office)
    assert SECRET not in kept.sealed
    assert SECRET not in str(kept.config)
    async with instance.browser(office.owner_id) as client:
        page = (await client.get(where)).text
        again = await client.post(where, data=filled(vendor, api_key="", label=""))
    assert SECRET not in page
    assert "Kept and never shown" in page
    assert again.status_code == 303
    async with instance.runtime.database.system() as session:
        told = (
            await session.execute(
                text("select payload::text from event where workspace_id = :w"),
                {"w": office.workspace_id},
            )
        ).scalars()
        assert not any(SECRET in payload for payload in told)
    async with instance.browser(office.owner_id) as client:
        await client.post(f"{where}/test")
    assert (await the_one(instance, office)).state == "working"


async def test_the_test_button_asks_the_vendor(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    where = await connected(instance, office, filled(vendor))
    async with instance.browser(office.owner_id) as client:
        assert "Not tested yet" in (await client.get(where)).text
        assert (await client.post(f"{where}/test")).status_code == 303
        page = (await client.get(where)).text
    assert "Working" in page
    assert "acme.example is verified" in page
    assert vendor.asked[-1].path == "/domains"


async def test_a_revoked_key_breaks_the_connection_and_mail_waits_until_it_is_mended(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    where = await connected(instance, office, filled(vendor, api_key="revoked"))
    await instance.submit(office, **LEAD)
    (reply,) = await replies(instance, office)
    assert (reply.status, reply.attempts) == ("queued", 0)
    assert "waits until the connection is mended" in (reply.error or "")
    assert (await the_one(instance, office)).state == "broken"
    async with instance.browser(office.owner_id) as client:
        page = (await client.get(where)).text
        bell = (await client.get(f"{office.url}/notifications")).text
        alerts = (await client.get(f"{office.url}/alerts")).text
        await client.post(where, data=filled(vendor))
    assert "Mail waits here until it is mended" in page
    assert "API key is invalid" in page
    assert "Our mail" in bell
    assert f'href="{where}"' in alerts
    transports = instance.worker.delivery.transports
    assert isinstance(transports, ConnectedTransports)
    transports._known.clear()
    await due(instance, office)
    (reply,) = await replies(instance, office)
    assert (reply.status, reply.provider) == ("sent", "resend")


async def due(instance: Installation, office: Workplace) -> None:
    """Let the pause be over for what waits, and run it."""
    mark = {"mark": f"%{office.workspace_id}%"}
    async with instance.runtime.database.system() as session:
        await session.execute(
            text(
                "update pgqueuer set execute_after = now()"
                " where convert_from(payload, 'UTF8') like :mark"
            ),
            mark,
        )
    await instance.work()


async def test_what_is_wrong_stands_at_its_field_and_the_secret_is_not_sent_back(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    form = filled(vendor, from_address="nobody", base_url="http://api.example.com")
    async with instance.browser(office.owner_id) as client:
        answer = await client.post(f"{office.url}{PAGE}/new/resend", data=form)
    assert answer.status_code == 422
    assert "Write it like name@example.com" in answer.text
    assert "Use https" in answer.text
    assert 'value="nobody"' in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("card", "address", "remedy"),
    [
        ("webhook", "http://hooks.example.com/leads", "Use https"),
        ("discord", "discord.com/api/webhooks/1/abc", "Write it like https://"),
        (
            "slack",
            "https://169.254.169.254/services",
            "LEADWRIGHT_ALLOW_PRIVATE=169.254.169.254:443",
        ),
        ("teams", "https://localhost/workflows?sig=abc", "LEADWRIGHT_ALLOW_PRIVATE=localhost:443"),
    ],
)
async def test_a_secret_address_where_nothing_can_be_posted_is_not_kept(
    instance: Installation, office: Workplace, card: str, address: str, remedy: str
) -> None:
    form = {"label": "Room", "webhook_url": address, "tells": "everything"}
    async with instance.browser(office.owner_id) as client:
        answer = await client.post(f"{office.url}{PAGE}/new/{card}", data=form)
        kept = await client.get(f"{office.url}{PAGE}")
    assert answer.status_code == 422
    assert remedy in answer.text
    assert address not in answer.text
    assert "Use it" not in kept.text


async def test_a_secret_address_may_hold_its_signature(
    instance: Installation, office: Workplace
) -> None:
    address = "https://prod-1.westeurope.logic.azure.com/workflows/1?api-version=1&sig=x"
    form = {"label": "Room", "webhook_url": address, "tells": "everything"}
    async with instance.browser(office.owner_id) as client:
        answer = await client.post(f"{office.url}{PAGE}/new/teams", data=form)
    assert answer.status_code == 303


async def test_a_private_address_is_told_how_the_operator_opens_it(
    instance: Installation, office: Workplace
) -> None:
    form = {"label": "Own", "base_url": "http://127.0.0.1:11434/v1", "model": "qwen3:4b"}
    async with instance.browser(office.owner_id) as client:
        answer = await client.post(f"{office.url}{PAGE}/new/openai_compatible", data=form)
    assert answer.status_code == 422
    assert "LEADWRIGHT_ALLOW_PRIVATE=127.0.0.1:11434" in answer.text


async def test_hostile_words_are_shown_as_words(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    evil = "<script>alert(1)</script>" + "\u202e" + "x" * 50
    async with instance.browser(office.owner_id) as client:
        refused = await client.post(
            f"{office.url}{PAGE}/new/resend", data=filled(vendor, from_name=evil)
        )
        assert "<script>alert" not in refused.text
        where = await connected(instance, office, filled(vendor, label="<b>bold</b>"))
        for page in (where, f"{office.url}{PAGE}"):
            assert "<b>bold</b>" not in (await client.get(page)).text


async def test_another_connection_is_used_when_it_is_chosen_and_one_that_is_removed_is_gone(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    first = await connected(instance, office, filled(vendor))
    second = await connected(instance, office, filled(vendor, label="Second"))
    async with instance.browser(office.owner_id) as client:
        assert (await client.post(f"{second}/default")).status_code == 303
        assert "in use" in (await client.get(second)).text
        assert (await client.post(f"{second}/remove")).status_code == 303
        assert (await client.get(second)).status_code == 404
        assert (await client.post(f"{first}/default")).status_code == 303
    assert (await the_one(instance, office)).is_default


@pytest.mark.parametrize("deed", ["", "/test", "/default", "/remove"])
async def test_only_who_manages_the_workspace_and_comes_from_our_page_may_touch_it(
    instance: Installation, office: Workplace, vendor: FakeVendor, deed: str
) -> None:
    where = await connected(instance, office, filled(vendor))
    rep = await instance.member(office.workspace_id, f"rep{deed[1:]}@acme.example", Role.REP)
    async with instance.browser(rep) as client:
        assert (await client.post(f"{where}{deed}", data=filled(vendor))).status_code == 403
        assert (await client.get(where)).status_code == 403
    async with instance.browser(office.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        assert (await client.post(f"{where}{deed}", data=filled(vendor))).status_code == 403
    stranger = await instance.workplace("Other")
    there = where.replace(office.url, stranger.url)
    async with instance.browser(stranger.owner_id) as client:
        assert (await client.post(f"{there}{deed}", data=filled(vendor))).status_code == 404
        assert (await client.get(there)).status_code == 404
    assert (await the_one(instance, office)).state == "untested"


async def test_a_private_address_is_not_reached_unless_the_operator_allows_it(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    form = filled(
        vendor, base_url="https://0x7f.1:9"
    )  # loopback, in a spelling that the form takes
    where = await connected(instance, office, form)
    async with instance.browser(office.owner_id) as client:
        await client.post(f"{where}/test")
        assert "private address" in (await client.get(where)).text
