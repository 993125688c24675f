"""Installations that nobody reaches from outside, and failures that no workspace can tell of."""

import asyncio
import threading
import time
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from tests.conformance.chats import CHATS
from tests.integration.installation import Installation
from tests.integration.notifications.chat_setup import ChatSetup, pressed, started

from leadwright.bootstrap import chat_listening, monitor, operator_alerts
from leadwright.bootstrap.monitor import Intervals, MonitorState, look
from leadwright.features.notifications import addresses, preferences
from leadwright.integrations.fake.chat_dialects import telegram
from leadwright.integrations.fake.vendor_server import Answer, FakeVendor
from leadwright.integrations.telegram.listening import TelegramChat
from leadwright.kernel.outbound.http import operator_client
from leadwright.kernel.settings import Settings, SettingsRefused
from leadwright.pipeline.chat_actions import Chatroom
from leadwright.ports.wiring import Wiring


async def test_updates_that_are_asked_for_are_taken_once(chats: ChatSetup) -> None:
    database, place = chats.instance.runtime.database, chats.place
    async with database.tenant(place.workspace_id) as session:
        code = await preferences.new_code(session, place.owner_id)
    waiting: list[dict[str, Any]] = [started(7, code), pressed(8, "approve:x")]
    async with FakeVendor(telegram(waiting)) as server:
        client = operator_client([server.place])
        values = {**CHATS["telegram"].values, "base_url": server.url}
        chat = TelegramChat(Wiring(values, client))
        assert chat.is_polled
        room = Chatroom(place.workspace_id, await chats._id("telegram"), "telegram")
        server.plan(Answer(502, b"bad gateway"))  # the first question is lost
        chat_listening.PAUSE_AFTER_PROBLEM = 0.05
        asking = asyncio.create_task(chat_listening.ask(database, room, chat))
        await _until(lambda: any(b'"offset":9' in one.body for one in server.asked))
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await client.aclose()
        answered = [one for one in server.asked if one.path.endswith("sendMessage")]
    assert len(answered) == 1
    async with database.read(place.workspace_id) as session:
        assert (await addresses.of(session, place.owner_id))["telegram"].label == "ann"


async def test_a_webhook_of_the_time_before_is_taken_away_and_the_bot_asked_on() -> None:
    active = (
        b'{"ok":false,"error_code":409,"description":"Conflict: can\'t use getUpdates method while'
        b' webhook is active; use deleteWebhook to delete the webhook first"}'
    )
    async with FakeVendor(telegram([started(7, "code")])) as server:
        client = operator_client([server.place])
        chat = TelegramChat(Wiring({**CHATS["telegram"].values, "base_url": server.url}, client))
        server.plan(Answer(409, active))
        assert await chat.poll(0) == ((), 0)
        words, after = await chat.poll(0)
        await client.aclose()
    assert [one.path.rpartition("/")[2] for one in server.asked] == [
        "getUpdates", "deleteWebhook", "getUpdates",
    ]  # fmt: skip
    assert (len(words), after) == (1, 8)


async def _until(fits: Any) -> None:
    async with asyncio.timeout(10):
        while not fits():  # noqa: ASYNC110 -- the server is watched, not told
            await asyncio.sleep(0.02)


def _json(asked: Any) -> Any:
    return Answer(200), asked.json["title"]


async def test_the_operator_is_told_of_a_lost_database_once_and_when_it_is_back(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeVendor(_json) as server:
        urls = (f"json://{server.place}/alarm",)
        runtime = installation.runtime
        object.__setattr__(runtime.settings, "alert_urls", urls)
        watch = MonitorState(
            runtime, installation.worker.engine.services, Intervals(away=0.0, tick=1e9)
        )
        there = monitor._queue_age

        async def away(_: MonitorState) -> float:
            raise OperationalError("select", {}, Exception("connection refused"))

        monkeypatch.setattr(monitor, "_queue_age", away)
        for _ in range(3):
            await look(watch)
        monkeypatch.setattr(monitor, "_queue_age", there)
        await look(watch)
        await look(watch)
        assert server.taken == [
            "Leadwright: the database is away",
            "Leadwright: the database is back",
        ]


async def test_an_operators_address_that_does_not_answer_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(operator_alerts, "PATIENCE", 0.2)
    over = threading.Event()
    ended: list[bool] = []
    monkeypatch.setattr(operator_alerts, "_send", lambda *_: ended.append(over.wait(30)))
    begun = time.monotonic()
    settings = Settings(alert_urls=("json://127.0.0.1:9/",))
    assert await operator_alerts.tell(settings, "title", "body") is False
    assert time.monotonic() - begun < 0.9
    assert not ended, "it came back while the address still did not answer"
    over.set()


def test_an_address_that_apprise_does_not_know_ends_the_start_without_telling_it() -> None:
    with pytest.raises(SettingsRefused) as refused:
        operator_alerts.check(Settings(alert_urls=("nosuch://secret-token@host",)))
    assert "nosuch:" in str(refused.value)
    assert "secret-token" not in str(refused.value)
