"""The SendGrid adapter (POST /v3/mail/send, www.twilio.com/docs/sendgrid/api-reference/mail-send)."""

import time
from typing import Any
from urllib.parse import quote

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound import mail_parts
from leadwright.kernel.outbound.handover import (
    hand_over,
    json_object,
    json_value,
    readable,
    refusal,
    tidy,
)
from leadwright.kernel.outbound.http import Fetched, fetch
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
        self._from = values.get("from_address", "").lower()
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
        """Asks which rights the key has, and about the sender where it may."""
        answer = await self._asked("scopes")
        told = readable("SendGrid", answer)
        if answer.status != 200:
            raise refusal("SendGrid", answer, _words(answer))
        if "mail.send" not in (told.get("scopes") or ()):
            raise ProviderError(
                "The key is known, but lacks the right Mail Send.",
                permanent=False,
                connection_broken=True,
            )
        if not await self._is_verified():
            raise ProviderError(
                "The key is accepted and may send. That the sender is verified it does not tell:"
                " only a letter shows.",
                permanent=False,
            )
        return f"The key is accepted and {self._from} is verified."

    async def _is_verified(self) -> bool:
        """Whether the key may tell, and tells, that the address or its domain is a sender of ours."""
        domain = self._from.rpartition("@")[2]
        domains = json_value(
            await self._asked(f"whitelabel/domains?domain={quote(domain, safe='')}")
        )
        if any(
            one.get("domain") == domain and one.get("valid") is True for one in _objects(domains)
        ):
            return True
        senders = json_object(await self._asked("verified_senders")).get("results")
        return any(
            str(one.get("from_email", "")).lower() == self._from and one.get("verified") is True
            for one in _objects(senders)
        )

    async def _asked(self, what: str) -> Fetched:
        request = self._client.build_request(
            "GET", f"{self._base}/v3/{what}", headers=self._headers
        )
        return await fetch(self._client, request, redirects=False)

    async def close(self) -> None:
        """The client belongs to whoever made it."""


def _body(letter: Letter) -> dict[str, Any]:
    sender = {"email": mail_parts.address(letter.from_address, "sender")}
    if name := mail_parts.line(letter.from_name):
        sender["name"] = name
    recipient = {"email": mail_parts.address(letter.to_address, "recipient")}
    if name := mail_parts.line(letter.to_name):
        recipient["name"] = name
    message_id = mail_parts.message_id(letter.message_id)
    body: dict[str, Any] = {
        "personalizations": [{"to": [recipient]}],
        "from": sender,
        "subject": mail_parts.line(letter.subject) or "(no subject)",
        "content": [  # plain text first, as the API demands
            {"type": "text/plain", "value": letter.text},
            {"type": "text/html", "value": letter.html},
        ],
        "headers": {"Message-ID": message_id, **mail_parts.further(letter.headers)},
        "custom_args": {"leadwright_message": str(letter.id)},
    }
    if letter.reply_to:
        body["reply_to"] = {"email": mail_parts.address(letter.reply_to, "reply")}
    return body


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _words(answer: Fetched) -> str:
    problems = json_object(answer).get("errors")
    if not isinstance(problems, list):
        return ""
    return "; ".join(str(p.get("message", "")) for p in problems if isinstance(p, dict))
