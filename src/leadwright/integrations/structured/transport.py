"""The vendors' SDKs speak by httpx2; this lets them speak through the kernel's guarded client.

So private addresses, redirects, transactions and endless answers are refused for them as for
everybody else.
"""

import httpx
import httpx2

from leadwright.domain.errors import ProviderError
from leadwright.integrations.structured.posting import MOST_BYTES
from leadwright.kernel.outbound.http import fetch

_OWN = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class TooLarge(httpx2.TransportError):
    """The answer was longer than any right one."""


class Refused(httpx2.TransportError):
    """The address may not be asked."""


class KernelTransport(httpx2.AsyncBaseTransport):
    """httpx2 requests carried by the kernel's client; redirects are answers, never followed."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = await request.aread()
        ours = self._client.build_request(
            request.method, str(request.url), headers=request.headers.raw, content=body
        )
        try:
            answer = await fetch(self._client, ours, most_bytes=MOST_BYTES, redirects=False)
        except ProviderError as problem:
            cause = problem.__cause__
            is_asked = not isinstance(cause, httpx.ConnectTimeout | httpx.PoolTimeout)
            if is_asked and isinstance(cause, httpx.TimeoutException):
                raise httpx2.ReadTimeout(problem.message, request=request) from problem
            kind: type[httpx2.TransportError] = httpx2.ConnectError
            if problem.__cause__ is None:
                kind = TooLarge
            elif problem.permanent:
                kind = Refused
            raise kind(problem.message, request=request) from problem
        headers = [(k, v) for k, v in answer.headers.multi_items() if k.lower() not in _OWN]
        return httpx2.Response(answer.status, headers=headers, content=answer.body, request=request)
