"""The Discord adapter (discord.com/developers/docs/resources/webhook#execute-webhook)."""

import time
from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound.handover import (
    hand_over,
    json_object,
    readable,
    refusal,
    retry_after,
    tidy,
)
from leadwright.kernel.outbound.http import Fetched, fetch
from leadwright.kernel.outbound.web_address import web_address
from leadwright.kernel.texts import cut
from leadwright.ports.channel import BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring

_LONGEST = 1900
_LONGEST_WAIT = 3600.0
_MARKED = str.maketrans({mark: f"\\{mark}" for mark in "\\*_~`|>#-[]()"})


class Discord:
    """One channel's webhook."""

    name = "discord"

    def __init__(self, wiring: Wiring) -> None:
        self._client: httpx.AsyncClient = wiring.client
        self._url = web_address(wiring.values.get("webhook_url") or "", wiring.allow_private)

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        request = self._client.build_request(
            "POST", self._url, params={"wait": "true"}, json=_body(letter)
        )
        started = time.perf_counter()
        answer = await hand_over(self._client, request, before_data)
        if answer.status not in {200, 204}:
            raise _refusal(answer)
        known_as = tidy(json_object(answer).get("id") or "")
        said = f"{answer.status} taken"
        return Receipt(self.name, said, time.perf_counter() - started, known_as or None)

    async def check(self) -> str:
        """Reads the webhook, which posts nothing."""
        request = self._client.build_request("GET", self._url)
        answer = await fetch(self._client, request, redirects=False)
        told = readable("Discord", answer)
        if answer.status != 200:
            raise _refusal(answer)
        return tidy(f"The webhook {told.get('name') or ''} answers.")

    async def close(self) -> None:
        """The client belongs to whoever made it."""


def _body(letter: Letter) -> dict[str, Any]:
    links = [f"{button.words}: <{button.url}>" for button in letter.buttons if button.url]
    room = max(200, _LONGEST - sum(len(link) + 1 for link in links))
    # A lead's words format nothing and call nobody.
    content = "\n".join([cut(letter.text.translate(_MARKED), room), *links])
    return {"content": cut(content, 2000), "allowed_mentions": {"parse": []}}


def _refusal(answer: Fetched) -> ProviderError:
    told = json_object(answer)
    words = tidy(told.get("message", ""))
    if answer.status == 429:
        wait = told.get("retry_after")
        seconds = float(wait) if isinstance(wait, int | float) else retry_after(answer.headers)
        said = f"Discord answered 429: {words}"
        wait_for = None if seconds is None else min(_LONGEST_WAIT, seconds)
        return ProviderError(said, permanent=False, retry_after=wait_for)
    return refusal("Discord", answer, words)
