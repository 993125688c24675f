"""Each chat's adapter with a server on loopback that speaks the vendor's protocol."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from tests.conformance.vendors import CARDS, Wire

from leadwright.integrations.fake.chat_dialects import BOT_NAME, BOT_TOKEN, DIALECTS, SID
from leadwright.integrations.fake.vendor_dialects import KEY
from leadwright.integrations.fake.vendor_server import Answer, FakeVendor
from leadwright.kernel.loading import resolve
from leadwright.kernel.outbound.http import operator_client
from leadwright.ports.channel import ROOM, ConnectedSender
from leadwright.ports.wiring import Wiring


@dataclass(frozen=True)
class Chat:
    """What is filled in, where a message goes, and how it is refused, put off, or its recipient gone."""

    values: Mapping[str, str]
    to: str
    refuses: Answer
    busy: Answer
    gone: Answer | None = None
    hook_path: str = ""
    knows_repetitions: bool = False


_BUSY = Answer(429, b"{}", {"Retry-After": "60"})
_TELEGRAM_BUSY = b'{"ok":false,"description":"Too Many Requests","parameters":{"retry_after":60}}'
_BLOCKED = b'{"ok":false,"description":"Forbidden: bot was blocked by the user"}'

CHATS = {
    "telegram": Chat(
        {"bot_token": BOT_TOKEN, "bot_name": BOT_NAME},
        "4711",
        Answer(400, b'{"ok":false,"description":"Bad Request: message is too long"}'),
        Answer(429, _TELEGRAM_BUSY),
        Answer(403, _BLOCKED),
    ),
    "slack": Chat(
        {"bot_token": f"xoxb-{KEY}", "signing_secret": "shh"},
        "U0123456789",
        Answer(200, b'{"ok":false,"error":"msg_too_long"}'),
        _BUSY,
        Answer(200, b'{"ok":false,"error":"user_not_found"}'),
    ),
    "teams": Chat({}, ROOM, Answer(400, b"Bad card"), _BUSY, hook_path="/workflows/1"),
    "discord": Chat(
        {},
        ROOM,
        Answer(400, b'{"message":"Cannot send an empty message"}'),
        Answer(429, b'{"message":"You are being rate limited.","retry_after":60.0}'),
        hook_path="/api/webhooks/1/abc",
    ),
    "twilio": Chat(
        {"account_sid": SID, "auth_token": KEY, "sender": "+15005550006"},
        "+493012345678",
        Answer(400, b'{"code":21602,"message":"Message body is required."}'),
        _BUSY,
        Answer(400, b'{"code":21610,"message":"unsubscribed recipient"}'),
    ),
    "amazon_sns": Chat(
        {"access_key_id": KEY, "secret_access_key": "secret", "region": "eu-central-1"},
        "+493012345678",
        Answer(400, b"<Code>InvalidParameter</Code><Message>Message too long</Message>"),
        _BUSY,
        Answer(400, b"<Code>OptedOut</Code><Message>opted out</Message>"),
    ),
    "webhook": Chat(
        {"signing_key": "a key of 24 letters or more"},
        ROOM,
        Answer(400, b"no"),
        _BUSY,
        hook_path="/leads",
        knows_repetitions=True,
    ),
}


@dataclass(frozen=True)
class Booth:
    """One adapter with its vendor."""

    sender: ConnectedSender
    server: FakeVendor
    wire: Wire
    chat: Chat


@asynccontextmanager
async def booth(name: str, **changes: str) -> AsyncIterator[Booth]:
    """The chat's adapter, connected to its server; `changes` are fields of the card, and `webhook_path`."""
    chat = CHATS[name]
    async with FakeVendor(DIALECTS[name]()) as server:
        wire = Wire(operator_client([server.place]))
        async with httpx.AsyncClient(transport=wire, timeout=httpx.Timeout(30)) as client:
            where = {"base_url": server.url}
            if path := changes.pop("webhook_path", chat.hook_path):
                where = {"webhook_url": server.url + path}
            wiring = Wiring({**chat.values, **where, **changes}, client, (server.place,))
            sender: ConnectedSender = resolve(CARDS[name].connect)(wiring)
            yield Booth(sender, server, wire, chat)
            await sender.close()
