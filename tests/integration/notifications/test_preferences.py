"""Preferences: kept as typed, refused with words, and the member's chats linked, tested and taken away."""

import re
from datetime import datetime
from typing import Any

import httpx
from tests.integration.notifications.chat_setup import ANN, ChatSetup, started

from leadwright.domain.permission import Role
from leadwright.features.notifications import addresses, preferences
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel import clock

FORM = {
    "hot_from": "60",
    "digest_at": "07:30",
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "zone": "Europe/Berlin",
    "alerts_pass": "true",
    "mute": "1",
    "telegram.hot_lead": "true",
    "telegram.digest": "true",
    "sms.digest": "true",
}


def page(chats: ChatSetup, path: str = "") -> str:
    return f"{chats.place.url}/settings/notifications{path}"


async def post(chats: ChatSetup, path: str, data: Any = None, **more: Any) -> httpx.Response:
    async with chats.instance.browser(chats.place.owner_id) as client:
        return await client.post(page(chats, path), data=data or {}, **more)


async def shown(chats: ChatSetup) -> str:
    async with chats.instance.browser(chats.place.owner_id) as client:
        return (await client.get(page(chats))).text


async def test_what_is_ticked_is_kept_and_shown_again(chats: ChatSetup) -> None:
    assert (await post(chats, "", FORM)).status_code == 303
    async with chats.instance.runtime.database.read(chats.place.workspace_id) as session:
        zone = await workspaces.zone(session)
        prefs = await preferences.of(session, chats.place.owner_id, zone)
        member = await workspaces.member(session, chats.place.owner_id)
    assert prefs.channels["telegram"] == {"hot_lead", "digest"}
    assert prefs.channels["email"] == prefs.channels["sms"] == frozenset()
    assert (prefs.hot_from, prefs.zone.key, f"{prefs.digest_at}") == (
        60,
        "Europe/Berlin",
        "07:30:00",
    )
    assert prefs.muted_until is not None
    assert prefs.muted_until > clock.now()
    assert member is not None
    assert member.mail_alerts is False
    text = await shown(chats)
    assert re.search(r'name="telegram.hot_lead"[^>]* checked', text)
    assert not re.search(r'name="telegram.alert"[^>]* checked', text)
    assert 'value="22:00"' in text
    assert "Muted until" in text


async def test_what_is_wrong_stays_typed_and_says_the_remedy(chats: ChatSetup) -> None:
    wrong = {**FORM, "quiet_until": "", "hot_from": "<b>", "zone": "Mars/Base", "digest_at": "8"}
    answer = await post(chats, "", wrong)
    assert answer.status_code == 422
    for words in (
        "Write a score from 0 to 100.",
        "Choose one of the list.",
        "Write it like 22:00.",
    ):
        assert words in answer.text
    assert "&lt;b&gt;" in answer.text
    assert re.search(r'name="telegram.hot_lead"[^>]* checked', answer.text)


async def test_a_telegram_is_linked_by_the_link_tested_and_taken_away(chats: ChatSetup) -> None:
    answer = await post(chats, "/telegram")
    assert answer.headers["cache-control"] == "no-store"
    code = re.search(r"https://t.me/acme_leads_bot\?start=([A-Za-z0-9_-]{20,64})", answer.text)
    assert code
    await chats.telegram(started(1, code.group(1)))
    assert "<bdi" in (text := await shown(chats))
    assert "Linked" in text
    assert (await post(chats, "/telegram/test")).status_code == 303
    await chats.instance.work()
    assert "A test from Leadwright" in chats.said("telegram", "sendMessage")[-1].json["text"]
    assert (await post(chats, "/telegram/unlink")).status_code == 303
    async with chats.instance.runtime.database.read(chats.place.workspace_id) as session:
        assert await addresses.of(session, chats.place.owner_id) == {}


async def test_a_number_and_a_slack_id_are_checked(chats: ChatSetup) -> None:
    await chats.connect("twilio")
    await chats.connect("slack")
    assert (await post(chats, "/sms/link", {"address": "030 123"})).status_code == 422
    assert (await post(chats, "/slack/link", {"address": "@ann"})).status_code == 422
    assert (await post(chats, "/sms/link", {"address": "+49 (30) 1234-5678"})).status_code == 303
    assert (await post(chats, "/slack/link", {"address": "U0123456789"})).status_code == 303
    async with chats.instance.runtime.database.read(chats.place.workspace_id) as session:
        known = await addresses.of(session, chats.place.owner_id)
    assert known["sms"].address == "+493012345678"
    rep = await chats.instance.member(chats.place.workspace_id, "rep@acme.example", Role.REP)
    async with chats.instance.browser(rep) as client:
        taken = await client.post(page(chats, "/slack/link"), data={"address": "U0123456789"})
    assert taken.status_code == 422
    assert "Another member" in taken.text


async def test_a_text_message_has_the_headline_alone(chats: ChatSetup) -> None:
    await chats.connect("twilio")
    await chats.link("sms", "+493012345678")
    await post(chats, "/sms/test")
    await chats.instance.work()
    (body,) = chats.vendors["twilio"].taken
    assert body == "A test from Leadwright"


async def test_forms_without_a_token_change_nothing(chats: ChatSetup) -> None:
    forged = {"X-CSRF-Token": "x"}
    for path in ("", "/telegram", "/slack/link", "/telegram/unlink", "/telegram/test"):
        assert (await post(chats, path, FORM, headers=forged)).status_code == 403


async def test_the_browser_is_told_what_is_new_and_wished(chats: ChatSetup) -> None:
    before = clock.now()
    await chats.instance.submit(chats.place, email="bob@buyer.example", message="A demo, please?")
    url = f"{chats.place.url}/notifications/new"
    async with chats.instance.browser(chats.place.owner_id) as client:
        first = (await client.get(url, params={"after": before.isoformat()})).json()
        second = (await client.get(url, params={"after": first["now"]})).json()
        await client.post(page(chats), data={**FORM, "mute": ""})
        third = (await client.get(url, params={"after": before.isoformat()})).json()
    assert [row["kind"] for row in first["rows"]] == ["lead"]
    assert datetime.fromisoformat(first["now"]) > before
    assert second["rows"] == third["rows"] == []


async def test_the_connections_page_has_a_test_for_the_bot_and_for_the_room(
    chats: ChatSetup,
) -> None:
    room = await chats.connect("discord")
    async with chats.instance.browser(chats.place.owner_id) as client:
        listed = (await client.get(f"{chats.place.url}/settings/connections")).text
        assert "Microsoft Teams" in listed
        at = f"{chats.place.url}/settings/connections/{room}"
        assert "Send a test to the room" in (await client.get(at)).text
        assert (await client.post(f"{at}/post")).status_code == 303
        await chats.instance.work()
        assert len(chats.vendors["discord"].taken) == 1
        telegram = re.findall(r'connections/([0-9a-f-]{36})"[^>]*>Telegram', listed)
        at = f"{chats.place.url}/settings/connections/{telegram[0]}"
        await client.post(f"{at}/test")
        tested = (await client.get(at)).text
    assert "@acme_leads_bot answers." in tested
    assert "Buttons are asked for." in tested
    assert ANN not in tested
