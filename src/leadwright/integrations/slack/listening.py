"""Pressed buttons from Slack, signed (api.slack.com/authentication/verifying-requests-from-slack)."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from leadwright.domain.errors import Invalid, ProviderError, Unauthenticated
from leadwright.integrations.slack import blocks
from leadwright.kernel.outbound.handover import tidy
from leadwright.kernel.outbound.http import fetch
from leadwright.ports.chat import Press, Word
from leadwright.ports.wiring import Hook, Wiring

_WINDOW = timedelta(minutes=5)


class SlackChat:
    """One app's ear."""

    def __init__(self, wiring: Wiring) -> None:
        self._client: httpx.AsyncClient = wiring.client
        self._secret = (wiring.values.get("signing_secret") or "").encode()
        self._base = wiring.values.get("base_url") or ""

    def read(self, hook: Hook) -> tuple[Word, ...]:
        self._check(hook)
        try:
            fields = parse_qs(hook.body.decode(), strict_parsing=True, max_num_fields=10)
            payload = json.loads(fields["payload"][0])
        except (ValueError, KeyError, RecursionError) as error:
            raise Invalid("The payload cannot be read.", code="broken_body") from error
        if not isinstance(payload, dict) or payload.get("type") != "block_actions":
            return ()
        # The signature covers the time as well: no two posts of Slack's share one.
        signature = hook.headers.get("x-slack-signature", "")
        actions = payload.get("actions")
        first = actions[0] if isinstance(actions, list) and actions else None
        press = _press(signature, payload, first) if isinstance(first, dict) else None
        return (press,) if press else ()

    def _check(self, hook: Hook) -> None:
        stamp = hook.headers.get("x-slack-request-timestamp", "")
        given = hook.headers.get("x-slack-signature", "")
        if not self._secret:
            raise Unauthenticated("This connection has no signing secret yet; buttons need it.")
        signed = b"v0:" + stamp.encode() + b":" + hook.body
        expected = "v0=" + hmac.new(self._secret, signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise Unauthenticated("The signature is wrong.")
        try:
            sent_at = datetime.fromtimestamp(int(stamp), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise Unauthenticated("The post's time cannot be read.") from error
        if abs(hook.now - sent_at) > _WINDOW:
            raise Unauthenticated("The post is too old.")

    async def answer(self, word: Word, sentence: str, *, settled: bool) -> None:
        """Settled, the message loses its buttons and says who did it; else only the presser reads it."""
        url = self._of_slack(word.place.get("response_url", ""))
        body: dict[str, Any] = {"replace_original": settled}
        if settled:
            body |= blocks.settled(word.place.get("text", ""), sentence)
        else:
            body |= {"response_type": "ephemeral", "text": blocks.escaped(sentence)}
        answer = await fetch(
            self._client, self._client.build_request("POST", url, json=body), redirects=False
        )
        if answer.status != 200:
            raise ProviderError(f"Slack answered {answer.status}", permanent=True)

    def _of_slack(self, url: str) -> str:
        """Slack's own address, or that of the server which stands for it."""
        parts = urlsplit(url)
        at_slack = parts.scheme == "https" and parts.hostname == "hooks.slack.com"
        if not at_slack and not (self._base and url.startswith(f"{self._base}/")):
            raise ProviderError(f"{tidy(url)} is no address of Slack's", permanent=True)
        return url


def _press(update_id: str, payload: dict[str, Any], action: dict[str, Any]) -> Press | None:
    user, message = payload.get("user"), payload.get("message")
    user_id = str(user.get("id", "")) if isinstance(user, dict) else ""
    if not user_id:
        return None
    place = {"response_url": str(payload.get("response_url", "")), "text": _text(message)}
    act, value = str(action.get("action_id", "")), str(action.get("value", ""))
    return Press(update_id, user_id, act, value, place)


def _text(message: Any) -> str:
    """What the message said: of its first block, which is ours as it was sent."""
    try:
        return str(message["blocks"][0]["text"]["text"])
    except (KeyError, IndexError, TypeError):
        return ""
