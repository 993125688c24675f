"""Calls of Telegram's Bot API and what its refusals mean. The token is in the address: it is never told."""

from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound.handover import json_object, readable, refusal, tidy
from leadwright.kernel.outbound.http import Fetched, fetch
from leadwright.ports.wiring import Wiring

_LONGEST_WAIT = 3600.0
# Of one chat: blocked, left, deleted, never started. The bot itself works.
_GONE = (
    "chat not found",
    "user is deactivated",
    "peer_id_invalid",
    "bot was kicked",
    "upgraded to a supergroup",
)


class Api:
    """One bot's methods."""

    def __init__(self, wiring: Wiring) -> None:
        values = wiring.values
        self._client: httpx.AsyncClient = wiring.client
        base = values.get("base_url") or "https://api.telegram.org"
        token = values.get("bot_token", "")
        if not token.replace(":", "").replace("-", "").replace("_", "").isalnum():
            raise ProviderError(
                "The token is none that @BotFather gives.", permanent=False, connection_broken=True
            )
        self._base = f"{base}/bot{token}"

    def request(self, method: str, body: dict[str, Any], **options: Any) -> httpx.Request:
        return self._client.build_request("POST", f"{self._base}/{method}", json=body, **options)

    async def ask(self, method: str, body: dict[str, Any], **options: Any) -> Any:
        """The method's result. Only for what may be asked twice. Raises ProviderError."""
        request = self.request(method, body, **options)
        answer = await fetch(self._client, request, redirects=False)
        told = readable("Telegram", answer)
        if answer.status != 200 or told.get("ok") is not True:
            raise self.refusal(answer)
        return told.get("result")

    def refusal(self, answer: Fetched) -> ProviderError:
        """What a refusal means: the chat's, the bot's, or only for now."""
        told = json_object(answer)
        words = tidy(told.get("description", ""))
        said = f"Telegram answered {answer.status}: {words}"
        if answer.status == 403 or any(mark in words.casefold() for mark in _GONE):
            return ProviderError(said, permanent=True, recipient_gone=True)
        if answer.status == 429:
            return ProviderError(said, permanent=False, retry_after=_wait(told))
        return refusal("Telegram", answer, words)


def _wait(told: dict[str, Any]) -> float | None:
    parameters = told.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return min(_LONGEST_WAIT, float(wait)) if isinstance(wait, int | float) else None
