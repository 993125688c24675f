"""The Teams adapter: an adaptive card for a workflow, or for a connector of old (adaptivecards.io).

learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
"""

import re
import time
from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound.handover import hand_over, json_object, refusal, tidy
from leadwright.kernel.outbound.http import Fetched
from leadwright.kernel.outbound.web_address import must_be_reachable, web_address
from leadwright.kernel.texts import cut
from leadwright.ports.channel import ONLY_BY_POSTING, BeforeData, Letter, Receipt
from leadwright.ports.wiring import Wiring

_LONGEST = 8000
_TAKEN = frozenset({200, 202})
_HIDDEN = re.compile(r"delivery failed with error.*?HTTP error (\d{3})", re.DOTALL)
_REMEDIES = {
    "WorkflowTriggerIsNotEnabled": "Switch the workflow on in Teams.",
    "DirectApiAuthorizationRequired": "Let the workflow be triggered by anyone who has its address.",
}


class Teams:
    """One workflow's address."""

    name = "teams"

    def __init__(self, wiring: Wiring) -> None:
        self._client: httpx.AsyncClient = wiring.client
        self._url = web_address(wiring.values.get("webhook_url") or "", wiring.allow_private)
        self._allowed = wiring.allow_private

    async def send(self, letter: Letter, before_data: BeforeData) -> Receipt:
        request = self._client.build_request("POST", self._url, json=_body(letter))
        started = time.perf_counter()
        answer = await hand_over(self._client, request, before_data)
        if problem := _problem(answer):
            raise problem
        return Receipt(self.name, f"{answer.status} taken", time.perf_counter() - started)

    async def check(self) -> str:
        """A workflow cannot be asked: every request posts. So there is never a yes."""
        if not self._url:
            raise ProviderError("No address is filled in.", permanent=False, connection_broken=True)
        await must_be_reachable(self._url, self._allowed)
        raise ProviderError(ONLY_BY_POSTING, permanent=False)

    async def close(self) -> None:
        """The client belongs to whoever made it."""


def _problem(answer: Fetched) -> ProviderError | None:
    """Why it was not posted. A connector of old says 200 with the real status among its words."""
    told = json_object(answer).get("error")
    words = (
        told.get("message", "")
        if isinstance(told, dict)
        else answer.body[:200].decode("utf-8", "replace")
    )
    code = str(told.get("code", "")) if isinstance(told, dict) else ""
    if code in _REMEDIES:
        said = f"{tidy(f'Teams answered {answer.status}: {words}')} {_REMEDIES[code]}"
        return ProviderError(said, permanent=False, connection_broken=True)
    if answer.status not in _TAKEN:
        return refusal("Teams", answer, words)
    hidden = _HIDDEN.search(answer.body[:500].decode("utf-8", "replace"))
    if hidden is None:
        return None
    real = Fetched(int(hidden[1]), answer.headers, answer.body, answer.url)
    return refusal("Teams", real, words)


def _body(letter: Letter) -> dict[str, Any]:
    # A RichTextBlock, since a TextBlock reads Markdown: what a lead wrote must be no link.
    lines = {
        "type": "RichTextBlock",
        "inlines": [{"type": "TextRun", "text": cut(letter.text, _LONGEST)}],
    }
    links = [
        {"type": "Action.OpenUrl", "title": button.words, "url": button.url}
        for button in letter.buttons
        if button.url
    ]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [lines],
        "actions": links,
    }
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [content]}
