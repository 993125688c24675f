"""The Postmark adapter (POST /email, postmarkapp.com/developer/api/email-api)."""

import time
from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound import mail_parts
from leadwright.kernel.outbound.handover import (
    hand_over,
    json_object,
    readable,
    refusal,
    tidy,
    unconfirmed,
)
from leadwright.kernel.outbound.http import Fetched, fetch
from leadwright.ports.channel import BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring

_BASE = "https://api.postmarkapp.com"
# Token, sender signature, sending rights, account: postmarkapp.com/developer/api/overview
_OF_THE_ACCOUNT = frozenset({10, 400, 401, 405, 412, 413})
_MAINTENANCE = 100


class Postmark:
    """One server of an account. It knows no idempotency keys."""

    name = "postmark"

    def __init__(self, wiring: Wiring) -> None:
        values = wiring.values
        self._client: httpx.AsyncClient = wiring.client
        self._base = values.get("base_url") or _BASE
        self._from = values.get("from_address", "")
        self._stream = values.get("stream") or "outbound"
        self._headers = {
            "Accept": "application/json",
            "X-Postmark-Server-Token": values["server_token"],
        }

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        body = _body(letter) | {"MessageStream": self._stream}
        request = self._client.build_request(
            "POST", f"{self._base}/email", headers=self._headers, json=body
        )
        started = time.perf_counter()
        answer = await hand_over(self._client, request, before_data)
        told = json_object(answer)
        if answer.status != 200 or told.get("ErrorCode") != 0:
            raise _refusal(answer, told)
        known_as = str(told.get("MessageID", "")) or None
        said = tidy(f"200 {told.get('Message', '')}, accepted as {known_as}")
        return Receipt(self.name, said, time.perf_counter() - started, known_as)

    async def check(self) -> str:
        """Asks which server the token belongs to; of senders only an account's token may ask."""
        request = self._client.build_request("GET", f"{self._base}/server", headers=self._headers)
        answer = await fetch(self._client, request, redirects=False)
        told = readable("Postmark", answer)
        if answer.status != 200 or "Name" not in told:
            raise _refusal(answer, told)
        name = tidy(told["Name"])
        words = f"Whether it takes mail from {self._from} only a letter shows."
        if told.get("DeliveryType") == "Sandbox":
            words = "It is a sandbox: it delivers nothing."
        known = f"The token is accepted, the server is {name}. {words}"
        raise ProviderError(known, permanent=False)

    async def close(self) -> None:
        """The client belongs to whoever made it."""


def _body(letter: Letter) -> dict[str, Any]:
    headers = {
        "Message-ID": mail_parts.message_id(letter.message_id),
        "X-PM-KeepID": "true",  # else Postmark writes a Message-ID of its own
        **mail_parts.further(letter.headers),
    }
    body: dict[str, Any] = {
        "From": mail_parts.mailbox(letter.from_name, letter.from_address, "sender"),
        "To": mail_parts.mailbox(letter.to_name, letter.to_address, "recipient"),
        "Subject": mail_parts.line(letter.subject) or "(no subject)",
        "TextBody": letter.text,
        "HtmlBody": letter.html,
        "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
        "Metadata": {"leadwright_message": str(letter.id)},
    }
    if letter.reply_to:
        body["ReplyTo"] = mail_parts.address(letter.reply_to, "reply")
    return body


def _refusal(answer: Fetched, told: dict[str, Any]) -> ProviderError:
    words, code = str(told.get("Message", "")), told.get("ErrorCode")
    if answer.status == 200 and not isinstance(code, int):
        return unconfirmed("Postmark", "gave no readable answer")
    if code in _OF_THE_ACCOUNT:
        return ProviderError(
            f"Postmark refused us: {tidy(words)}", permanent=False, connection_broken=True
        )
    if code == _MAINTENANCE:
        return ProviderError(f"Postmark is under maintenance: {tidy(words)}", permanent=False)
    if answer.status == 200:
        return ProviderError(f"Postmark refused the letter: {tidy(words)}", permanent=True)
    return refusal("Postmark", answer, words)
