"""The Resend adapter (POST /emails, resend.com/docs/api-reference/emails/send-email)."""

import time
from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound import mail_parts
from leadwright.kernel.outbound.handover import hand_over, json_object, readable, refusal, tidy
from leadwright.kernel.outbound.http import Fetched, fetch
from leadwright.ports.channel import BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring

_BASE = "https://api.resend.com"
_UNDER_WAY = "concurrent_idempotent_requests"


class Resend:
    """One account. For 24 hours it knows a letter again by its `Idempotency-Key`."""

    name = "resend"

    def __init__(self, wiring: Wiring) -> None:
        self._client: httpx.AsyncClient = wiring.client
        self._base = wiring.values.get("base_url") or _BASE
        self._from_domain = wiring.values.get("from_address", "").rpartition("@")[2].lower()
        self._headers = {"Authorization": f"Bearer {wiring.values['api_key']}"}

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        headers = self._headers | {"Idempotency-Key": f"leadwright/{letter.id}"}
        request = self._client.build_request(
            "POST", f"{self._base}/emails", headers=headers, json=_body(letter)
        )
        started = time.perf_counter()
        answer = await hand_over(self._client, request, before_data, repeatable=True)
        known_as = json_object(answer).get("id")
        if answer.status != 200 or not isinstance(known_as, str):
            raise _refusal(answer)
        said = tidy(f"200 accepted as {known_as}")
        return Receipt(self.name, said, time.perf_counter() - started, known_as)

    async def check(self) -> str:
        """Asks for the domains; a key that may only send is told so, which shows that it is known."""
        request = self._client.build_request("GET", f"{self._base}/domains", headers=self._headers)
        answer = await fetch(self._client, request, redirects=False)
        told = readable("Resend", answer)
        if answer.status == 401 and told.get("name") == "restricted_api_key":
            raise ProviderError(
                "The key is accepted and may send. It may not tell whether the domain is verified:"
                " only a letter shows.",
                permanent=False,
            )
        if answer.status != 200 or not isinstance(told.get("data"), list):
            raise _refusal(answer)
        verified = {
            str(domain.get("name", "")).lower()
            for domain in told["data"]
            if isinstance(domain, dict) and domain.get("status") == "verified"
        }
        if self._from_domain not in verified:
            raise ProviderError(
                f"The key is accepted, but {self._from_domain} is no verified domain there.",
                permanent=False,
                connection_broken=True,
            )
        return f"The key is accepted and {self._from_domain} is verified."

    async def close(self) -> None:
        """The client belongs to whoever made it."""


def _body(letter: Letter) -> dict[str, Any]:
    message_id = mail_parts.message_id(letter.message_id)
    body: dict[str, Any] = {
        "from": mail_parts.mailbox(letter.from_name, letter.from_address, "sender"),
        "to": [mail_parts.mailbox(letter.to_name, letter.to_address, "recipient")],
        "subject": mail_parts.line(letter.subject) or "(no subject)",
        "text": letter.text,
        "html": letter.html,
        "headers": {"Message-ID": message_id, **mail_parts.further(letter.headers)},
        "tags": [{"name": "leadwright_message", "value": str(letter.id)}],
    }
    if letter.reply_to:
        body["reply_to"] = mail_parts.address(letter.reply_to, "reply")
    return body


def _refusal(answer: Fetched) -> ProviderError:
    told = json_object(answer)
    words = str(told.get("message", ""))
    if answer.status == 409 and told.get("name") == _UNDER_WAY:
        return ProviderError(f"Resend is still busy with this letter: {words}", permanent=False)
    return refusal("Resend", answer, words, repeatable=True)
