"""A workspace with chats on loopback, and members who are linked to them."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
from sqlalchemy import select
from tests.conformance.chats import CHATS
from tests.conformance.vendors import CARDS
from tests.integration.installation import Installation, Workplace, open_installation

from leadwright.domain.ids import PersonId
from leadwright.features.connections import actions, queries
from leadwright.features.connections.actions import Editor
from leadwright.features.connections.opening import hook_secret, hook_token
from leadwright.features.messages.models import Message
from leadwright.features.notifications import addresses
from leadwright.features.notifications.addresses import Place
from leadwright.integrations.fake.chat_dialects import DIALECTS
from leadwright.integrations.fake.vendor_server import Asked, FakeVendor
from leadwright.kernel import clock
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.outbound.http import private_pairs

ANN = "4711"  # the owner's Telegram
ANN_SLACK = "U0123456789"
SHH = "shh"


@dataclass
class ChatSetup:
    """One workspace; `vendors` are the servers by the card's name."""

    instance: Installation
    place: Workplace
    vendors: Mapping[str, FakeVendor]

    async def connect(self, name: str, **changes: str) -> UUID:
        """The card, filled in for its server here."""
        chat, server = CHATS[name], self.vendors[name]
        where = {"base_url": server.url}
        if chat.hook_path:
            where = {"webhook_url": server.url + chat.hook_path}
        allowed = private_pairs(self.instance.settings.allow_private)
        editor = Editor(self.instance.runtime.keyring, self.place.owner_id, allowed)
        async with self.instance.runtime.database.tenant(self.place.workspace_id) as session:
            return await actions.add(
                session, editor, CARDS[name], {**chat.values, **where, **changes}
            )

    async def link(self, channel: str, address: str, person: PersonId | None = None) -> None:
        async with self.instance.runtime.database.tenant(self.place.workspace_id) as session:
            place = Place(channel, address)
            await addresses.link(session, person or self.place.owner_id, place)

    async def messages(self, **which: Any) -> Sequence[Message]:
        query = select(Message).where(Message.workspace_id == self.place.workspace_id)
        async with self.instance.runtime.database.read(self.place.workspace_id) as session:
            rows = await session.execute(query.filter_by(**which).order_by(Message.queued_at))
            return rows.scalars().all()

    async def telegram(self, update: Any, *, secret: str | None = None) -> httpx.Response:
        """An update, as Telegram posts it."""
        id_ = await self._id("telegram")
        given = hook_secret(self.instance.runtime.keyring, id_) if secret is None else secret
        headers = {"X-Telegram-Bot-Api-Secret-Token": given, "Accept": "application/json"}
        return await self._post("telegram", id_, json.dumps(update).encode(), headers)

    async def slack(
        self, payload: Any, *, secret: str = SHH, late: int = 0, headers: Any = None
    ) -> httpx.Response:
        """An interaction, signed as Slack does."""
        body = urlencode({"payload": json.dumps(payload)}).encode()
        stamp = str(int(clock.wall().timestamp()) - late)
        signed = f"v0:{stamp}:".encode() + body
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        signature = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        id_ = await self._id("slack")
        return await self._post("slack", id_, body, {**form, **(headers or signature)})

    async def _post(
        self, name: str, id_: UUID, body: bytes, headers: Mapping[str, str]
    ) -> httpx.Response:
        token = hook_token(self.instance.runtime.keyring, self.place.workspace_id, id_)
        async with self.instance.browser() as client:
            return await client.post(f"/hooks/{name}/{token}", content=body, headers=headers)

    async def _id(self, purpose: str) -> UUID:
        async with self.instance.runtime.database.read(self.place.workspace_id) as session:
            found = await queries.default(session, purpose)
        assert found is not None
        return found.id

    def said(self, name: str, method: str) -> list[Asked]:
        """What the vendor was asked, of one method."""
        return [one for one in self.vendors[name].asked if one.path.endswith(method)]


@asynccontextmanager
async def chat_setup(
    urls: DatabaseUrls, folder: Path, *names: str, **settings: Any
) -> AsyncIterator[ChatSetup]:
    """An installation whose operator allows these chats' servers. Nothing is connected yet."""
    async with AsyncExitStack() as stack:
        vendors = {
            name: await stack.enter_async_context(FakeVendor(DIALECTS[name]())) for name in names
        }
        allowed = tuple(server.place for server in vendors.values())
        instance = await stack.enter_async_context(
            open_installation(urls, folder, allow_private=allowed, **settings)
        )
        yield ChatSetup(instance, await instance.workplace(), vendors)


def pressed(update_id: int, data: str, user: str = ANN, text: str = "words") -> dict[str, Any]:
    """A Telegram update of a pressed button."""
    message = {"message_id": 100, "chat": {"id": int(user)}, "text": text}
    query = {"id": f"q{update_id}", "from": {"id": int(user)}, "message": message, "data": data}
    return {"update_id": update_id, "callback_query": query}


def started(update_id: int, code: str, user: str = ANN, kind: str = "private") -> dict[str, Any]:
    """A Telegram update of somebody who opened the bot by the link."""
    sender = {"id": int(user), "username": "ann"}
    chat = {"id": int(user), "type": kind}
    message = {"message_id": 1, "from": sender, "chat": chat, "text": f"/start {code}"}
    return {"update_id": update_id, "message": message}


def keys(asked: Asked) -> dict[str, str]:
    """The inline keys of a sent message: what each is for, and its data or address."""
    rows = asked.json.get("reply_markup", {}).get("inline_keyboard", [])
    return {
        key["text"]: key.get("callback_data") or key.get("url", "") for row in rows for key in row
    }
