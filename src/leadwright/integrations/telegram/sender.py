"""The Telegram adapter (core.telegram.org/bots/api)."""

import time
from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.integrations.telegram.api import Api
from leadwright.kernel.outbound.handover import hand_over, json_object
from leadwright.kernel.texts import cut
from leadwright.ports.channel import ROOM, BeforeData, Button, Letter, Receipt
from leadwright.ports.wiring import Wiring

_LONGEST = 4000  # 4096 UTF-16 units
_IN_A_ROW = 2


class Telegram:
    """One bot. It knows no idempotency keys: a lost answer leaves the message unconfirmed."""

    name = "telegram"

    def __init__(self, wiring: Wiring) -> None:
        self._client: httpx.AsyncClient = wiring.client
        self._api = Api(wiring)
        self._room = wiring.values.get("room") or ""
        self._bot_name = (wiring.values.get("bot_name") or "").lstrip("@")

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        chat = self._room if letter.to_address == ROOM else letter.to_address
        if not chat:
            raise ProviderError("No group is named in the connection.", permanent=True)
        body: dict[str, Any] = {
            "chat_id": chat,
            "text": _text(letter),
            "link_preview_options": {"is_disabled": True},
        }
        if keys := keyboard(letter.buttons):
            body["reply_markup"] = {"inline_keyboard": keys}
        started = time.perf_counter()
        answer = await hand_over(self._client, self._api.request("sendMessage", body), before_data)
        told = json_object(answer)
        result = told.get("result")
        if answer.status != 200 or told.get("ok") is not True or not isinstance(result, dict):
            raise self._api.refusal(answer)
        known_as = str(result.get("message_id", ""))
        said = f"ok, message {known_as}"
        return Receipt(self.name, said, time.perf_counter() - started, f"{chat}:{known_as}")

    async def check(self) -> str:
        """Asks the bot who it is."""
        result = await self._api.ask("getMe", {})
        known_as = str(result.get("username", ""))
        if known_as.casefold() != self._bot_name.casefold():
            raise ProviderError(
                f"The token belongs to @{known_as}, not to @{self._bot_name}. Correct one of them.",
                permanent=False,
                connection_broken=True,
            )
        return f"@{known_as} answers."

    async def close(self) -> None:
        """The client belongs to whoever made it."""


def _text(letter: Letter) -> str:
    """With the links that Telegram takes as no keys: plain http, or an address of this machine."""
    links = [f"{one.words}: {one.url}" for one in letter.buttons if one.url and not _is_key(one)]
    room = _LONGEST - sum(len(link) + 2 for link in links)
    return "\n".join([cut(letter.text, max(200, room)), *links])


def _is_key(button: Button) -> bool:
    return button.url.startswith("https://")


def keyboard(buttons: tuple[Button, ...]) -> list[list[dict[str, str]]]:
    """Rows of inline keys. One address that Telegram does not take would refuse the whole message."""
    keys = []
    for button in buttons:
        if button.act:
            keys.append({"text": button.words, "callback_data": f"{button.act}:{button.value}"})
        elif _is_key(button):
            keys.append({"text": button.words, "url": button.url})
    return [keys[at : at + _IN_A_ROW] for at in range(0, len(keys), _IN_A_ROW)]
