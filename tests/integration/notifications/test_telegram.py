"""Telegram: a lead is told with buttons, and a button acts once, for who may."""

import re

import pytest
from tests.integration.notifications.chat_setup import ANN, ChatSetup, keys, pressed, started
from tests.integration.waiting import reply, waiting

from leadwright.domain.permission import Role
from leadwright.features.notifications import addresses, preferences
from leadwright.integrations.fake.vendor_server import Answer
from leadwright.pipeline.chat_actions import CODE_OVER, NO_RIGHT, TAKEN, UNKNOWN, UNREADABLE

BLOCKED = b'{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}'


async def told(chats: ChatSetup) -> dict[str, str]:
    """A held reply is told to the linked owner; the keys under the message."""
    await chats.link("telegram", ANN)
    await waiting(chats.instance, chats.place)
    (sent,) = chats.said("telegram", "sendMessage")
    assert sent.json["chat_id"] == ANN
    return keys(sent)


def answers(chats: ChatSetup) -> list[str]:
    return [one.json["text"] for one in chats.said("telegram", "answerCallbackQuery")]


async def test_a_waiting_reply_is_told_with_the_leads_words_ours_and_keys(
    chats: ChatSetup,
) -> None:
    found = await told(chats)
    text = chats.said("telegram", "sendMessage")[0].json["text"]
    assert "Ana Lima" in text
    assert "We are 40 technicians." in text
    assert "waits for approval" in text
    assert {"Send it", "Do not send", "Mine"} <= set(found)
    assert "Open: http" in text  # no key: Telegram takes https links only
    (message,) = await chats.messages(channel="telegram")
    assert (message.status, message.provider, message.kind) == ("sent", "telegram", "notification")


async def test_a_press_sends_once_and_the_message_says_who_did_it(chats: ChatSetup) -> None:
    data = (await told(chats))["Send it"]
    assert (await chats.telegram(pressed(1, data))).status_code == 200
    assert (await chats.telegram(pressed(1, data))).status_code == 200  # a replay
    assert (await chats.telegram(pressed(2, data))).status_code == 200  # pressed once more
    await chats.instance.work()
    sent = await reply(chats.instance, chats.place)
    assert (sent.status, sent.attempts) == ("sent", 1)
    first, second = answers(chats)
    assert first.startswith("Approved by Owner")
    assert re.fullmatch(r"Owner\d* has approved it already\.", second)
    edited = chats.said("telegram", "editMessageText")[0].json
    assert edited["text"].endswith(first)
    assert "reply_markup" not in edited


async def test_whoever_comes_late_is_told_who_decided(chats: ChatSetup) -> None:
    keys_ = await told(chats)
    other = await chats.instance.member(chats.place.workspace_id, "bea@acme.example", Role.ADMIN)
    await chats.link("telegram", "99", other)
    await chats.telegram(pressed(1, keys_["Do not send"]))
    await chats.telegram(pressed(2, keys_["Send it"], user="99"))
    await chats.instance.work()
    assert (await reply(chats.instance, chats.place)).status == "cancelled"
    assert re.fullmatch(r"Owner\d* has cancelled it already\.", answers(chats)[1])


async def test_do_not_send_cancels(chats: ChatSetup) -> None:
    data = (await told(chats))["Do not send"]
    await chats.telegram(pressed(1, data))
    assert (await reply(chats.instance, chats.place)).status == "cancelled"
    assert answers(chats)[0].startswith("Cancelled by")


async def test_mine_gives_the_lead_to_who_pressed(chats: ChatSetup) -> None:
    data = (await told(chats))["Mine"]
    other = await chats.instance.member(chats.place.workspace_id, "bea@acme.example", Role.REP)
    await chats.link("telegram", "99", other)
    await chats.telegram(pressed(1, data, user="99"))
    assert (await chats.instance.lead(chats.place, "ana@lima.example")).owner_id == other
    assert answers(chats) == ["It is yours now, Bea."]


async def test_strangers_viewers_and_made_up_keys_do_nothing(chats: ChatSetup) -> None:
    data = (await told(chats))["Send it"]
    viewer = await chats.instance.member(chats.place.workspace_id, "vic@acme.example", Role.VIEWER)
    await chats.link("telegram", "98", viewer)
    await chats.telegram(pressed(1, data, user="666"))
    await chats.telegram(pressed(2, data, user="98"))
    for number, made_up in enumerate(("approve:x", "drop:1", "approve:" + "0" * 32 + ".0"), 3):
        await chats.telegram(pressed(number, made_up))
    assert (await reply(chats.instance, chats.place)).status == "held"
    said = answers(chats)
    assert said[:4] == [UNKNOWN, NO_RIGHT, UNREADABLE, UNREADABLE]
    assert said[4] == "There is no such message here."


async def test_words_that_changed_meanwhile_are_not_sent(chats: ChatSetup) -> None:
    data = (await told(chats))["Send it"]
    stale = data.removesuffix(".0") + ".1"
    await chats.telegram(pressed(1, stale))
    assert (await reply(chats.instance, chats.place)).status == "held"


@pytest.mark.parametrize("secret", ["", "wrong", "é"])
async def test_a_post_without_the_secret_is_refused(chats: ChatSetup, secret: str) -> None:
    data = (await told(chats))["Send it"]
    if not secret.isascii():
        return
    assert (await chats.telegram(pressed(1, data), secret=secret)).status_code == 401
    assert (await reply(chats.instance, chats.place)).status == "held"


async def test_junk_is_taken_or_refused_and_never_an_error(chats: ChatSetup) -> None:
    for junk in ({}, {"update_id": 1}, {"update_id": 2, "message": {"text": "hello"}}, [1], "x"):
        assert (await chats.telegram(junk)).status_code == 200
    assert chats.said("telegram", "sendMessage") == []


async def test_a_code_links_the_chat_of_who_opens_it_once(chats: ChatSetup) -> None:
    database, place = chats.instance.runtime.database, chats.place
    async with database.tenant(place.workspace_id) as session:
        code = await preferences.new_code(session, place.owner_id)
    assert len(code) <= 64
    await chats.telegram(started(1, code, kind="group"))
    await chats.telegram(started(2, code))
    await chats.telegram(started(3, code, user="99"))
    async with database.read(place.workspace_id) as session:
        known = await addresses.of(session, place.owner_id)
        assert await addresses.owner_of(session, "telegram", "99") is None
    assert (known["telegram"].address, known["telegram"].label) == (ANN, "ann")
    said = [one.json["text"] for one in chats.said("telegram", "sendMessage")]
    assert said[0].startswith("Linked.")
    assert said[1] == CODE_OVER


async def test_one_chat_is_no_two_members(chats: ChatSetup) -> None:
    await chats.link("telegram", ANN)
    other = await chats.instance.member(chats.place.workspace_id, "bo@acme.example", Role.REP)
    async with chats.instance.runtime.database.tenant(chats.place.workspace_id) as session:
        code = await preferences.new_code(session, other)
    await chats.telegram(started(1, code))
    assert chats.said("telegram", "sendMessage")[0].json["text"] == TAKEN


async def test_a_busy_vendor_is_tried_again_when_it_says(chats: ChatSetup) -> None:
    await chats.link("telegram", ANN)
    words = b'{"ok":false,"description":"Too Many Requests","parameters":{"retry_after":30}}'
    chats.vendors["telegram"].plan(Answer(429, words))
    await waiting(chats.instance, chats.place)
    (message,) = await chats.messages(channel="telegram")
    assert (message.status, message.attempts) == ("queued", 1)
    assert "429" in (message.error or "")


async def test_a_blocked_bot_breaks_the_link_and_the_member_learns_it_by_mail(
    chats: ChatSetup,
) -> None:
    await chats.link("telegram", ANN)
    chats.vendors["telegram"].plan(Answer(403, BLOCKED))
    await waiting(chats.instance, chats.place)
    (message,) = await chats.messages(channel="telegram")
    assert message.status == "failed"
    async with chats.instance.runtime.database.read(chats.place.workspace_id) as session:
        known = (await addresses.of(session, chats.place.owner_id))["telegram"]
    assert (known.state, "blocked" in (known.said or "")) == ("broken", True)
    mails = [one.subject for one in await chats.messages(channel="email")]
    assert "You are not told by Telegram any more" in mails
    await waiting(chats.instance, chats.place, email="second@lima.example")
    assert len(await chats.messages(channel="telegram")) == 1


async def test_without_a_link_nothing_goes_out(chats: ChatSetup) -> None:
    await waiting(chats.instance, chats.place)
    assert chats.said("telegram", "sendMessage") == []
    assert await chats.messages(channel="telegram") == []
