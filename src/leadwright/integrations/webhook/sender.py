"""The generic adapter: a post by the Standard Webhooks scheme (www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
import json
import time

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel import clock
from leadwright.kernel.outbound.handover import hand_over, refusal
from leadwright.kernel.outbound.web_address import must_be_reachable, web_address
from leadwright.ports.channel import ONLY_BY_POSTING, BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring


class Webhook:
    """One address. The id in the header lets the other side know a repetition."""

    name = "webhook"

    def __init__(self, wiring: Wiring) -> None:
        self._client: httpx.AsyncClient = wiring.client
        self._url = web_address(wiring.values.get("webhook_url") or "", wiring.allow_private)
        self._allowed = wiring.allow_private
        self._key = (wiring.values.get("signing_key") or "").encode()

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        body = _body(letter)
        headers = {"Content-Type": "application/json", **self._signed(str(letter.id), body)}
        request = self._client.build_request("POST", self._url, headers=headers, content=body)
        started = time.perf_counter()
        answer = await hand_over(self._client, request, before_data, repeatable=True)
        if not 200 <= answer.status < 300:
            words = answer.body[:200].decode("utf-8", "replace")
            raise refusal("The webhook", answer, words, repeatable=True)
        return Receipt(self.name, f"{answer.status} taken", time.perf_counter() - started)

    async def check(self) -> str:
        """An address cannot be asked: every request is taken for news. So there is never a yes."""
        if not self._url:
            raise ProviderError("No address is filled in.", permanent=False, connection_broken=True)
        await must_be_reachable(self._url, self._allowed)
        raise ProviderError(ONLY_BY_POSTING, permanent=False)

    async def close(self) -> None:
        """The client belongs to whoever made it."""

    def _signed(self, id_: str, body: bytes) -> dict[str, str]:
        stamp = str(int(clock.wall().timestamp()))
        headers = {"webhook-id": id_, "webhook-timestamp": stamp}
        if self._key:
            signed = f"{id_}.{stamp}.".encode() + body
            digest = hmac.new(self._key, signed, hashlib.sha256).digest()
            headers["webhook-signature"] = "v1," + base64.b64encode(digest).decode()
        return headers


def _body(letter: Letter) -> bytes:
    links = {button.words: button.url for button in letter.buttons if button.url}
    told = {
        "id": str(letter.id),
        "title": letter.subject,
        "text": letter.text,
        "links": links,
        "at": letter.date.isoformat(),
    }
    return json.dumps(told, ensure_ascii=False).encode()
