"""One guard over `siteverify`; Turnstile and hCaptcha differ in their address and words only.

The address of the visitor is not sent: it is optional for both, and nobody needs to know it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound.handover import json_object, refusal, tidy
from leadwright.kernel.outbound.http import fetch
from leadwright.ports.form_guard import FormCheck, Verdict
from leadwright.ports.wiring import Wiring

_OURS_TO_MEND = frozenset(
    {
        "missing-input-secret",
        "invalid-input-secret",
        "invalid-or-already-seen-secret",
        "not-using-dummy-secret",
        "sitekey-secret-mismatch",
        "invalid-sitekey",
    }
)
_TRY = "leadwright-asks-whether-the-key-is-known"


@dataclass(frozen=True)
class Vendor:
    """`life`: seconds for which a token may be checked. `late`: the codes of one checked twice or late.

    `repeats`: the field by which the vendor knows a repetition of the same question, if it does.
    """

    title: str
    url: str
    life: float
    late: frozenset[str]
    repeats: str = ""


class SiteVerify:
    """A site's guard at one vendor."""

    def __init__(self, wiring: Wiring, vendor: Vendor) -> None:
        self._client: httpx.AsyncClient = wiring.client
        self._secret = wiring.values["secret_key"]
        self._url = (wiring.values.get("base_url") or vendor.url) + "/siteverify"
        self._vendor = vendor

    async def verify(self, check: FormCheck) -> Verdict:
        """A token that could not be looked at in its lifetime is unchecked, not wrong."""
        further = {self._vendor.repeats: str(check.submission_id)} if self._vendor.repeats else {}
        passed, codes = await self._ask(check.token, further)
        if passed:
            return Verdict.PASSED
        if codes & self._vendor.late:
            return Verdict.UNCHECKED if check.age > self._vendor.life else Verdict.USED
        return Verdict.WRONG

    async def check(self) -> str:
        """A token that is none must be refused, and not the secret."""
        passed, _ = await self._ask(_TRY, {})
        if passed:
            return "The key is accepted. It is a test key: every visitor passes."
        return "The key is accepted."

    async def close(self) -> None:
        """The client belongs to whoever made it."""

    async def _ask(self, token: str, further: Mapping[str, str]) -> tuple[bool, frozenset[str]]:
        request = self._client.build_request(
            "POST",
            self._url,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            content=urlencode({"secret": self._secret, "response": token, **further}).encode(),
        )
        answer = await fetch(self._client, request, most_bytes=64_000, redirects=False)
        told = json_object(answer)
        listed = told.get("error-codes")
        codes = frozenset(map(str, listed)) if isinstance(listed, list) else frozenset[str]()
        if codes & _OURS_TO_MEND:
            words = tidy(", ".join(sorted(codes)))
            raise ProviderError(
                f"{self._vendor.title} refused our key: {words}",
                permanent=False,
                connection_broken=True,
            )
        # Turnstile says so when it cannot look.
        if not isinstance(told.get("success"), bool) or "internal-error" in codes:
            raise refusal(self._vendor.title, answer, " ".join(codes), repeatable=True)
        return told["success"], codes
