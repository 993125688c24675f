"""One request to a model's API over our own client, and what its ends mean. Light: no vendor's SDK."""

import asyncio
import re
from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.outbound.handover import retry_after, tidy
from leadwright.kernel.outbound.http import AddressRefused, Fetched, fetch
from leadwright.ports.language_model import Failure, ModelFailed

MOST_TOKENS = 2_000
MOST_BYTES = 256_000
"""A reading with a letter of 3,000 characters has some 20 KB; more is nothing to wait for."""
_FENCED = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)
_KINDS = {
    401: Failure.KEY,
    402: Failure.KEY,
    403: Failure.KEY,
    404: Failure.KEY,
    408: Failure.LATE,
    424: Failure.DOWN,
    429: Failure.BUSY,
}


async def post(
    client: httpx.AsyncClient, request: httpx.Request, title: str, within: float
) -> Fetched:
    """The answer, whatever its status. ModelFailed where there is none."""
    try:
        async with asyncio.timeout(within):
            return await fetch(client, request, most_bytes=MOST_BYTES, redirects=False)
    except TimeoutError:
        raise ModelFailed(f"{title} did not answer within {within:.1f} s", Failure.LATE) from None
    except ProviderError as problem:
        raise ModelFailed(problem.message, _unreached(problem)) from problem


def refused(title: str, answer: Fetched, words: str, kind: Failure | None = None) -> ModelFailed:
    """What an answer other than 200 means, unless the vendor's words say another `kind`."""
    status, said = answer.status, tidy(words)
    told = f"{title} answered {status}" + (f": {said}" if said else "")
    by_status = _KINDS.get(status, Failure.DOWN if status >= 500 else Failure.REJECTED)
    return ModelFailed(told, kind or by_status, retry_after=retry_after(answer.headers))


def count(usage: object, name: str) -> int:
    """A number of tokens as the vendor counts them; nought where it says none."""
    value: Any = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and value >= 0 else 0


def unfenced(said: str) -> str:
    """The object in what a model said, which may have put it between fences."""
    fenced = None if said.lstrip().startswith("{") else _FENCED.search(said)
    return fenced[1] if fenced else said


def _unreached(problem: ProviderError) -> Failure:
    cause = problem.__cause__
    if cause is None:
        return Failure.UNREADABLE
    if isinstance(cause.__cause__, AddressRefused):
        return Failure.KEY
    if isinstance(cause, httpx.ConnectTimeout | httpx.PoolTimeout):
        return Failure.UNREACHABLE
    return Failure.LATE if isinstance(cause, httpx.TimeoutException) else Failure.UNREACHABLE
