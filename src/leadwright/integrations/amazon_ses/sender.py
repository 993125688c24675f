"""The Amazon SES adapter (SendEmail, docs.aws.amazon.com/ses/latest/APIReference-V2)."""

import json
import time
from typing import Any
from urllib.parse import quote

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel import clock
from leadwright.kernel.outbound import mail_parts
from leadwright.kernel.outbound.aws_signing import Signer, region_of
from leadwright.kernel.outbound.handover import hand_over, json_object, readable, refusal, tidy
from leadwright.kernel.outbound.http import Fetched, fetch
from leadwright.ports.channel import BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring

_BUSY = frozenset({"TooManyRequestsException", "ThrottlingException", "Throttling"})
_FULL = "LimitExceededException"
_OF_THE_ACCOUNT = frozenset(
    {"AccountSuspendedException", "SendingPausedException", "MailFromDomainNotVerifiedException"}
)
_HEADER_LENGTH = 870  # of MessageHeader's value, printable ASCII only


class AmazonSes:
    """One access key in one region. SES knows no idempotency keys and writes the Message-ID itself."""

    name = "amazon_ses"

    def __init__(self, wiring: Wiring) -> None:
        values = wiring.values
        region = region_of(values)
        self._client: httpx.AsyncClient = wiring.client
        self._base = values.get("base_url") or f"https://email.{region}.amazonaws.com"
        self._signer = Signer(values["access_key_id"], values["secret_access_key"], region)
        self._from = values.get("from_address", "")
        self._configuration_set = values.get("configuration_set") or ""

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        body = _body(letter)
        if self._configuration_set:
            body["ConfigurationSetName"] = self._configuration_set
        request = self._request("POST", "/v2/email/outbound-emails", json.dumps(body).encode())
        started = time.perf_counter()
        answer = await hand_over(self._client, request, before_data)
        known_as = json_object(answer).get("MessageId")
        if answer.status != 200 or not isinstance(known_as, str):
            raise _refusal(answer)
        said = tidy(f"200 accepted as {known_as}")
        return Receipt(self.name, said, time.perf_counter() - started, known_as)

    async def check(self) -> str:
        """Asks about the account and the sender. A key that may only send is refused by name, hence known."""
        answer = await self._asked("/v2/email/account")
        if _may_not_tell(answer):
            raise ProviderError(
                "The key is accepted. It may not tell about the account (ses:GetAccount): only a"
                " letter shows whether it sends.",
                permanent=False,
            )
        told = readable("Amazon SES", answer)
        if answer.status != 200:
            raise _refusal(answer)
        if told.get("SendingEnabled") is not True:
            raise ProviderError(
                "Sending is paused for this account and region.",
                permanent=False,
                connection_broken=True,
            )
        await self._check_sender()
        known = f"The key is accepted and {self._from} is verified."
        if told.get("ProductionAccessEnabled") is not True:
            return f"{known} The account is in the sandbox: only verified addresses get mail."
        return known

    async def _check_sender(self) -> None:
        """The address, its domain or one above has to be verified."""
        for identity in _identities(self._from):
            answer = await self._asked(f"/v2/email/identities/{quote(identity, safe='')}")
            if _may_not_tell(answer):
                raise ProviderError(
                    "The key is accepted. It may not tell whether the sender is verified"
                    " (ses:GetEmailIdentity): only a letter shows.",
                    permanent=False,
                )
            if answer.status not in {200, 404}:
                raise _refusal(answer)
            if json_object(answer).get("VerifiedForSendingStatus") is True:
                return
        raise ProviderError(
            f"The key is accepted, but {self._from} is not verified in this region.",
            permanent=False,
            connection_broken=True,
        )

    async def _asked(self, path: str) -> Fetched:
        return await fetch(self._client, self._request("GET", path, b""), redirects=False)

    async def close(self) -> None:
        """The client belongs to whoever made it."""

    def _request(self, method: str, path: str, body: bytes) -> httpx.Request:
        url = self._base + path
        headers = self._signer.headers(method, url, body, clock.wall())
        return self._client.build_request(method, url, headers=headers, content=body)


def _body(letter: Letter) -> dict[str, Any]:
    # SES overwrites Message-ID and Date, hence the tag, by which its events name the letter again.
    headers = {
        name: value.encode("ascii", "replace").decode()[:_HEADER_LENGTH]
        for name, value in mail_parts.further(letter.headers).items()
    }
    mail_parts.message_id(letter.message_id)
    body: dict[str, Any] = {
        "FromEmailAddress": mail_parts.ascii_mailbox(
            letter.from_name, letter.from_address, "sender"
        ),
        "Destination": {
            "ToAddresses": [
                mail_parts.ascii_mailbox(letter.to_name, letter.to_address, "recipient")
            ]
        },
        "Content": {
            "Simple": {
                "Subject": _text(mail_parts.line(letter.subject) or "(no subject)"),
                "Body": {"Text": _text(letter.text), "Html": _text(letter.html)},
                "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
            }
        },
        "EmailTags": [{"Name": "leadwright_message", "Value": str(letter.id)}],
    }
    if letter.reply_to:
        body["ReplyToAddresses"] = [mail_parts.address(letter.reply_to, "reply")]
    return body


def _identities(address: str) -> list[str]:
    """ann@mail.acme.example, mail.acme.example, acme.example: a domain stands for those below it."""
    labels = address.rpartition("@")[2].split(".")
    return [address, *(".".join(labels[at:]) for at in range(max(1, len(labels) - 1)))]


def _may_not_tell(answer: Fetched) -> bool:
    return answer.status == 403 and _kind(answer) == "AccessDeniedException"


def _text(data: str) -> dict[str, str]:
    return {"Data": data, "Charset": "UTF-8"}


def _kind(answer: Fetched) -> str:
    told = answer.headers.get("x-amzn-errortype") or str(json_object(answer).get("__type", ""))
    return told.partition(":")[0].rpartition("#")[2]


def _refusal(answer: Fetched) -> ProviderError:
    told, kind = json_object(answer), _kind(answer)
    words = tidy(f"{kind} {told.get('message') or told.get('Message') or ''}")
    if kind in _BUSY or kind == _FULL:
        wait = 600.0 if kind == _FULL else None
        return ProviderError(f"Amazon SES is busy: {words}", permanent=False, retry_after=wait)
    unverified = kind == "MessageRejected" and "not verified" in words
    if kind in _OF_THE_ACCOUNT or unverified:
        return ProviderError(
            f"Amazon SES refused us: {words}", permanent=False, connection_broken=True
        )
    return refusal("Amazon SES", answer, words)
