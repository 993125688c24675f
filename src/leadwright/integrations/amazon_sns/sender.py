"""The Amazon SNS adapter for text messages (docs.aws.amazon.com/sns/latest/api/API_Publish.html)."""

import re
import time
from urllib.parse import urlencode

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel import clock
from leadwright.kernel.outbound.aws_signing import Signer, region_of
from leadwright.kernel.outbound.handover import hand_over, refusal, tidy
from leadwright.kernel.outbound.http import Fetched, fetch
from leadwright.kernel.outbound.sms import phone, short
from leadwright.ports.channel import BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring

_FORM = "application/x-www-form-urlencoded"
# The answers are XML of a known shape; three elements are read, and no document is built from it.
_ELEMENT = r"<{0}>([^<>]{{1,500}})</{0}>"
_BUSY = frozenset({"Throttling", "ThrottledException", "ThrottlingException"})


class AmazonSns:
    """One access key in one region. Publishing knows no idempotency keys."""

    name = "amazon_sns"

    def __init__(self, wiring: Wiring) -> None:
        values = wiring.values
        region = region_of(values)
        self._client: httpx.AsyncClient = wiring.client
        self._url = (values.get("base_url") or f"https://sns.{region}.amazonaws.com") + "/"
        key, secret = values.get("access_key_id") or "", values.get("secret_access_key") or ""
        self._signer = Signer(key, secret, region, "sns", _FORM)
        self._sender_id = values.get("sender_id") or ""

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        form = {"PhoneNumber": phone(letter.to_address), "Message": _words(letter)}
        form |= _attribute(1, "AWS.SNS.SMS.SMSType", "Transactional")
        if self._sender_id:
            form |= _attribute(2, "AWS.SNS.SMS.SenderID", self._sender_id)
        started = time.perf_counter()
        answer = await hand_over(self._client, self._request("Publish", form), before_data)
        known_as = _element(answer, "MessageId")
        if answer.status != 200 or not known_as:
            raise _refusal(answer)
        said = tidy(f"200 accepted as {known_as}")
        return Receipt(self.name, said, time.perf_counter() - started, known_as)

    async def check(self) -> str:
        """Asks for the settings. A key that may only publish is refused by name, hence known."""
        request = self._request("GetSMSAttributes", {})
        answer = await fetch(self._client, request, redirects=False)
        if answer.status == 403 and _element(answer, "Code") == "AuthorizationError":
            return "The key is accepted. It may not read the settings (sns:GetSMSAttributes)."
        if answer.status != 200:
            raise _refusal(answer)
        if b"GetSMSAttributesResponse" not in answer.body:
            raise ProviderError(
                "Amazon SNS gave no readable answer. Is the address of its API right?",
                permanent=False,
            )
        return "The key is accepted."

    async def close(self) -> None:
        """The client belongs to whoever made it."""

    def _request(self, action: str, form: dict[str, str]) -> httpx.Request:
        body = urlencode({"Action": action, "Version": "2010-03-31", **form}).encode()
        headers = self._signer.headers("POST", self._url, body, clock.wall())
        return self._client.build_request("POST", self._url, headers=headers, content=body)


def _attribute(number: int, name: str, value: str) -> dict[str, str]:
    at = f"MessageAttributes.entry.{number}"
    return {f"{at}.Name": name, f"{at}.Value.DataType": "String", f"{at}.Value.StringValue": value}


def _element(answer: Fetched, name: str) -> str:
    found = re.search(_ELEMENT.format(name), answer.body.decode("utf-8", "replace"))
    return found.group(1) if found else ""


def _words(letter: Letter) -> str:
    return short(letter.subject, (button.url for button in letter.buttons))


def _refusal(answer: Fetched) -> ProviderError:
    code, words = _element(answer, "Code"), _element(answer, "Message")
    said = tidy(f"Amazon SNS answered {answer.status}: {code} {words}")
    if code in _BUSY:
        return ProviderError(said, permanent=False)
    if code == "OptedOut" or (code == "InvalidParameter" and "PhoneNumber" in words):
        return ProviderError(said, permanent=True, recipient_gone=True)
    return refusal("Amazon SNS", answer, f"{code} {words}")
