"""Mail that a plain mail server returns, forwarded to a mail source, says what became of a letter."""

import base64
from typing import Any

import pytest
from sqlalchemy import select
from tests.integration.installation import Installation, Workplace
from tests.integration.test_sources import mail_source
from tests.unit.mail.status_mails import status_mail

from leadwright.features.messages.models import Message, Suppression

LEAD: dict[str, Any] = {
    "name": "Bob Buyer",
    "email": "bob@buyer.example",
    "message": "Could we see a demo of the planner next week? We are 40 people.",
}
LOGIN = {"Authorization": "Basic " + base64.b64encode(b"us:secret").decode()}


async def reply(installation: Installation, place: Workplace) -> Message:
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(Message).where(
            Message.workspace_id == place.workspace_id, Message.kind == "reply"
        )
        return (await session.execute(query)).scalar_one()


async def returned(installation: Installation, path: str, raw: bytes) -> int:
    mail = {"MessageID": "m-1", "From": "MAILER-DAEMON@mail.acme.example", "Attachments": []}
    async with installation.browser() as vendor:
        posted = await vendor.post(path, json={**mail, "RawEmail": raw.decode()}, headers=LOGIN)
    await installation.work()
    return posted.status_code


@pytest.mark.parametrize(("status", "is_gone"), [("5.1.1", True), ("5.7.1", False)])
async def test_a_letter_that_came_back_is_marked_and_an_address_that_is_gone_suppressed(
    installation: Installation, status: str, *, is_gone: bool
) -> None:
    place = await installation.workplace()
    await installation.submit(place, **LEAD)
    path = await mail_source(
        installation,
        place,
        "postmark",
        server_token="t",
        webhook_login="us:secret",
        stream="inbound",
    )
    letter = await reply(installation, place)
    raw = status_mail(letter.id.hex, status=status)
    for _ in range(2):
        assert await returned(installation, path, raw) == 200
    letter = await reply(installation, place)
    assert (letter.fate, status in (letter.fate_detail or "")) == ("bounced", True)
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(Suppression.address_key).where(
            Suppression.workspace_id == place.workspace_id
        )
        assert list((await session.execute(query)).scalars()) == [LEAD["email"]] * is_gone
    async with installation.browser(place.owner_id) as client:
        alerts = (await client.get(f"{place.url}/alerts")).text
        assert "A reply came back" in alerts
        assert ("takes no mail" if is_gone else "did not get it") in alerts
        page = (await client.get(f"{place.url}/leads/{letter.lead_id}")).text
    assert "came back: it was not delivered" in page


async def test_a_mail_about_another_workspaces_letter_changes_nothing(
    installation: Installation,
) -> None:
    theirs, ours = await installation.workplace(), await installation.workplace()
    await installation.submit(theirs, **LEAD)
    path = await mail_source(
        installation,
        ours,
        "postmark",
        server_token="t",
        webhook_login="us:secret",
        stream="inbound",
    )
    letter = await reply(installation, theirs)
    assert await returned(installation, path, status_mail(letter.id.hex)) == 200
    assert (await reply(installation, theirs)).fate is None
