"""The SendGrid adapter (POST /v3/mail/send, www.twilio.com/docs/sendgrid/api-reference/mail-send)."""

import time
from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel import letterhead
from leadwright.kernel.handover import hand_over, json_object, refusal, tidy
from leadwright.kernel.http import Fetched, fetch
from leadwright.ports.channel import BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring

_BASES = {"global": "https://api.sendgrid.com", "eu": "https://api.eu.sendgrid.com"}


class SendGrid:
    """One account. It knows no idempotency keys: a lost answer leaves the letter unconfirmed."""

    name = "sendgrid"

    def __init__(self, wiring: Wiring) -> None:
        values = wiring.values
        self._client: httpx.AsyncClient = wiring.client
        self._base = values.get("base_url") or _BASES[values.get("region") or "global"]
        self._headers = {"Authorization": f"Bearer {values['api_key']}"}

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        request = self._client.build_request(
            "POST", f"{self._base}/v3/mail/send", headers=self._headers, json=_body(letter)
        )
        started = time.perf_counter()
        answer = await hand_over(self._client, request, before_data)
        if answer.status != 202:
            raise refusal("SendGrid", answer, _words(answer))
        known_as = answer.headers.get("x-message-id")
        said = tidy(f"202 accepted as {known_as}" if known_as else "202 accepted")
        return Receipt(self.name, said, time.perf_counter() - started, known_as)

    async def check(self) -> str:
        """Asks which rights the key has."""
        url = f"{self._base}/v3/scopes"
        answer = await fetch(
            self._client, self._client.build_request("GET", url, headers=self._headers)
        )
        if answer.status != 200:
            raise refusal("SendGrid", answer, _words(answer))
        if "mail.send" not in (json_object(answer).get("scopes") or ()):
            raise ProviderError(
                "The key is known, but lacks the right Mail Send.",
                permanent=False,
                connection_broken=True,
            )
        return "The key is accepted and may send."

    async def close(self) -> None:
        """The client belongs to whoever made it."""


def _body(letter: Letter) -> dict[str, Any]:
    sender = {"email": letterhead.address(letter.from_address, "sender")}
    if name := letterhead.line(letter.from_name):
        sender["name"] = name
    recipient = {"email": letterhead.address(letter.to_address, "recipient")}
    if name := letterhead.line(letter.to_name):
        recipient["name"] = name
    message_id = letterhead.message_id(letter.message_id)
    body: dict[str, Any] = {
        "personalizations": [{"to": [recipient]}],
        "from": sender,
        "subject": letterhead.line(letter.subject) or "(no subject)",
        "content": [  # plain text first, as the API demands
            {"type": "text/plain", "value": letter.text},
            {"type": "text/html", "value": letter.html},
        ],
        "headers": {"Message-ID": message_id, **letterhead.further(letter.headers)},
        "custom_args": {"leadwright_message": str(letter.id)},
    }
    if letter.reply_to:
        body["reply_to"] = {"email": letterhead.address(letter.reply_to, "reply")}
    return body


def _words(answer: Fetched) -> str:
    problems = json_object(answer).get("errors")
    if not isinstance(problems, list):
        return ""
    return "; ".join(str(p.get("message", "")) for p in problems if isinstance(p, dict))
