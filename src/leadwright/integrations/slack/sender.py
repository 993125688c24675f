"""The Slack adapter: chat.postMessage, and incoming webhooks (api.slack.com/messaging/webhooks)."""

import time
from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.integrations.slack import blocks
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
from leadwright.ports.channel import ROOM, BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring

_OURS = frozenset(
    {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"}
    | {"missing_scope", "no_permission", "ekm_access_denied", "team_access_not_granted"}
    | {"org_login_required", "not_allowed_token_type"}
)
_GONE = frozenset(
    {"channel_not_found", "user_not_found", "user_disabled", "cannot_dm_bot"}
    | {"not_in_channel", "is_archived"}
)
_WORDLESS = frozenset({"no_text", "missing_text_or_fallback_or_attachments"})
_BUSY = frozenset({"ratelimited", "rate_limited", "service_unavailable", "fatal_error"})


class Slack:
    """One workspace of Slack. It knows no idempotency keys."""

    name = "slack"

    def __init__(self, wiring: Wiring) -> None:
        values = wiring.values
        self._client: httpx.AsyncClient = wiring.client
        self._base = values.get("base_url") or "https://slack.com"
        self._token = values.get("bot_token") or ""
        self._room = values.get("room") or ""
        self._webhook = web_address(values.get("webhook_url") or "", wiring.allow_private)
        self._interactive = bool(values.get("signing_secret"))
        if not self._token and not self._webhook:
            raise ProviderError(
                "Neither a webhook nor a bot token is filled in.",
                permanent=False,
                connection_broken=True,
            )

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        body = blocks.message(letter, interactive=self._interactive)
        started = time.perf_counter()
        if letter.to_address == ROOM and self._webhook:
            request = self._client.build_request("POST", self._webhook, json=body)
            answer = await hand_over(self._client, request, before_data)
            if answer.status == 410:  # channel_is_archived
                said = tidy(f"Slack answered 410: {_text(answer)}")
                raise ProviderError(said, permanent=True, recipient_gone=True)
            if answer.status != 200:
                raise refusal("Slack", answer, _text(answer))
            return Receipt(self.name, "200 ok", time.perf_counter() - started)
        request = self._call("chat.postMessage", {**body, "channel": self._address(letter)})
        answer = await hand_over(self._client, request, before_data)
        told = _checked(answer)
        known_as = f"{told.get('channel', '')}:{told.get('ts', '')}"
        said = tidy(f"200 ok, message {told.get('ts', '')}")
        return Receipt(self.name, said, time.perf_counter() - started, known_as)

    async def check(self) -> str:
        """Asks who the bot is; a webhook is sent a message without words, which it refuses by name."""
        if not self._token:
            return await self._check_webhook()
        answer = await fetch(self._client, self._call("auth.test", {}), redirects=False)
        readable("Slack", answer)
        told = _checked(answer)
        return tidy(f"The bot {told.get('user', '')} of {told.get('team', '')} answers.")

    async def close(self) -> None:
        """The client belongs to whoever made it."""

    async def _check_webhook(self) -> str:
        request = self._client.build_request("POST", self._webhook, json={})
        answer = await fetch(self._client, request, redirects=False)
        if answer.status == 400 and _text(answer).strip() in _WORDLESS:
            return "The webhook answers."
        raise refusal("Slack", answer, _text(answer))

    def _address(self, letter: Letter) -> str:
        address = self._room if letter.to_address == ROOM else letter.to_address
        if not self._token or not address:
            missing = "bot token" if not self._token else "channel"
            raise ProviderError(f"The connection has no {missing}.", permanent=True)
        return address

    def _call(self, method: str, body: dict[str, Any]) -> httpx.Request:
        headers = {"Authorization": f"Bearer {self._token}"}
        url = f"{self._base}/api/{method}"
        return self._client.build_request("POST", url, headers=headers, json=body)


def _checked(answer: Fetched) -> dict[str, Any]:
    """What Slack said if it said yes. It says no with status 200 as well."""
    told = json_object(answer)
    if answer.status == 200 and told.get("ok") is True:
        return told
    code = str(told.get("error", ""))
    said = f"Slack answered {answer.status}: {tidy(code)}"
    if answer.status != 200 or not code:
        raise refusal("Slack", answer, code)
    if code in _BUSY:
        raise ProviderError(said, permanent=False, retry_after=retry_after(answer.headers))
    if code in _OURS:
        raise ProviderError(said, permanent=False, connection_broken=True)
    raise ProviderError(said, permanent=True, recipient_gone=code in _GONE)


def _text(answer: Fetched) -> str:
    return answer.body[:200].decode("utf-8", "replace")
