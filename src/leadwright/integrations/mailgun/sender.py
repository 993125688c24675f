"""The Mailgun adapter (POST /v3/{domain}/messages, documentation.mailgun.com)."""

import time
from urllib.parse import quote

import httpx

from leadwright.kernel.outbound import mail_parts
from leadwright.kernel.outbound.handover import hand_over, json_object, readable, refusal, tidy
from leadwright.kernel.outbound.http import Fetched, fetch
from leadwright.ports.channel import BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring

_BASES = {"us": "https://api.mailgun.net", "eu": "https://api.eu.mailgun.net"}


class Mailgun:
    """One sending domain. It knows no idempotency keys."""

    name = "mailgun"

    def __init__(self, wiring: Wiring) -> None:
        values = wiring.values
        base = values.get("base_url") or _BASES[values.get("region") or "us"]
        self._client: httpx.AsyncClient = wiring.client
        self._url = f"{base}/v3/{quote(values['domain'], safe='')}/messages"
        self._auth = httpx.BasicAuth("api", values["api_key"])
        self._from = values.get("from_address", "")

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        started = time.perf_counter()
        answer = await hand_over(self._client, self._request(_form(letter)), before_data)
        known_as = json_object(answer).get("id")
        if answer.status != 200 or not isinstance(known_as, str):
            raise refusal("Mailgun", answer, _words(answer))
        said = tidy(f"200 {_words(answer)} {known_as}")
        return Receipt(self.name, said, time.perf_counter() - started, known_as.strip("<>"))

    async def check(self) -> str:
        """Posts a letter in test mode, which is checked and not delivered: sending keys may nothing else."""
        form = {
            "from": self._from,
            "to": self._from,
            "subject": "Test of the connection",
            "text": "Checked and not delivered.",
            "o:testmode": "yes",
        }
        answer = await fetch(self._client, self._request(form), redirects=False)
        readable("Mailgun", answer)
        if answer.status != 200:
            raise refusal("Mailgun", answer, _words(answer))
        return "Key and domain are accepted, and a letter in test mode was taken."

    async def close(self) -> None:
        """The client belongs to whoever made it."""

    def _request(self, form: dict[str, str]) -> httpx.Request:
        # By hand, since the client's own `auth` would be one more layer around the handover.
        request = self._client.build_request("POST", self._url, data=form)
        return next(self._auth.auth_flow(request))


def _form(letter: Letter) -> dict[str, str]:
    form = {
        "from": mail_parts.mailbox(letter.from_name, letter.from_address, "sender"),
        "to": mail_parts.mailbox(letter.to_name, letter.to_address, "recipient"),
        "subject": mail_parts.line(letter.subject) or "(no subject)",
        "text": letter.text,
        "html": letter.html,
        "h:Message-Id": mail_parts.message_id(letter.message_id),
        "v:leadwright_message": str(letter.id),
    }
    if letter.reply_to:
        form["h:Reply-To"] = mail_parts.address(letter.reply_to, "reply")
    form |= {f"h:{name}": value for name, value in mail_parts.further(letter.headers).items()}
    return form


def _words(answer: Fetched) -> str:
    told = json_object(answer).get("message")
    return str(told) if told else answer.body[:200].decode("utf-8", "replace")
