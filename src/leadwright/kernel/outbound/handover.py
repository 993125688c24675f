"""Sends one request that has an effect and must not be retried blindly, and reports its exact outcome.

Before the first byte of the request nothing can have happened; after the last byte anything can.
httpcore's trace shows which of the two it was.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel import clock
from leadwright.kernel.outbound.http import AddressRefused, Fetched

_MOST_BYTES = 64_000
_LONGEST_WORDS = 300
_LONGEST_WAIT = 3600.0
_TAKEN_BACK = frozenset({500, 503})
_UNKNOWN = frozenset({502, 504})
_OURS_TO_MEND = frozenset({401, 402, 403, 404, 405})
_REMEDIES = {
    401: "Look whether the key is right and still good.",
    402: "Look whether the account is paid.",
    403: "Look whether the key may do this, and whether the sender is verified there.",
}
_ADDRESS = "Look whether the address is right."


@dataclass
class _Watch:
    """How far the request got. `before` is awaited once connected, before anything is sent."""

    before: Callable[[], Awaitable[None]]
    began: bool = False
    sent: bool = False

    async def __call__(self, name: str, info: Any) -> None:
        del info
        if name.endswith("send_request_headers.started") and not self.began:
            await self.before()
            self.began = True
        elif name.endswith("send_request_body.complete"):
            self.sent = True


async def hand_over(
    client: httpx.AsyncClient,
    request: httpx.Request,
    before: Callable[[], Awaitable[None]],
    *,
    repeatable: bool = False,
) -> Fetched:
    """The vendor's response, whatever its status. ProviderError if there is none.

    `unconfirmed` on the error: the whole request had been sent. `repeatable`: an idempotency key lets
    the vendor recognise a retry, so nothing is ever unconfirmed. An exception of `before` propagates,
    and nothing was sent.
    """
    watch = _Watch(before)
    request.extensions = {**request.extensions, "trace": watch}
    host = request.url.host
    try:
        # Never followed: a redirect would send the key, and the mail, to somebody else.
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            return await _read(response)
        finally:
            await response.aclose()
    except httpx.RequestError as error:
        if isinstance(error.__cause__, AddressRefused):
            raise ProviderError(str(error), permanent=False, connection_broken=True) from error
        late = isinstance(error, httpx.TimeoutException)
        what = (
            "did not answer in time" if late else f"broke the connection ({error or 'no answer'})"
        )
        if watch.sent and not repeatable:
            raise unconfirmed(host, what) from error
        raise ProviderError(f"{host} {what}; it was not handed over", permanent=False) from error


async def _read(response: httpx.Response) -> Fetched:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > _MOST_BYTES:  # enough to read any error message
            break
    return Fetched(
        response.status_code, response.headers, bytes(body[:_MOST_BYTES]), str(response.url)
    )


def unconfirmed(vendor: str, what: str) -> ProviderError:
    """The outcome is unknown. `permanent`, so that a caller that ignores it still sends nothing twice."""
    return ProviderError(
        f"{vendor} {what} after the request was out; it may or may not have been taken",
        permanent=True,
        unconfirmed=True,
    )


def refusal(
    vendor: str, answer: Fetched, words: str = "", *, repeatable: bool = False
) -> ProviderError:
    """The error that an unexpected response stands for.

    Temporary: 408, 425, 429, 500, 503. Unknown outcome: 502 and 504, which a gateway returns when it
    lost track of the request. Misconfiguration: redirects, 401 to 405. Any other 4xx is a permanent
    rejection of the content. A 2xx gets here if it could not be parsed: the outcome is unknown.
    """
    status = answer.status
    said = f"{vendor} answered {status}" + (f": {tidy(words)}" if tidy(words) else "")
    if 200 <= status < 300 or status in _UNKNOWN:
        if repeatable:
            return ProviderError(said, permanent=False)
        return ProviderError(
            f"{said}; it may or may not have been taken", permanent=True, unconfirmed=True
        )
    if status in _OURS_TO_MEND or status < 400:
        remedy = _REMEDIES.get(status, _ADDRESS)
        return ProviderError(f"{said}. {remedy}", permanent=False, connection_broken=True)
    if status in {408, 425, 429} or status in _TAKEN_BACK:
        return ProviderError(said, permanent=False, retry_after=retry_after(answer.headers))
    return ProviderError(said, permanent=400 <= status < 500)


def readable(vendor: str, answer: Fetched) -> dict[str, Any]:
    """The JSON object that answers a request without effect. ProviderError if a 200 holds none.

    A captive portal's login page also says 200.
    """
    told = json_object(answer)
    if answer.status == 200 and not told:
        raise ProviderError(
            f"{vendor} gave no readable answer. Is the address of its API right?", permanent=False
        )
    return told


def retry_after(headers: httpx.Headers) -> float | None:
    """Seconds the vendor asks us to wait: `Retry-After` (RFC 9110, 10.2.3), at most an hour."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(_LONGEST_WAIT, float(text[:9]))
    try:
        then: datetime = parsedate_to_datetime(text)
        return min(_LONGEST_WAIT, max(0.0, (then - clock.wall()).total_seconds()))
    except (ValueError, TypeError):
        return None


def json_object(answer: Fetched) -> dict[str, Any]:
    """The answer's JSON object, or an empty one."""
    value = json_value(answer)
    return value if isinstance(value, dict) else {}


def json_value(answer: Fetched) -> Any:
    """The answer's JSON, or None."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def tidy(words: object) -> str:
    """A vendor's message as one printable line of limited length."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(words)).split())
    return line if len(line) <= _LONGEST_WORDS else f"{line[:_LONGEST_WORDS]}..."
