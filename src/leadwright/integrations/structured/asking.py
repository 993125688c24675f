"""One structured call through pydantic-ai, and what its ends mean. Heavy: see the package's words."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

import httpx2
from pydantic_ai import Agent, NativeOutput, ToolOutput, exceptions
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RunUsage, UsageLimits

from leadwright.integrations.structured.model import Endpoint
from leadwright.integrations.structured.transport import KernelTransport, Refused, TooLarge
from leadwright.kernel.handover import tidy
from leadwright.kernel.loading import resolve
from leadwright.ports.language_model import (
    Answer,
    AnswerT,
    Failure,
    ModelFailed,
    Prompt,
    Spent,
)

MOST_TOKENS = 2_000
# The SDKs do not check what they read: a strange answer surfaces as whatever trips over it first.
_BROKEN = (
    exceptions.UserError,
    httpx2.HTTPError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
)
_ONE = UsageLimits(request_limit=1)
_MOST_KEPT = 64


async def ask(
    endpoint: Endpoint, prompt: Prompt, schema: type[AnswerT], *, within: float
) -> Answer[AnswerT]:
    """The model's answer in the shape of `schema`, asked once. ModelFailed says what else happened."""
    usage = RunUsage()
    try:
        async with asyncio.timeout(within):
            run = await _agent(endpoint, schema).run(
                prompt.data, instructions=prompt.instructions, usage=usage, usage_limits=_ONE
            )
    except TimeoutError:
        raise ModelFailed(
            f"{endpoint.title} did not answer within {within:.1f} s", Failure.LATE
        ) from None
    except exceptions.AgentRunError as error:
        raise _failed(endpoint, error, spent(usage)) from error
    except _BROKEN as error:
        words = f"{endpoint.title}: an answer that cannot be read ({type(error).__name__})"
        raise ModelFailed(words, Failure.UNREADABLE, spent=spent(usage)) from error
    return Answer(run.output, endpoint.model, spent(usage))


def http_client(endpoint: Endpoint) -> httpx2.AsyncClient:
    """What the vendor's SDK speaks through. It opens nothing itself, so that it need not be closed."""
    return httpx2.AsyncClient(transport=KernelTransport(endpoint.client), trust_env=False)


def spent(usage: RunUsage) -> Spent:
    """Tokens as counted by the vendor, money by the price list that comes with the library."""
    return Spent(
        tokens_in=usage.input_tokens,
        tokens_out=usage.output_tokens,
        cached=usage.cache_read_tokens,
        micro=None if usage.cost is None else round(usage.cost * Decimal(1_000_000)),
    )


@lru_cache(_MOST_KEPT)
def _agent(endpoint: Endpoint, schema: type[AnswerT]) -> Agent[None, AnswerT]:
    """Making one costs more than asking it; one asks for many leads side by side."""
    model, settings, native = resolve(endpoint.maker)(endpoint)
    made: Model[Any] = model
    chosen: ModelSettings = {"max_tokens": MOST_TOKENS, "thinking": False}
    chosen.update(settings)
    shape: NativeOutput[AnswerT] | ToolOutput[AnswerT]
    shape = NativeOutput(schema) if native else ToolOutput(schema, name="answer")
    return Agent(
        made,
        deps_type=type(None),
        output_type=shape,
        retries=0,
        model_settings=chosen,
    )


_KINDS: tuple[tuple[type[Exception], Failure], ...] = (
    (exceptions.ModelAuthenticationError, Failure.KEY),
    (exceptions.ModelNotFoundError, Failure.KEY),
    (exceptions.ModelRateLimitError, Failure.BUSY),
    (exceptions.ModelServerError, Failure.DOWN),
    (exceptions.ModelUnavailableError, Failure.DOWN),
    (exceptions.ModelTimeoutError, Failure.LATE),
    (exceptions.ModelRequestTimeout, Failure.LATE),
    (exceptions.ContentFilterError, Failure.REFUSED),
    (exceptions.ModelRequestRejectedError, Failure.REJECTED),
    (exceptions.UnexpectedModelBehavior, Failure.UNREADABLE),
    (exceptions.UsageLimitExceeded, Failure.UNREADABLE),
    (exceptions.ModelConnectionError, Failure.UNREACHABLE),
)
_STATUS = {
    401: Failure.KEY,
    402: Failure.KEY,
    403: Failure.KEY,
    404: Failure.KEY,
    429: Failure.BUSY,
}


def _failed(endpoint: Endpoint, error: Exception, used: Spent) -> ModelFailed:
    wait = getattr(error, "retry_after", None)
    return ModelFailed(_words(endpoint, error), _kind(error), spent=used, retry_after=wait)


def _kind(error: Exception) -> Failure:
    causes = tuple(_causes(error))
    if any(isinstance(cause, TooLarge) for cause in causes):
        return Failure.UNREADABLE
    # Without money the vendor refuses us, though OpenAI says it with a 429.
    is_poor = isinstance(error, exceptions.ModelQuotaExceededError)
    if is_poor or any(isinstance(cause, Refused) for cause in causes):
        return Failure.KEY
    status = getattr(error, "status_code", None)
    if status in _STATUS:
        return _STATUS[status]
    found = next((kind for type_, kind in _KINDS if isinstance(error, type_)), None)
    if found is not None:
        return found
    if isinstance(status, int):
        return Failure.DOWN if status >= 500 else Failure.REJECTED
    return Failure.UNREADABLE


def _words(endpoint: Endpoint, error: Exception) -> str:
    """In words that hold neither the key nor what the lead wrote."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return f"{endpoint.title} answered {status}{_said(error)}"
    refused = next((c for c in _causes(error) if isinstance(c, Refused | TooLarge)), None)
    return f"{endpoint.title}: {tidy(refused or type(error).__name__)}"


def _said(error: Exception) -> str:
    body: Any = getattr(error, "body", None)
    told = body.get("error", body) if isinstance(body, dict) else None
    message = told.get("message") if isinstance(told, dict) else None
    return f": {tidy(message)}" if message else ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while error is not None and seen < 10:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1
