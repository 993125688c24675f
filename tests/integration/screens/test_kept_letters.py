"""A letter that was kept while no mail server was connected: on the lead's page and in the outbox."""

import pytest
from sqlalchemy import update
from tests.integration.installation import Installation, Workplace
from tests.integration.waiting import ANA, reply

from leadwright.features.messages.models import Message

SERVER = "smtp://127.0.0.1:9"


async def _kept(installation: Installation, place: Workplace) -> Message:
    """The answer to Ana as it stands where no mail server was there for it."""
    await installation.submit(place, **ANA)
    message = await reply(installation, place)
    kept = update(Message).where(
        Message.workspace_id == place.workspace_id, Message.id == message.id
    )
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(kept.values(status="sent", provider="outbox", built_in=False))
    return message


@pytest.mark.parametrize(("button", "becomes"), [("again", "queued"), ("cancel", "cancelled")])
async def test_the_leads_page_sends_or_drops_it_once_mail_is_connected(
    installation: Installation,
    place: Workplace,
    monkeypatch: pytest.MonkeyPatch,
    button: str,
    becomes: str,
) -> None:
    message = await _kept(installation, place)
    at = f"{place.url}/leads/{message.lead_id}"
    async with installation.browser(place.owner_id) as client:
        before = await client.get(at)
        monkeypatch.setattr(installation.settings, "smtp_url", SERVER)
        page, panel = await client.get(at), await client.get(f"{at}/panel")
        form = {"kept": "true"} if button == "cancel" else {}
        await client.post(f"{at}/messages/{message.id}/{button}", data=form)
    assert "Its reader did not get it." in before.text
    assert "Never send it" not in before.text
    for shown in (page.text, panel.text):
        assert "Send now" in shown
        assert "Never send it" in shown
    assert (await reply(installation, place)).status == becomes


async def test_the_outbox_drops_a_single_one_by_its_own_button(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await _kept(installation, place)
    monkeypatch.setattr(installation.settings, "smtp_url", SERVER)
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/outbox/{message.id}")
        dropped = await client.post(
            f"{place.url}/outbox/{message.id}/cancel", data={"kept": "true"}
        )
    assert 'name="kept" value="true"' in page.text
    assert dropped.status_code == 303
    assert (await reply(installation, place)).status == "cancelled"
