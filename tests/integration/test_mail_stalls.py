"""A vendor in trouble for long: somebody is told, nothing is lost, and it heals by itself."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest_asyncio
from sqlalchemy import select, text
from tests.integration.installation import Installation, Workplace

from leadwright.features.connections import actions, queries
from leadwright.features.connections.actions import Editor
from leadwright.features.connections.models import Connection
from leadwright.features.connections.transports import ConnectedTransports
from leadwright.features.messages.models import Message
from leadwright.features.notifications.models import Notification
from leadwright.integrations import INTEGRATIONS
from leadwright.integrations.fake import vendor_dialects as dialects
from leadwright.integrations.fake.vendor_server import Answer, FakeVendor
from leadwright.kernel.outbound.http import private_pairs
from leadwright.ports.channel import MANY_TRIES

CARDS = {card.name: card for card in INTEGRATIONS}
AWAY = Answer(503, b"<h1>maintenance</h1>")
LEAD: dict[str, Any] = {
    "email": "bob@buyer.example",
    "name": "Bob Buyer",
    "message": "A demo for 12 people?",
}


@pytest_asyncio.fixture
async def vendor() -> AsyncIterator[FakeVendor]:
    async with FakeVendor(dialects.sendgrid) as server:
        yield server


@pytest_asyncio.fixture
async def office(instance: Installation, vendor: FakeVendor) -> Workplace:
    """A workspace whose mail leaves by the vendor; only replies leave it."""
    place = await instance.workplace()
    await connect(instance, place, vendor)
    return place


async def connect(
    instance: Installation, place: Workplace, vendor: FakeVendor, key: str = ""
) -> None:
    editor = Editor(instance.runtime.keyring, place.owner_id, private_pairs((vendor.place,)))
    typed = {"from_address": "ann@acme.example", "api_key": key or dialects.KEY}
    async with instance.runtime.database.tenant(place.workspace_id) as session:
        await actions.add(session, editor, CARDS["sendgrid"], typed | {"base_url": vendor.url})


async def again(instance: Installation, office: Workplace, times: int = 1) -> None:
    """What was put off comes to its time, and is tried."""
    for _ in range(times):
        async with instance.runtime.database.system() as session:
            due = (
                "update pgqueuer set execute_after = now()"
                " where convert_from(payload, 'UTF8') like :mark"
            )
            await session.execute(text(due), {"mark": f"%{office.workspace_id}%"})
        await instance.work()


async def reply(instance: Installation, office: Workplace) -> Message:
    async with instance.runtime.database.read(office.workspace_id) as session:
        query = select(Message).where(
            Message.workspace_id == office.workspace_id, Message.kind == "reply"
        )
        return (await session.execute(query)).scalar_one()


async def rung(instance: Installation, office: Workplace) -> Sequence[Notification]:
    async with instance.runtime.database.read(office.workspace_id) as session:
        query = select(Notification).where(
            Notification.workspace_id == office.workspace_id, Notification.kind == "alert"
        )
        return (await session.execute(query)).scalars().all()


async def connection(instance: Installation, office: Workplace) -> Connection:
    async with instance.runtime.database.read(office.workspace_id) as session:
        found = await queries.default(session)
    assert found is not None
    return found


async def test_a_vendor_that_is_away_for_long_is_told_of_and_mail_goes_when_it_is_back(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    vendor.plan(*[AWAY] * 100)
    await instance.submit(office, **LEAD)
    await again(instance, office, MANY_TRIES - 2)
    assert [one.cause for one in await rung(instance, office)] == []
    await again(instance, office, 1)
    alerts = await rung(instance, office)
    assert {one.cause for one in alerts} == {"message_stalled"}
    assert alerts[0].affects == "mail"
    assert "tried again by itself" in alerts[0].detail
    standing = await connection(instance, office)
    assert (standing.state, "503" in (standing.said or "")) == ("untested", True)
    async with instance.browser(office.owner_id) as client:
        page = (await client.get(f"{office.url}/settings/connections/{standing.id}")).text
        lead = await instance.lead(office, LEAD["email"])
        history = (await client.get(f"{office.url}/leads/{lead.id}")).text
    assert "Not sure yet" in page
    assert "Reply waits: it is not taken yet, and tried again" in history

    await again(instance, office, 30)  # an hour of it would have ended every try before
    waiting = await reply(instance, office)
    assert (waiting.status, waiting.attempts > 30) == ("queued", True)

    vendor._plans.clear()
    await again(instance, office, 2)
    assert (await reply(instance, office)).status == "sent"
    assert all(one.resolved_at for one in await rung(instance, office))
    transports = instance.worker.delivery.transports
    assert isinstance(transports, ConnectedTransports)
    assert (await connection(instance, office)).state == "working"
    named = [taken for taken in vendor.taken if taken == (await reply(instance, office)).message_id]
    assert len(named) == 1


async def test_what_waited_for_a_vendor_that_is_back_is_due_as_soon_as_one_mail_goes_through(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    vendor.plan(*[AWAY] * 100)
    await instance.submit(office, **LEAD)
    await again(instance, office, MANY_TRIES + 6)
    assert (await reply(instance, office)).status == "queued"
    vendor._plans.clear()
    await instance.submit(office, **{**LEAD, "email": "eve@other.example", "name": "Eve Other"})
    await instance.work()
    states = await house_replies(instance, office)
    assert states == {"bob@buyer.example": "sent", "eve@other.example": "sent"}


async def test_a_mail_that_waits_for_itself_keeps_its_own_time(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    vendor.plan(*[AWAY] * 50)
    await instance.submit(office, **LEAD)
    await again(instance, office, MANY_TRIES)
    async with instance.runtime.database.tenant(office.workspace_id) as session:
        greylisted = "update message set waits_for_way = false where status = 'queued'"
        await session.execute(text(greylisted))
    vendor._plans.clear()
    await instance.submit(office, **{**LEAD, "email": "eve@other.example", "name": "Eve Other"})
    states = await house_replies(instance, office)
    assert states == {"bob@buyer.example": "queued", "eve@other.example": "sent"}


async def house_replies(instance: Installation, office: Workplace) -> dict[str, str]:
    async with instance.runtime.database.read(office.workspace_id) as session:
        query = select(Message.to_address, Message.status).where(
            Message.workspace_id == office.workspace_id, Message.kind == "reply"
        )
        return {row.to_address: row.status for row in await session.execute(query)}


async def test_a_connection_that_nothing_goes_by_rings_nobody(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    await connect(instance, office, vendor, key="wrong")
    async with instance.runtime.database.read(office.workspace_id) as session:
        used, spare = await queries.listed(session)
    async with instance.browser(office.owner_id) as client:
        page = f"{office.url}/settings/connections/{spare.id}"
        await client.post(f"{page}/test")
        assert "Look whether the key is right" in (await client.get(page)).text
        await instance.work()
        assert await rung(instance, office) == []
        await client.post(f"{page}/default")
        await client.post(f"{page}/test")
        await instance.work()
        (alert,) = await rung(instance, office)
        assert alert.cause == f"connection_broken:{spare.id}"
        await client.post(f"{office.url}/settings/connections/{used.id}/default")
        await instance.work()
    (alert,) = await rung(instance, office)
    assert alert.resolved_at is not None


async def test_an_alert_ends_with_the_connection_it_is_about(
    instance: Installation, office: Workplace
) -> None:
    standing = await connection(instance, office)
    async with instance.runtime.database.tenant(office.workspace_id) as session:
        await actions.note_broken(session, standing.id, "SendGrid answered 401")
    await instance.work()
    assert [one.resolved_at for one in await rung(instance, office)] == [None]
    async with instance.browser(office.owner_id) as client:
        await client.post(f"{office.url}/settings/connections/{standing.id}/remove")
    await instance.work()
    assert all(one.resolved_at for one in await rung(instance, office))
