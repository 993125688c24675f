"""The Twilio adapter (www.twilio.com/docs/messaging/api/message-resource)."""

import re
import time
from typing import Any
from urllib.parse import quote

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound.handover import hand_over, json_object, readable, refusal, tidy
from leadwright.kernel.outbound.http import Fetched, fetch
from leadwright.kernel.outbound.sms import phone, short
from leadwright.ports.channel import BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring

_SID = re.compile(r"AC[0-9a-f]{32}")
# Not a number, cannot be reached, blocked us (STOP), not a mobile, landline.
_GONE = frozenset({21211, 21612, 21610, 21614, 30006})
_OURS = frozenset({20003, 20005, 21606, 21659, 21660, 21408})
_REMEDIES = {
    20003: "Look whether the account SID and the auth token are right.",
    20005: "Look whether the account is active.",
    21408: "Allow the recipient's country in Twilio: Messaging, Settings, Geo permissions.",
}


class Twilio:
    """One account. It knows no idempotency keys."""

    name = "twilio"

    def __init__(self, wiring: Wiring) -> None:
        values = wiring.values
        self._client: httpx.AsyncClient = wiring.client
        sid = values.get("account_sid") or ""
        if not _SID.fullmatch(sid):
            raise ProviderError(
                "The account SID is AC and 32 characters from 0 to f.",
                permanent=False,
                connection_broken=True,
            )
        base = values.get("base_url") or "https://api.twilio.com"
        self._base = f"{base}/2010-04-01/Accounts/{sid}"
        self._auth = httpx.BasicAuth(sid, values.get("auth_token") or "")
        self._from = values.get("sender") or ""

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        by = "MessagingServiceSid" if self._from.startswith("MG") else "From"
        form = {"To": phone(letter.to_address), by: self._from, "Body": _words(letter)}
        started = time.perf_counter()
        answer = await hand_over(
            self._client, self._request("POST", "/Messages.json", form), before_data
        )
        known_as = json_object(answer).get("sid")
        if answer.status != 201 or not isinstance(known_as, str):
            raise _refusal(answer)
        said = tidy(f"201 queued as {known_as}")
        return Receipt(self.name, said, time.perf_counter() - started, known_as)

    async def check(self) -> str:
        """Asks about the account, and whether the number is one of its own."""
        told = await self._asked(".json")
        if told.get("status") != "active":
            raise ProviderError(
                tidy(f"The account is {told.get('status')}."),
                permanent=False,
                connection_broken=True,
            )
        known = tidy(f"The account {told.get('friendly_name') or ''} is active.")
        if not await self._is_own():
            raise ProviderError(
                f"{known} Whether it may send as {self._from} only a message shows.",
                permanent=False,
            )
        return f"{known} {self._from} is a number of its own."

    async def _is_own(self) -> bool:
        """Services, names and short codes stand in no list that this key can always read."""
        if not self._from.startswith("+"):
            return False
        path = f"/IncomingPhoneNumbers.json?PhoneNumber={quote(self._from, safe='')}"
        return bool((await self._asked(path)).get("incoming_phone_numbers"))

    async def _asked(self, path: str) -> dict[str, Any]:
        answer = await fetch(self._client, self._request("GET", path, None), redirects=False)
        told = readable("Twilio", answer)
        if answer.status != 200:
            raise _refusal(answer)
        return told

    async def close(self) -> None:
        """The client belongs to whoever made it."""

    def _request(self, method: str, path: str, form: dict[str, str] | None) -> httpx.Request:
        request = self._client.build_request(method, self._base + path, data=form)
        return next(self._auth.auth_flow(request))


def _words(letter: Letter) -> str:
    return short(letter.subject, (button.url for button in letter.buttons))


def _refusal(answer: Fetched) -> ProviderError:
    told = json_object(answer)
    code, words = told.get("code"), tidy(told.get("message", ""))
    said = f"Twilio answered {answer.status}: {words}"
    if code in _GONE:
        return ProviderError(said, permanent=True, recipient_gone=True)
    if code in _OURS:
        said += f". {_REMEDIES.get(code, 'Look at the number it sends from.')}"
        return ProviderError(said, permanent=False, connection_broken=True)
    return refusal("Twilio", answer, words)
